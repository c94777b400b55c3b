import { timesOf } from '../../shared/mutation/attempt.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import type { CallResult } from '../db/facts.ts';
import type { Publication } from '../db/feed.ts';
import { type Arrived, type NotUnderstood, notUnderstood, placeUnderCase } from '../db/mutations.ts';
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
    for (const { body, ...work } of rows) {
      const mutation = Mutation.safeParse(body).data;
      if (!mutation) continue;
      const parts = { ids, clock, at: clock.now() };
      const publications = await retried(db, (trx) => takeUp(trx, parts, work, mutation));
      for (const publication of publications) hub?.announce(publication);
      understood += 1;
    }
    after = rows.at(-1) ?? null;
    if (!after || rows.length < BATCH) return understood;
  }
}

/**
 * Whoever writes the case applies what waits for it, see `Waiting`. What was said on a call is in the ledger
 * until then, as of any call whose case is not here.
 */
async function takeUp(
  trx: Trx,
  parts: { ids: Ids; clock: Clock; at: number },
  { receivedAt, accountId, teamId }: Omit<NotUnderstood, 'body'>,
  mutation: Mutation,
): Promise<Publication[]> {
  // A kind of work that names no case does not compile here.
  const { caseId } = mutation.args;
  const subject = readableCase((await lockCases(trx, [caseId])).get(caseId));
  if (!(await placeUnderCase(trx, { id: mutation.id, caseId }, subject === null))) return [];
  if (subject) return publishCases(trx, parts, [{ before: subject, subject }]);
  if (mutation.name !== 'logAttempt') return [];
  const made = { id: mutation.id, teamId, authorId: accountId, receivedAt, corrects: null };
  const times = timesOf(mutation, receivedAt);
  const result: CallResult = { ...mutation.args, ...times, ...made, flags: ['case_unknown'] };
  return publishCases(trx, { ...parts, results: [result] }, []);
}
