import { isClosed } from '../../shared/case/kinds.ts';
import { replanned } from '../../shared/case/replan.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { lockCases, openCaseIds } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import { retried } from '../db/transaction.ts';
import { libraryOf } from '../sync/library.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { readableAfter, readableCase } from '../sync/stored-case.ts';

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
  let unreadable = 0;
  for (const document of (await lockCases(trx, caseIds)).values()) {
    const before = readableCase(document);
    const subject = before && readableAfter(() => replanned(before, library, at));
    if (!subject) unreadable += 1;
    else if (!isClosed(before) && JSON.stringify(subject) !== JSON.stringify(before))
      changed.push({ before, subject });
  }
  let unwritten = 0;
  if (changed.length > 0) await publishCases(trx, { ids, clock, at, unwritten: () => unwritten++ }, changed);
  return { replanned: changed.length - unwritten, unreadable: unreadable + unwritten };
}

export interface ReplanCounts {
  cases: number;
  replanned: number;
  /** Those that stay as they are because they cannot be read or planned; absent: none. */
  unreadable?: number;
}

/** Plans the open cases of a team by its newest rules, because somebody asked for it. */
export async function replanTeam(parts: ReplanParts): Promise<ReplanCounts> {
  const open = await openCaseIds(parts.db, parts.teamId);
  let [replanned, unreadable] = [0, 0];
  for (let from = 0; from < open.length; from += BATCH) {
    const batch = open.slice(from, from + BATCH);
    const done = await retried(parts.db, (trx) => replanBatch(trx, parts, batch));
    replanned += done.replanned;
    unreadable += done.unreadable;
  }
  return { cases: open.length, replanned, ...(unreadable > 0 && { unreadable }) };
}
