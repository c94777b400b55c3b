import { sql } from 'kysely';
import type { Database } from './connect.ts';

/** Rows per statement: few enough to hold nobody up. */
const BATCH = 5_000;

async function inBatches(remove: () => Promise<{ numAffectedRows?: bigint | undefined }>): Promise<void> {
  for (;;) {
    const { numAffectedRows = 0n } = await remove();
    if (numAffectedRows < BATCH) return;
  }
}

/**
 * Removes what no sign-in needs any more: sessions that nobody used since `idle` or that were ended before
 * it, with their tokens; and tokens from before `superseded` that a used successor has replaced. One of those
 * that comes later is unknown, and ends nothing. Times in ms.
 */
export async function pruneSessions(
  db: Database,
  { idle, superseded }: { idle: number; superseded: number },
): Promise<void> {
  await inBatches(() =>
    sql`delete from session where id in (
      select id from session where last_used_at < ${idle} or revoked_at < ${idle} limit ${BATCH})`.execute(
      db,
    ),
  );
  await inBatches(() =>
    sql`delete from refresh_token where hash in (
      select hash from refresh_token join session on session.id = session_id
      where refresh_token.created_at < ${superseded} and refresh_token.generation < session.generation
      limit ${BATCH})`.execute(db),
  );
}
