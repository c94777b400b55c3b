import type { Clock, Ids } from '../../shared/ports.ts';
import {
  emptyTables,
  finishTables,
  insertRows,
  isUnused,
  type TableShape,
  type TextRow,
  tableShapes,
} from '../db/backup.ts';
import type { Database, Trx } from '../db/connect.ts';
import { knownSecret, RECEIPT_KEY, rotateEpoch, sharedSecret } from '../db/meta.ts';
import { knowsSchema } from '../db/migrate.ts';
import { continueNamespace, knownNamespace } from '../db/namespace.ts';
import { refreshStatistics } from '../db/statistics.ts';
import { isDataError, retried } from '../db/transaction.ts';
import { FORMAT_VERSION, Head, TableHead } from './format.ts';
import { DamagedFile, parsed, readLines } from './lines.ts';

const ROWS_AT_ONCE = 1_000;

export interface RestoreCounts {
  rows: number;
  /** When the backup was made. */
  madeAt: number;
}

/**
 * Puts a backup in the place of everything that this database holds, all or nothing, and begins a new epoch:
 * every desk reads anew and brings what it had sent since the backup once more.
 * @throws Error with a sentence for the terminal: no backup, damaged, of a newer program, or data here and
 * not `replace`.
 */
export async function restore(
  { db, ids, clock }: { db: Database; ids: Ids; clock: Clock },
  path: string,
  { replace }: { replace: boolean },
): Promise<RestoreCounts> {
  if (!replace && !(await isUnused(db))) {
    throw new Error('This central has data already; --replace puts the backup in their place.');
  }
  try {
    return await retried(db, async (trx) => {
      const counts = await putBack(trx, path);
      await rotateEpoch(trx, ids, { at: clock.now(), to: counts.madeAt });
      return counts;
    });
  } catch (error) {
    // Whatever the database cannot read in it was written otherwise.
    if (!(error instanceof DamagedFile) && !isDataError(error)) throw error;
    throw new Error(`${path} is damaged or incomplete; nothing was changed.`, { cause: error });
  }
}

function headOf(line: string | undefined, path: string): Head {
  const head = Head.safeParse(parsed(line ?? '')).data;
  if (!head) throw new Error(`${path} is not a backup of a central.`);
  if (head.formatVersion > FORMAT_VERSION || !knowsSchema(head.schema)) {
    throw new Error(`${path} was made by a newer central; update this one first.`);
  }
  return head;
}

async function putBack(trx: Trx, path: string): Promise<RestoreCounts> {
  const lines = readLines(path);
  const first = await lines.next();
  const head = headOf(first.done ? undefined : first.value, path);
  const namespace = await knownNamespace(trx);
  const receiptKey = await knownSecret(trx, RECEIPT_KEY);
  await emptyTables(trx, head.schema);
  const shapes = new Map((await tableShapes(trx)).map((shape) => [shape.name, shape]));
  const counts: RestoreCounts = { rows: 0, madeAt: head.madeAt };
  let table: TableShape | null = null;
  let rows: TextRow[] = [];
  const flush = async () => {
    if (table && rows.length > 0) await insertRows(trx, table, rows);
    counts.rows += rows.length;
    rows = [];
  };
  for await (const line of lines) {
    const value = parsed(line);
    if (Array.isArray(value)) {
      rows.push(value);
      if (rows.length >= ROWS_AT_ONCE) await flush();
      continue;
    }
    await flush();
    table = shapeFor(TableHead.safeParse(value).data, shapes);
  }
  await flush();
  await finishTables(trx, head.schema);
  // A backup from before there was a namespace: what this central imported since then has ids of its own one.
  const ours = !shapes.has('installation') || (await knownNamespace(trx)) === null;
  if (namespace !== null && ours) await continueNamespace(trx, namespace);
  // Nor had one from before there were receipts a key for them.
  if (receiptKey !== null) await sharedSecret(trx, RECEIPT_KEY, receiptKey);
  await refreshStatistics(trx);
  return counts;
}

/** The table with the columns in the file's order. */
function shapeFor(head: TableHead | undefined, shapes: ReadonlyMap<string, TableShape>): TableShape {
  const known = head && shapes.get(head.table);
  const columns = head?.columns.flatMap(
    (name) => known?.columns.filter((column) => column.name === name) ?? [],
  );
  if (!head || !columns || columns.length !== head.columns.length) throw new DamagedFile();
  return { name: head.table, columns };
}
