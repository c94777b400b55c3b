import { sql } from 'kysely';
import type { NumberDecisions } from '../../shared/mutation/number-decisions.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';

/** Decisions about a number that are not yet on all of its reports. */
export interface NumberSpread {
  number: string;
  /** New with every decision. */
  tag: string;
  decisions: NumberDecisions;
  /** The reports up to this id have them; null: not begun. */
  after: string | null;
}

/** Key of the locks, with the number, that let one process at a time work on the reports of a number. */
const SPREAD = 717_003;

/** Adds to what is on its way to the reports of a number; the way begins anew. */
export async function saveSpread(
  trx: Trx,
  number: string,
  { tag, now }: { tag: string; now: number },
  added: (under: NumberDecisions) => NumberDecisions,
): Promise<void> {
  await trx
    .insertInto('number_spread')
    .values({ number, tag, decisions: '{}', after: null, recorded_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await trx
    .selectFrom('number_spread')
    .select('decisions')
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const decisions = JSON.stringify(added(row.decisions as NumberDecisions));
  await trx
    .updateTable('number_spread')
    .set({ tag, decisions, after: null, recorded_at: now })
    .where('number', '=', number)
    .execute();
}

/** What is on its way to the reports of these numbers, by number. */
export async function spreadsOf(
  db: Queryable,
  numbers: readonly string[],
): Promise<Map<string, NumberSpread>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('number_spread')
    .select(['number', 'tag', 'decisions', 'after'])
    .where('number', '=', anyOf('text', numbers))
    .execute();
  return new Map(rows.map((row) => [row.number, { ...row, decisions: row.decisions as NumberDecisions }]));
}

/** The numbers with decisions on their way, the oldest first. */
export async function numbersUnderWay(db: Queryable): Promise<string[]> {
  const rows = await db
    .selectFrom('number_spread')
    .select('number')
    .orderBy('recorded_at')
    .orderBy('number')
    .execute();
  return rows.map(({ number }) => number);
}

/**
 * Keeps others from the reports of a number until the end of the transaction; false: another does that now.
 */
export async function lockNumber(trx: Trx, number: string, patient: boolean): Promise<boolean> {
  const key = sql`${sql.lit(SPREAD)}, hashtext(${number})`;
  if (patient) {
    await sql`select pg_advisory_xact_lock(${key})`.execute(trx);
    return true;
  }
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${key}) as free`.execute(
    trx,
  );
  return rows[0]?.free === true;
}

/**
 * Whether these are still the newest decisions about the number; they stay so until the end of the
 * transaction.
 */
export async function holdSpread(trx: Trx, { number, tag }: NumberSpread): Promise<boolean> {
  const found = await trx
    .selectFrom('number_spread')
    .select('number')
    .where('number', '=', number)
    .where('tag', '=', tag)
    .forUpdate()
    .executeTakeFirst();
  return found !== undefined;
}

/** The reports up to `after` have the decisions; null: all have them. */
export async function moveSpread(trx: Trx, number: string, after: string | null): Promise<void> {
  if (after === null) await trx.deleteFrom('number_spread').where('number', '=', number).execute();
  else await trx.updateTable('number_spread').set({ after }).where('number', '=', number).execute();
}
