import { sql } from 'kysely';
import type { Finding } from '../../shared/case/case.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';

/**
 * Key of the lock that lets one import work at a time, so that what was decided about a number never misses a
 * report.
 */
const INTAKE = 717_002;

/**
 * Waits until no other import works; held until the end of the transaction. Impatient: false when another
 * does.
 */
export async function lockIntake(trx: Trx, patient = true): Promise<boolean> {
  if (patient) {
    await sql`select pg_advisory_xact_lock(${INTAKE})`.execute(trx);
    return true;
  }
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(${INTAKE}) as free`.execute(trx);
  return rows[0]?.free === true;
}

/** The findings about these numbers, by number. */
export async function findingsOf(db: Queryable, numbers: readonly string[]): Promise<Map<string, Finding>> {
  if (numbers.length === 0) return new Map();
  const rows = await db
    .selectFrom('number_finding')
    .selectAll()
    .where('number', '=', anyOf('text', numbers))
    .execute();
  return new Map(
    rows.map((row) => [
      row.number,
      { verdict: row.verdict as Finding['verdict'], action: row.action, decidedAt: row.decided_at },
    ]),
  );
}

/** Keeps the newest finding about a number, for its reports that are still to come. */
export async function saveFinding(trx: Trx, number: string, finding: Finding, now: number): Promise<void> {
  const columns = {
    verdict: finding.verdict,
    action: finding.action,
    decided_at: finding.decidedAt,
    recorded_at: now,
  };
  await trx
    .insertInto('number_finding')
    .values({ number, ...columns })
    .onConflict((conflict) => conflict.column('number').doUpdateSet(columns))
    .execute();
}
