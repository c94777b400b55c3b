import { readAnew } from '../../shared/mutation/read-anew.ts';
import type { LibraryDocument } from '../../shared/policy/library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { casesWithResultsBy } from '../db/facts.ts';
import { casesThatWaitIn } from '../db/mutations.ts';
import { retried } from '../db/transaction.ts';
import { readableLibrary } from '../sync/library.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { retryCases } from '../sync/retry-waiting.ts';
import { readableAfter, readableCase } from '../sync/stored-case.ts';

/** Cases per transaction. */
const BATCH = 200;

interface Parts {
  db: Database;
  clock: Clock;
  ids: Ids;
  teamId: string;
}

async function readBatch(
  trx: Trx,
  { ids, clock, teamId }: Parts,
  set: Extract<LibraryDocument, { type: 'dispositions' }>['body'],
  caseIds: readonly string[],
): Promise<void> {
  const library = await readableLibrary(trx, teamId);
  if (!library) return;
  const at = clock.now();
  const changed: ChangedCase[] = [];
  for (const document of (await lockCases(trx, caseIds)).values()) {
    const before = readableCase(document);
    const subject = before && readableAfter(() => readAnew(before, set, { library, at }));
    if (before && subject && subject !== before) changed.push({ before, subject });
  }
  if (changed.length > 0) await publishCases(trx, { ids, clock, at, unwritten: () => undefined }, changed);
}

/**
 * What published rules change about work that came before them: results that were made under a set which a
 * restore had taken are read by it, and what waits is judged once more.
 */
export async function afterPublishing(parts: Parts, document: LibraryDocument): Promise<void> {
  const { db, teamId } = parts;
  if (document.type === 'dispositions') {
    const { body } = document;
    const caseIds = await casesWithResultsBy(db, teamId, body.version);
    for (let from = 0; from < caseIds.length; from += BATCH)
      await retried(db, (trx) => readBatch(trx, parts, body, caseIds.slice(from, from + BATCH)));
  }
  await retryCases(parts, await casesThatWaitIn(db, teamId));
}
