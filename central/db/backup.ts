import { type RawBuilder, sql } from 'kysely';
import type { Queryable, Trx } from './connect.ts';
import { migrateWithin, SCHEMA } from './migrate.ts';

/** A table with the columns that are stored, as PostgreSQL names their types. */
export interface TableShape {
  name: string;
  columns: { name: string; type: string }[];
}

/** One row: every value in PostgreSQL's own text form, in the order of the columns. */
export type TextRow = (string | null)[];

const ROWS_AT_ONCE = 1_000;

/**
 * All tables of central, each behind those that it refers to. The database says which: none can be forgotten.
 */
export async function tableShapes(db: Queryable): Promise<TableShape[]> {
  const { rows } = await sql<TableShape & { refersTo: string[] }>`
    select tab.relname as name,
      json_agg(json_build_object('name', col.attname, 'type', format_type(col.atttypid, col.atttypmod))
        order by col.attnum) as columns,
      array(select other.relname::text from pg_constraint con join pg_class other on other.oid = con.confrelid
        where con.conrelid = tab.oid and con.contype = 'f' and con.confrelid <> tab.oid) as "refersTo"
    from pg_class tab
    join pg_attribute col on col.attrelid = tab.oid and col.attnum > 0 and not col.attisdropped
      and col.attgenerated = ''
    where tab.relnamespace = current_schema()::regnamespace and tab.relkind = 'r'
      and tab.relname not in ('kysely_migration', 'kysely_migration_lock')
    group by tab.oid, tab.relname
    order by tab.relname`.execute(db);
  const ordered: TableShape[] = [];
  const placed = new Set<string>();
  while (ordered.length < rows.length) {
    const ready = rows.filter(
      ({ name, refersTo }) => !placed.has(name) && refersTo.every((other) => placed.has(other)),
    );
    if (ready.length === 0) throw new Error('The tables refer to each other in a circle.');
    for (const { name, columns } of ready) {
      placed.add(name);
      ordered.push({ name, columns });
    }
  }
  return ordered;
}

/**
 * The rows of a table as lines of JSON, each a `TextRow`, a cursor's fetch at a time. `only`: those for which
 * it holds.
 */
export async function* rowsOf(
  trx: Trx,
  { name, columns }: TableShape,
  only: RawBuilder<boolean> = sql`true`,
): AsyncGenerator<string[]> {
  const values = sql.join(columns.map((column) => sql`${sql.ref(column.name)}::text`));
  await sql`declare backup_rows no scroll cursor for
    select json_build_array(${values})::text as line from ${sql.table(name)} where ${only}`.execute(trx);
  for (;;) {
    const { rows } = await sql<{ line: string }>`
      fetch ${sql.lit(ROWS_AT_ONCE)} from backup_rows`.execute(trx);
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line);
  }
  await sql`close backup_rows`.execute(trx);
}

/** Whether nobody has begun to work with this database: it has no people and no cases yet. */
export async function isUnused(db: Queryable): Promise<boolean> {
  const person = await db.selectFrom('account').select('id').limit(1).executeTakeFirst();
  return !person && !(await db.selectFrom('case_').select('id').limit(1).executeTakeFirst());
}

/** Puts empty tables in the place of all that are there, as a backup of that schema expects them. */
export async function emptyTables(trx: Trx, schema: string): Promise<void> {
  const names = (await tableShapes(trx)).map(({ name }) => sql.table(name));
  await sql`drop table ${sql.join(names)}`.execute(trx);
  await migrateWithin(trx, null, schema);
}

/** Puts rows into a table of that shape. */
export async function insertRows(trx: Trx, { name, columns }: TableShape, rows: TextRow[]): Promise<void> {
  const given = columns.map((_, index) => sql.ref(`v${index}`));
  const values = columns.map(({ type }, index) => sql`${given[index]}::${sql.raw(type)}`);
  const arrays = columns.map((_, index) => sql`${rows.map((row) => row[index] ?? null)}::text[]`);
  await sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column.name)))})
    select ${sql.join(values)} from unnest(${sql.join(arrays)}) as given (${sql.join(given)})`.execute(trx);
}

/** Brings tables of an older schema up to this program's. */
export function finishTables(trx: Trx, schema: string): Promise<void> {
  return migrateWithin(trx, schema, SCHEMA);
}
