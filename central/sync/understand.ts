import { timesOf } from '../../shared/mutation/attempt.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import type { CallResult } from '../db/facts.ts';
import type { Publication } from '../db/feed.ts';
import { type Arrived, type NotUnderstood, notUnderstood, placeUnderCase } from '../db/mutations.ts';
import { retried } from '../db/transaction.ts';
import { Libraries } from './library.ts';
import { publishCases } from './publish-cases.ts';
import { isItsOwn } from './push.ts';
import { spreadAll } from './spread.ts';
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
 * Takes up the work that central kept without judging it, in the order of its arrival: what this program
 * understands and whose team has rules that can be read waits for its case like any other, and is applied at
 * once where the case is there. Answers how much that was.
 */
export async function understandWaiting({ db, clock, ids, hub }: UnderstandParts): Promise<number> {
  let understood = 0;
  let after: Arrived | null = null;
  const decided = new Set<string>();
  const libraries = new Libraries(db);
  for (;;) {
    const rows = await notUnderstood(db, after, BATCH);
    for (const { body, ...work } of rows) {
      const mutation = Mutation.safeParse(body).data;
      if (!mutation || !(await libraries.readable(work.teamId))) continue;
      const parts = { ids, clock, at: clock.now(), decided: (number: string) => decided.add(number) };
      const publications = await retried(db, (trx) => takeUp(trx, parts, work, mutation)).catch(unlessItsOwn);
      for (const publication of publications ?? []) hub?.announce(publication);
      if (publications) understood += 1;
    }
    after = rows.at(-1) ?? null;
    if (!after || rows.length < BATCH) break;
  }
  await spreadAll({ db, clock, ids, ...(hub && { hub }) }, decided);
  return understood;
}

/** One piece that nobody can take stops no other. */
function unlessItsOwn(error: unknown): null {
  if (isItsOwn(error)) return null;
  throw error;
}

/**
 * Whoever writes the case applies what waits for it, see `Waiting`. What was said on a call is in the ledger
 * until then, as of any call whose case is not here. Null: it waits on as it is.
 */
async function takeUp(
  trx: Trx,
  parts: Parameters<typeof publishCases>[1],
  { receivedAt, accountId, teamId }: Omit<NotUnderstood, 'body'>,
  mutation: Mutation,
): Promise<Publication[] | null> {
  // A kind of work that names no case does not compile here.
  const { caseId } = mutation.args;
  const document = (await lockCases(trx, [caseId])).get(caseId);
  const subject = readableCase(document);
  if (document !== undefined && !subject) return null;
  if (!(await placeUnderCase(trx, { id: mutation.id, caseId }, subject === null))) return null;
  if (subject) return publishCases(trx, parts, [{ before: subject, subject }]);
  if (mutation.name !== 'logAttempt') return [];
  const made = { id: mutation.id, teamId, authorId: accountId, receivedAt, corrects: null };
  const times = timesOf(mutation, receivedAt);
  const result: CallResult = { ...mutation.args, ...times, ...made, flags: ['case_unknown'] };
  return publishCases(trx, { ...parts, results: [result] }, []);
}
