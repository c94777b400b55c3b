import { randomUUID } from 'node:crypto';
import type { Clock, Ids } from '../shared/ports.ts';

/** The machine's clock: the only place of central that asks for the time. */
export const systemClock: Clock = { now: () => Date.now() };

/** Fresh random UUIDs from the operating system's generator. */
export const systemIds: Ids = { uuid: () => randomUUID() };
