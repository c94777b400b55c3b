import type { Clock } from '../../shared/ports.ts';
import type { SyncEngine } from './engine.ts';
import type { NextStep } from './ports.ts';

/** Runs a lane's steps, each when it is due, until stopped. */
class Lane {
  readonly #step: () => Promise<NextStep>;
  readonly #clock: Clock;
  #timer: NodeJS.Timeout | null = null;
  #running = false;
  #again = false;
  #stopped = false;

  constructor(step: () => Promise<NextStep>, clock: Clock) {
    this.#step = step;
    this.#clock = clock;
  }

  /** Runs a step now, or once more after the one that runs. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#running = true;
    this.#again = false;
    this.#step().then(
      (next) => this.#ended(next),
      () => this.#ended({ at: null }),
    );
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #ended(next: NextStep): void {
    this.#running = false;
    if (this.#stopped) return;
    const at = this.#again ? 0 : next.at;
    if (at === null) return;
    this.#timer = setTimeout(() => this.wake(), Math.max(0, at - this.#clock.now()));
  }
}

/** Drives an engine in real time. `wake` is what its events call. */
export function drive(engine: SyncEngine, clock: Clock): { wake(): void; stop(): void } {
  const exchange: Lane = new Lane(async () => {
    const next = await engine.exchange();
    // The listener sleeps while there is something to pull; whatever was pulled just now may let it go on.
    listen.wake();
    return next;
  }, clock);
  const listen: Lane = new Lane(() => engine.listen(), clock);
  return {
    wake: () => exchange.wake(),
    stop: () => {
      exchange.stop();
      listen.stop();
    },
  };
}
