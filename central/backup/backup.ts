import { lstat } from 'node:fs/promises';
import type { Clock } from '../../shared/ports.ts';
import { rowsOf, tableShapes } from '../db/backup.ts';
import type { Database, Trx } from '../db/connect.ts';
import { SCHEMA } from '../db/migrate.ts';
import { rowsInBackup } from '../db/own.ts';
import { snapshot } from '../db/transaction.ts';
import { FORMAT_VERSION, type Head, type TableHead } from './format.ts';
import { writeLines } from './lines.ts';

export interface BackupCounts {
  tables: number;
  rows: number;
}

/**
 * Writes everything that central knows, as it stands at one moment, into one file, sealed for `recipient`.
 * People go on working meanwhile. Who is signed in and the secrets of this installation stay out, and of a
 * file in clear (null) all secrets.
 * @throws Error with a sentence for the terminal when the file exists already.
 */
export async function backup(
  { db, clock }: { db: Database; clock: Clock },
  path: string,
  { recipient }: { recipient: string | null },
): Promise<BackupCounts> {
  const taken = await lstat(path).then(
    () => true,
    () => false,
  );
  if (taken) throw new Error(`${path} exists already; a backup never takes the place of another file.`);
  const counts: BackupCounts = { tables: 0, rows: 0 };
  await snapshot(db, (trx) => writeLines(path, lines(trx, clock.now(), counts, recipient), recipient));
  return counts;
}

async function* lines(
  trx: Trx,
  madeAt: number,
  counts: BackupCounts,
  recipient: string | null,
): AsyncGenerator<string> {
  const head: Head = {
    format: 'callback-desk-backup',
    formatVersion: FORMAT_VERSION,
    schema: SCHEMA,
    madeAt,
  };
  yield JSON.stringify(head);
  for (const { name, columns } of await tableShapes(trx)) {
    const which = rowsInBackup(name, { clear: recipient === null });
    if (which === null) continue;
    const table: TableHead = { table: name, columns: columns.map((column) => column.name) };
    yield JSON.stringify(table);
    counts.tables += 1;
    for await (const rows of rowsOf(trx, { name, columns }, which)) {
      counts.rows += rows.length;
      yield* rows;
    }
  }
}
