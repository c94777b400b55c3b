import { z } from 'zod';

/**
 * A moment as milliseconds since 1970-01-01T00:00:00Z. The only representation of time in documents and
 * messages.
 */
export const Instant = z.int().min(0).max(8_640_000_000_000_000);
export type Instant = z.infer<typeof Instant>;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
