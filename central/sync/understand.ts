import { Mutation, reads } from '../../shared/mutation/mutation.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import type { Publication } from '../db/feed.ts';
import { type Arrived, notUnderstood, placeUnderCase } from '../db/mutations.ts';
import { retried } from '../db/transaction.ts';
import { publishCases } from './publish-cases.ts';
import { readableCase } from './stored-case.ts';

/** Rows that are looked at in one go. */
const BATCH = 500;

interface UnderstandParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  hub?: { announce(publication: Publication): void };
}

/**
 * Takes up the work that an older program of central kept without understanding it, in the order of its
 * arrival: what this one understands waits for its case like any other, and is applied at once where the case
 * is there. Answers how much that was.
 */
export async function understandWaiting({ db, clock, ids, hub }: UnderstandParts): Promise<number> {
  let understood = 0;
  let after: Arrived | null = null;
  for (;;) {
    const rows = await notUnderstood(db, after, BATCH);
    for (const { id, body } of rows) {
      const mutation = Mutation.safeParse(body).data;
      const [caseId] = mutation ? reads(mutation) : [];
      if (!caseId) continue;
      const parts = { ids, clock, at: clock.now() };
      const publications = await retried(db, (trx) => takeUp(trx, parts, { id, caseId }));
      for (const publication of publications) hub?.announce(publication);
      understood += 1;
    }
    after = rows.at(-1) ?? null;
    if (!after || rows.length < BATCH) return understood;
  }
}

/** Whoever writes the case applies what waits for it, see `Waiting`. */
async function takeUp(
  trx: Trx,
  parts: { ids: Ids; clock: Clock; at: number },
  work: { id: string; caseId: string },
): Promise<Publication[]> {
  const subject = readableCase((await lockCases(trx, [work.caseId])).get(work.caseId));
  if (!(await placeUnderCase(trx, work, subject === null)) || !subject) return [];
  return publishCases(trx, parts, [{ before: subject, subject }]);
}
