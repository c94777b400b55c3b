// Moves the wall clock of this process by CALLBACK_TEST_SHIFT_MS, so that tests can be run as if at another
// hour. Timers and the monotonic clock stay as they are.

/** Moves what `Date` says by so many milliseconds. Stands alone: a page gets its text. */
function shiftDate(by) {
  const real = Date;
  const { now } = real;
  real.now = () => now() + by;
  globalThis.Date = new Proxy(real, {
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [real.now()] : args, made),
    apply: () => String(new real(real.now())),
  });
}

const shift = Number(process.env.CALLBACK_TEST_SHIFT_MS ?? 0);

if (shift !== 0) {
  shiftDate(shift);
  // A program that starts a thread starts it with the same clock.
  const threads = require('node:worker_threads');
  threads.Worker = class extends threads.Worker {
    constructor(file, options = {}) {
      super(file, {
        ...options,
        execArgv: [...(options.execArgv ?? process.execArgv), '--require', __filename],
      });
    }
  };
}

module.exports = { shift, shiftDate };
