import type { MachineClock } from '../../electron/clock.ts';
import type { Clock } from '../../shared/ports.ts';

/** A clock that a test moves by hand, of a machine that started at the beginning of 1970. */
export class ManualClock implements MachineClock {
  at: number;
  /** How far somebody set the clock away from the time that passes. */
  wrong = 0;

  constructor(at: number) {
    this.at = at;
  }

  now(): number {
    return this.at + this.wrong;
  }

  uptime(): number {
    return this.at;
  }

  advance(ms: number): void {
    this.at += ms;
  }
}

/**
 * The clocks of a machine on which time passes as on `clock` and whose own clock is `ahead` of it,
 * milliseconds.
 */
export function machineOf(clock: Clock, ahead = 0): MachineClock {
  return { now: () => clock.now() + ahead, uptime: () => clock.now() };
}
