import { z } from 'zod';
import { Instant } from '../../shared/time.ts';

/**
 * A backup is gzip over lines of JSON: a `Head`; for each table a `TableHead` and behind it its rows, each an
 * array of the columns' values in PostgreSQL's text form; a last line with the checksum of all others (see
 * lines.ts). Around it is the seal (see sealing.ts), unless it is in clear. Format 1 was always in clear and
 * had sessions and all secrets.
 */
export const Head = z.object({
  format: z.literal('callback-desk-backup'),
  /** Raised when a reader of today would misunderstand. */
  formatVersion: z.int(),
  /** The newest migration of the database. */
  schema: z.string(),
  madeAt: Instant,
});
export type Head = z.infer<typeof Head>;

export const FORMAT_VERSION = 2;

export const TableHead = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
export type TableHead = z.infer<typeof TableHead>;
