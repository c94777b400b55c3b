import { replanned } from '../../shared/case/replan.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { clearWakes, lockCases, wakingCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import type { Publication } from '../db/feed.ts';
import { retried } from '../db/transaction.ts';
import { libraryOf } from './library.ts';
import { type ChangedCase, publishCases } from './publish-cases.ts';
import { readableCase } from './stored-case.ts';

/** Cases per transaction. */
const BATCH = 200;

interface WakeParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  /** Desks that wait for news; their hub finds out by itself within a second when it is not told. */
  hub?: { announce(publication: Publication): void };
}

async function wake(
  trx: Trx,
  { ids }: WakeParts,
  due: readonly string[],
  at: number,
): Promise<Publication[]> {
  const changed: ChangedCase[] = [];
  // Before they are written anew: one that cannot be read must not wake again and again.
  await clearWakes(trx, due);
  for (const document of (await lockCases(trx, due)).values()) {
    const before = readableCase(document);
    if (!before) continue;
    changed.push({ before, subject: replanned(before, await libraryOf(trx, before.teamId), at) });
  }
  return publishCases(trx, { ids, at }, changed);
}

/**
 * Takes the step of every case that was only waiting for its time (a reminder after the days of the policy): plans it by the
 * newest rules and asks other systems for what is due. Several servers may do so at once. Answers how many cases woke.
 */
export async function wakeCases(parts: WakeParts): Promise<number> {
  const { db, clock, hub } = parts;
  let woken = 0;
  for (;;) {
    const at = clock.now();
    const due = await retried(db, async (trx) => {
      const ids = await wakingCases(trx, at, BATCH);
      const publications = ids.length > 0 ? await wake(trx, parts, ids, at) : [];
      return { ids, publications };
    });
    for (const publication of due.publications) hub?.announce(publication);
    woken += due.ids.length;
    if (due.ids.length < BATCH) return woken;
  }
}
