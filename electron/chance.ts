import { randomUUID } from 'node:crypto';
import type { Ids, Rng } from '../shared/ports.ts';

/** Fresh random UUIDs from the operating system's generator. */
export const systemIds: Ids = { uuid: () => randomUUID() };

/** For jitter only, never for secrets. */
export const systemRng: Rng = { next: () => Math.random() };
