import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** Rows per statement: few enough to hold nobody up. */
const BATCH = 1_000;

/**
 * Empties the texts of mutations that arrived before a time, ms, and were applied or refused: case and ledger
 * have what they said. Their ids and results stay, so that none is ever applied twice; the proposal of a
 * measure stays whole, for the operator may lift the measure years later. Answers how many were emptied.
 */
export async function pruneBodies(db: Database, before: number): Promise<number> {
  for (let emptied = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      update mutation set body = null where id in (
        select id from mutation
        where received_at < ${before} and body is not null and status <> 'waiting' and name <> 'proposeMeasure'
        order by received_at limit ${BATCH} for update skip locked)`.execute(db);
    emptied += Number(numAffectedRows);
    if (numAffectedRows < BATCH) return emptied;
  }
}
