import type { NumberDecisions } from '../../shared/mutation/number-decisions.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';

/** What could not be brought to these reports, by report. */
export async function leftOf(
  db: Queryable,
  caseIds: readonly string[],
): Promise<Map<string, NumberDecisions>> {
  const rows = await db
    .selectFrom('number_left')
    .select(['case_id', 'decisions'])
    .where('case_id', '=', anyOf('uuid', caseIds))
    .execute();
  return new Map(rows.map((row) => [row.case_id, row.decisions as NumberDecisions]));
}

/** Keeps what could not be brought to reports of a number, in the place of what was kept of these before. */
export async function saveLeft(
  trx: Trx,
  number: string,
  caseIds: readonly string[],
  left: ReadonlyMap<string, NumberDecisions>,
): Promise<void> {
  await trx.deleteFrom('number_left').where('case_id', '=', anyOf('uuid', caseIds)).execute();
  const rows = [...left].map(([case_id, decisions]) => ({
    case_id,
    number,
    decisions: JSON.stringify(decisions),
  }));
  if (rows.length > 0) await trx.insertInto('number_left').values(rows).execute();
}

/** The numbers of which reports lack a decision. */
export async function numbersLeft(db: Queryable): Promise<string[]> {
  const rows = await db.selectFrom('number_left').select('number').distinct().orderBy('number').execute();
  return rows.map(({ number }) => number);
}

/** The reports of a number behind one that lack a decision; at most `limit`. */
export async function reportsLeft(
  db: Queryable,
  number: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const all = db.selectFrom('number_left').select('case_id').where('number', '=', number);
  const rows = await (after === null ? all : all.where('case_id', '>', after))
    .orderBy('case_id')
    .limit(limit)
    .execute();
  return rows.map(({ case_id }) => case_id);
}
