import { useSyncExternalStore } from 'react';
import type { Clock } from '../shared/ports.ts';

/** What this machine's clock is ahead of central's, milliseconds, as far as main knows. */
let ahead = 0;

/**
 * The renderer's only source of the present: central's time, so that what a person reads and chooses is right
 * on any machine.
 */
export const clock: Clock = { now: () => Date.now() - ahead };

interface Ticker {
  subscribe(listener: () => void): () => void;
  read(): number;
  tick(): void;
}

/** One interval per period for all its listeners, running only while somebody listens. */
function makeTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>();
  let now = clock.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = clock.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      if (listeners.size === 0) {
        now = clock.now();
        timer = setInterval(tick, everyMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
    read: () => now,
    tick,
  };
}

const everySecond = makeTicker(1_000);
const everyHalfMinute = makeTicker(30_000);

/** Main measured the clock, or somebody set it: everything that shows the present follows at once. */
export function setClockAhead(ms: number): void {
  const moved = Math.abs(ms - ahead) >= 1_000;
  ahead = ms;
  if (!moved) return;
  everySecond.tick();
  everyHalfMinute.tick();
}

/** The present for running timers: re-renders each second. */
export function useSeconds(): number {
  return useSyncExternalStore(everySecond.subscribe, everySecond.read);
}

/** The present for relative times ("8 min left"): re-renders each half minute. */
export function useNow(): number {
  return useSyncExternalStore(everyHalfMinute.subscribe, everyHalfMinute.read);
}
