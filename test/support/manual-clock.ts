import type { Clock } from '../../shared/ports.ts';

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  at: number;

  constructor(at: number) {
    this.at = at;
  }

  now(): number {
    return this.at;
  }

  advance(ms: number): void {
    this.at += ms;
  }
}
