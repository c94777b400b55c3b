import type { Clock } from '../shared/ports.ts';

/** The machine's clock: the only place of the desk that asks for the time. */
export const systemClock: Clock = { now: () => Date.now() };
