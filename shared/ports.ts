/** What engines take from outside, so that a seeded simulation can drive the real code. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

export interface Ids {
  /** A fresh random UUID. */
  uuid(): string;
}

export interface Rng {
  /** A number in [0, 1). */
  next(): number;
}
