import type { Rng } from '../../shared/ports.ts';

/** A seeded generator (mulberry32): the same seed makes the same demo on every machine. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    },
  };
}

/** An integer from `from` to `to`, both included. */
export function between(rng: Rng, from: number, to: number): number {
  return from + Math.floor(rng.next() * (to - from + 1));
}

/** One of a list that is not empty. */
export function pick<T>(rng: Rng, list: readonly [T, ...T[]] | readonly T[]): T {
  const item = list[Math.floor(rng.next() * list.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

/** A string of decimal digits. */
export function digits(rng: Rng, length: number): string {
  return Array.from({ length }, () => between(rng, 0, 9)).join('');
}
