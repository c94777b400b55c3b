import { DeskReader } from '../store/desk-reader.ts';
import { boardOf } from './board.ts';
import type { QueueCommands, QueueEvents, QueueStart } from './messages.ts';
import { QueueIndex } from './queue-index.ts';

/** So many cases that cannot be read are told once each; a desk with more has told enough. */
const MOST_TOLD = 10_000;

/**
 * The queue of a desk on a read-only connection of its own.
 * @throws store_corrupt, store_failed, store_busy.
 */
export function openDeskQueue(
  { file, key }: QueueStart,
  { unreadable }: Pick<QueueEvents, 'unreadable'>,
): QueueCommands {
  const reader = new DeskReader(file, key);
  const index = new QueueIndex(reader.queue);
  const told = new Set<string>();
  return {
    counts: ({ filter, moment }) => index.counts(filter, moment),
    rows({ filter, moment, offset, limit }) {
      const page = index.list(filter, moment).slice(offset, offset + limit);
      const rows = reader.queueRows(page.map(({ id }) => id));
      const fresh = rows.filter((row) => row.unreadable && !told.has(row.id));
      if (fresh.length > 0 && told.size < MOST_TOLD) {
        for (const { id } of fresh) told.add(id);
        unreadable(fresh.length);
      }
      return rows;
    },
    locate: ({ filter, caseId, moment }) => index.locate(filter, caseId, moment),
    ids: ({ filter, moment, doubtful }) =>
      index.list(filter, moment).flatMap((entry) => (!doubtful || entry.doubtful ? [entry.id] : [])),
    board: ({ calendar, moment }) => boardOf(index.entries(), calendar, moment),
    changed(ids) {
      try {
        index.changed(ids);
      } catch (error) {
        // Half of them are noted: everything is read again when somebody looks.
        index.changed(null);
        throw error;
      }
    },
    close: () => reader.close(),
  };
}
