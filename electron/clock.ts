import { uptime } from 'node:os';
import type { Clock } from '../shared/ports.ts';
import { SECOND } from '../shared/time.ts';

/** The clocks of one machine: one that people and programs set, and one that nobody can set. */
export interface MachineClock extends Clock {
  /** Milliseconds since the machine started, its sleep included. */
  uptime(): number;
}

/** The machine's clocks: the only place of the desk that asks for the time. */
export const systemClock: MachineClock = {
  now: () => Date.now(),
  uptime: () => Math.round(uptime() * SECOND),
};

/** Calls `told` within a second after somebody sets the machine's clock. Returns what ends the watch. */
export function whenClockIsSet(clock: MachineClock, told: () => void): () => void {
  const bootOf = () => clock.now() - clock.uptime();
  let boot = bootOf();
  const timer = setInterval(() => {
    if (Math.abs(bootOf() - boot) <= SECOND) return;
    boot = bootOf();
    told();
  }, SECOND);
  return () => clearInterval(timer);
}
