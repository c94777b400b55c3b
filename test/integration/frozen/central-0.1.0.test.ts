import { Migrator } from 'kysely';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { Head, TableHead } from '../../../central/backup/format.ts';
import { parsed, readLines } from '../../../central/backup/lines.ts';
import { restore } from '../../../central/backup/restore.ts';
import { insertRows, type TextRow, tableShapes } from '../../../central/db/backup.ts';
import { openDatabase } from '../../../central/db/connect.ts';
import { MIGRATIONS, migrate } from '../../../central/db/migrate.ts';
import { retried } from '../../../central/db/transaction.ts';
import { libraryOf } from '../../../central/sync/library.ts';
import { Case } from '../../../shared/case/case.ts';
import { replanned } from '../../../shared/case/replan.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { FROZEN, FROZEN_BACKUP, storedDocuments } from '../../support/frozen.ts';
import { createDatabase, databaseUrl, dropDatabase } from '../../support/postgres.ts';

let central: TestCentral;

beforeEach(async () => {
  central = await startCentral();
});
afterEach(() => central.stop());

interface Frozen {
  schema: string;
  tables: Map<string, { columns: string[]; rows: TextRow[] }>;
}

/** The lines of the backup, taken apart without the program that restores it. */
async function contents(): Promise<Frozen> {
  const frozen: Frozen = { schema: '', tables: new Map() };
  let rows: TextRow[] = [];
  for await (const line of readLines(FROZEN_BACKUP)) {
    const value = parsed(line);
    const table = TableHead.safeParse(value).data;
    if (table) {
      rows = [];
      frozen.tables.set(table.table, { columns: table.columns, rows });
    } else if (Array.isArray(value)) rows.push(value);
    else frozen.schema = Head.parse(value).schema;
  }
  return frozen;
}

function documentsIn({ tables }: Frozen): Map<string, Case> {
  const { columns = [], rows = [] } = tables.get('case_') ?? {};
  const cell = (row: TextRow, name: string) => row[columns.indexOf(name)] ?? '';
  return new Map(rows.map((row) => [cell(row, 'id'), JSON.parse(cell(row, 'doc'))]));
}

test('a backup of 0.1.0 is restored, and each case is as it was', async () => {
  const before = documentsIn(await contents());
  await restore(central, FROZEN_BACKUP, { replace: false });
  const after = await storedDocuments(central);
  expect(after.size).toBe(FROZEN.cases);
  expect(after).toEqual(before);
});

test('every case of 0.1.0 reads, and its history leads where it stood', async () => {
  await restore(central, FROZEN_BACKUP, { replace: false });
  const moved: unknown[] = [];
  for (const document of (await storedDocuments(central)).values()) {
    const before = Case.parse(document);
    const after = replanned(before, await libraryOf(central.db, before.teamId), FROZEN.now);
    const standing = ({ stage, closedAt, plan: { kind, code } }: Case) => ({ stage, closedAt, kind, code });
    const [was, is] = [standing(before), standing(after)];
    if (JSON.stringify(was) !== JSON.stringify(is)) moved.push({ id: before.id, was, is });
  }
  expect(moved).toEqual([]);
});

test('a database at the schema of 0.1.0 is brought up to date with every row', async () => {
  const name = `frozen_${central.ids.uuid().replaceAll('-', '')}`;
  const server = inject('postgresUrl');
  await createDatabase(server, name, null);
  const db = openDatabase(databaseUrl(server, name), 2);
  try {
    const frozen = await contents();
    const known = Object.entries(MIGRATIONS).filter(([migration]) => migration <= frozen.schema);
    const provider = { getMigrations: async () => Object.fromEntries(known) };
    expect((await new Migrator({ db, provider }).migrateToLatest()).error).toBeUndefined();
    await retried(db, async (trx) => {
      for (const shape of await tableShapes(trx)) {
        const table = frozen.tables.get(shape.name);
        await trx.deleteFrom(shape.name as 'case_').execute();
        if (table?.rows.length) await insertRows(trx, shape, table.rows);
      }
    });
    await migrate(db);
    expect(await storedDocuments({ db })).toEqual(documentsIn(frozen));
  } finally {
    await db.destroy();
    await dropDatabase(server, name);
  }
});
