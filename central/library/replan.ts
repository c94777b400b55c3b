import { isClosed } from '../../shared/case/kinds.ts';
import { replanned } from '../../shared/case/replan.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases, openCaseIds } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { retried } from '../db/transaction.ts';
import { libraryOf } from '../sync/library.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { readableCase } from '../sync/stored-case.ts';

/** Cases per transaction. */
const BATCH = 500;

interface ReplanParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  teamId: string;
}

async function replanBatch(trx: Trx, { ids, clock, teamId }: ReplanParts, caseIds: readonly string[]) {
  const library = await libraryOf(trx, teamId);
  const at = clock.now();
  const changed: ChangedCase[] = [];
  for (const document of (await lockCases(trx, caseIds)).values()) {
    const before = readableCase(document);
    if (!before || isClosed(before)) continue;
    const subject = replanned(before, library, at);
    if (JSON.stringify(subject) !== JSON.stringify(before)) changed.push({ before, subject });
  }
  if (changed.length > 0) await publishCases(trx, { ids, at }, changed);
  return changed.length;
}

/** Plans the open cases of a team by its newest rules, because somebody asked for it. Answers how many there are and changed. */
export async function replanTeam(parts: ReplanParts): Promise<{ cases: number; replanned: number }> {
  const open = await openCaseIds(parts.db, parts.teamId);
  let count = 0;
  for (let from = 0; from < open.length; from += BATCH) {
    count += await retried(parts.db, (trx) => replanBatch(trx, parts, open.slice(from, from + BATCH)));
  }
  return { cases: open.length, replanned: count };
}
