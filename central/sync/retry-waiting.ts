import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases } from '../db/cases.ts';
import type { Database } from '../db/connect.ts';
import { casesThatWaitFor } from '../db/mutations.ts';
import { retried } from '../db/transaction.ts';
import { publishCases } from './publish-cases.ts';
import { spreadAll } from './spread.ts';
import { readableCase } from './stored-case.ts';

/** Cases per transaction. */
const BATCH = 200;

interface RetryParts {
  db: Database;
  clock: Clock;
  ids: Ids;
}

/**
 * Judges once more what waits by an account, or for it to be there, because what it may do has changed.
 * Whoever writes a case applies what waits for it, see `Waiting`.
 */
export async function retryWaiting(parts: RetryParts, accountId: string): Promise<void> {
  await retryCases(parts, await casesThatWaitFor(parts.db, accountId));
}

/** Judges once more what waits for these cases. */
export async function retryCases({ db, clock, ids }: RetryParts, caseIds: readonly string[]): Promise<void> {
  const decided = new Set<string>();
  for (let from = 0; from < caseIds.length; from += BATCH) {
    const batch = caseIds.slice(from, from + BATCH);
    await retried(db, async (trx) => {
      const documents = await lockCases(trx, batch);
      const subjects = [...documents.values()].flatMap((document) => readableCase(document) ?? []);
      const context = { ids, clock, at: clock.now(), unwritten: () => undefined };
      await publishCases(
        trx,
        { ...context, decided: (number) => decided.add(number) },
        subjects.map((subject) => ({ before: subject, subject })),
      );
    });
  }
  await spreadAll({ db, clock, ids }, decided);
}
