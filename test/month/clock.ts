import type { Clock } from '../../shared/ports.ts';

/** The one clock of a month: stands where the agenda puts it. */
export class MonthClock implements Clock {
  at: number;

  constructor(at: number) {
    this.at = at;
  }

  now(): number {
    return this.at;
  }
}

interface Appointment {
  at: number;
  /** Tells apart what was planned for the same moment: first planned, first done. */
  order: number;
  work(): Promise<void> | void;
}

/**
 * Everything that will happen, in order of time, one thing after the other: so a seed always lives the same
 * month.
 */
export class Agenda {
  readonly clock: MonthClock;
  readonly #ahead: Appointment[] = [];
  #planned = 0;

  constructor(clock: MonthClock) {
    this.clock = clock;
  }

  /** Plans work for a moment; one that has passed means now. */
  plan(at: number, work: () => Promise<void> | void): void {
    this.#planned += 1;
    const entry = { at: Math.max(at, this.clock.at), order: this.#planned, work };
    this.#ahead.splice(this.#placeOf(entry), 0, entry);
  }

  /** Does work at each of these moments; `next` answers the following one, null: never again. */
  repeat(first: number, next: (at: number) => number | null, work: () => Promise<void> | void): void {
    this.plan(first, async () => {
      await work();
      const following = next(this.clock.at);
      if (following !== null) this.repeat(following, next, work);
    });
  }

  /**
   * Lives until that moment; what is planned for later never happens. `settled`: waits for what goes on in
   * the background, which takes no time here.
   */
  async live(until: number, settled: () => Promise<void>): Promise<void> {
    for (let next = this.#ahead.pop(); next && next.at <= until; next = this.#ahead.pop()) {
      this.clock.at = next.at;
      await next.work();
      await settled();
    }
    this.clock.at = until;
  }

  /** The list is kept with the nearest at its end, so that taking it out costs nothing. */
  #placeOf(entry: Appointment): number {
    let low = 0;
    let high = this.#ahead.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#ahead[middle];
      const later = other && (other.at > entry.at || (other.at === entry.at && other.order > entry.order));
      if (later) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
