import type { PushResult } from '../../shared/api/sync.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';
import { REFUSED_IN_THE_END } from '../../shared/mutation/premise.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import type { Database } from '../db/connect.ts';
import { type CaseEvent, insertEvents } from '../db/facts.ts';
import { lookedBefore, RECOVERY, recoveringSince } from '../db/meta.ts';
import { type StoredMutation, settle, waitingSince } from '../db/mutations.ts';
import { forgetAsked, forgetReports } from '../db/outside-waiting.ts';
import { retried } from '../db/transaction.ts';

const BATCH = 200;

/**
 * Refuses decisions whose premise did not come within the time in which a desk may still bring it; their
 * people learn why. Facts wait on; reports of other systems that fitted nothing are forgotten. A clock may
 * jump and be set right again: central's must have said so a day before already. Answers how many were
 * refused.
 */
export async function endWaiting({
  db,
  clock,
  ids,
}: {
  db: Database;
  clock: Clock;
  ids: Ids;
}): Promise<number> {
  const now = clock.now();
  const looked = await lookedBefore(db, now);
  if (looked === null) return 0;
  await forgetReports(db, looked - RECOVERY);
  if ((await recoveringSince(db, looked)) === null) await forgetAsked(db);
  let ended = 0;
  for (;;) {
    const count = await retried(db, async (trx) => {
      const over = await waitingSince(trx, looked - RECOVERY, REFUSED_IN_THE_END, BATCH);
      await settle(trx, over.map(refused));
      const events = over.flatMap((stored) => eventOf(stored, { id: ids.uuid(), now }));
      await insertEvents(trx, events);
      return over.length;
    });
    ended += count;
    if (count < BATCH) return ended;
  }
}

/** What would have been refused at once had nothing been missing. */
function refused({ result }: StoredMutation): PushResult {
  return { ...result, status: 'rejected', code: result.code ?? 'not_found', flags: [] };
}

function eventOf(stored: StoredMutation, { id, now }: { id: string; now: number }): CaseEvent[] {
  const mutation = Mutation.safeParse(stored.body).data;
  if (!mutation) return [];
  const { code, params } = refused(stored);
  const detail = { mutationId: stored.id, args: mutation.args, code, params };
  const made = { id, caseId: mutation.args.caseId, name: mutation.name, authorId: stored.accountId };
  const at = Math.min(mutation.at, stored.receivedAt);
  return [{ ...made, at, receivedAt: now, status: 'rejected', detail }];
}
