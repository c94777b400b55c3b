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
import { rotateEpoch } from '../db/meta.ts';
import { knowsSchema } from '../db/migrate.ts';
import { continueNamespace, knownNamespace } from '../db/namespace.ts';
import { giveOwnBack, SESSION_TABLES, setOwnAside } from '../db/own.ts';
import { refreshStatistics } from '../db/statistics.ts';
import { isDataError, retried } from '../db/transaction.ts';
import { DamagedFile } from './damaged.ts';
import { FORMAT_VERSION, Head, TableHead } from './format.ts';
import { parsed, readLines } from './lines.ts';
import { kindOf, WrongKey } from './sealing.ts';

const ROWS_AT_ONCE = 1_000;

export interface RestoreCounts {
  rows: number;
  /** When the backup was made. */
  madeAt: number;
}

/**
 * Puts a backup in the place of everything that this database holds, all or nothing, and begins a new epoch:
 * every desk reads anew and brings what it had sent since the backup once more. Whoever is signed in stays
 * so, and the secrets of this installation stay. `key`: the recovery key, which a sealed file needs.
 * @throws Error with a sentence for the terminal: no backup, damaged, sealed for another key, of a newer
 * program, or data here and not `replace`.
 */
export async function restore(
  { db, ids, clock }: { db: Database; ids: Ids; clock: Clock },
  path: string,
  { replace, key = null }: { replace: boolean; key?: string | null },
): Promise<RestoreCounts> {
  if (!replace && !(await isUnused(db))) {
    throw new Error('This central has data already; --replace puts the backup in their place.');
  }
  const kind = await kindOf(path);
  if (kind === 'other')
    throw new Error(`${path} is no backup of a central, or damaged or incomplete; nothing was changed.`);
  if (kind === 'sealed' && key === null)
    throw new Error(`${path} is sealed: its recovery key is needed. Nothing was changed.`);
  try {
    return await retried(db, async (trx) => {
      const counts = await putBack(trx, path, kind === 'sealed' ? key : null);
      await rotateEpoch(trx, ids, { at: clock.now(), to: counts.madeAt });
      return counts;
    });
  } catch (error) {
    if (error instanceof WrongKey)
      throw new Error(
        `${path} is sealed for another recovery key, or damaged in its head; nothing was changed.`,
        { cause: error },
      );
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

async function putBack(trx: Trx, path: string, key: string | null): Promise<RestoreCounts> {
  const lines = readLines(path, key);
  const first = await lines.next();
  const head = headOf(first.done ? undefined : first.value, path);
  const namespace = await knownNamespace(trx);
  await setOwnAside(trx);
  await emptyTables(trx, head.schema);
  const shapes = new Map((await tableShapes(trx)).map((shape) => [shape.name, shape]));
  const counts: RestoreCounts = { rows: 0, madeAt: head.madeAt };
  let table: TableShape | null = null;
  let rows: TextRow[] = [];
  const flush = async () => {
    if (table && rows.length > 0 && !SESSION_TABLES.includes(table.name)) {
      await insertRows(trx, table, rows);
      counts.rows += rows.length;
    }
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
  await giveOwnBack(trx);
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
