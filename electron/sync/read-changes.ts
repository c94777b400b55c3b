import { z } from 'zod';
import { Change, Scope } from '../../shared/api/sync.ts';
import type { SnapshotRows } from '../store/changes.ts';
import { TextRow } from '../store/text-row.ts';

/** As much of a line of the feed as is needed to remember that it could not be read. */
const Header = z.object({
  scope: Scope,
  id: z.string().max(80),
  version: z.int().min(1),
  /** Also a kind of rows that this program does not know; a revocation without its kind is no row. */
  entity: z
    .string()
    .min(1)
    .max(40)
    .refine((entity) => entity !== 'revoke'),
});

/**
 * Validates rows one by one: a row that a newer central made differently is set aside and counted, so that it
 * can never keep the others from arriving; so is a row of a kind that only newer programs know. `strangers`:
 * lines without even a header, or whose bytes are not central's; the digests miss them. A case as text with
 * its place in the queue is read when somebody looks at it.
 */
export function readChanges(lines: readonly unknown[]): SnapshotRows & { strangers: number } {
  const read: SnapshotRows & { strangers: number } = { changes: [], texts: [], unreadable: [], strangers: 0 };
  for (const line of lines) {
    if (line instanceof TextRow) {
      const change = line.columns === null ? line.read() : null;
      if (line.columns !== null) read.texts.push(line);
      else if (change) read.changes.push(change);
      else read.unreadable.push(line.header);
      continue;
    }
    if (isChange(line)) {
      read.changes.push(line);
      continue;
    }
    const header = Header.safeParse(line);
    if (header.success) read.unreadable.push(header.data);
    else read.strangers += 1;
  }
  return read;
}

/** The line itself is kept, not zod's copy: what a newer central added to a row must survive in the file. */
function isChange(line: unknown): line is Change {
  return Change.safeParse(line).success;
}
