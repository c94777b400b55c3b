import { replanned } from '../../shared/case/replan.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { clearWakes, lockCases, wakingCases } from '../db/cases.ts';
import type { Database, Trx } from '../db/connect.ts';
import type { Publication } from '../db/feed.ts';
import { retried } from '../db/transaction.ts';
import { Libraries } from './library.ts';
import { type ChangedCase, publishCases } from './publish-cases.ts';
import { readableAfter, readableCase } from './stored-case.ts';

/** Cases per transaction. */
const BATCH = 200;

interface WakeParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  /** Desks that wait for news; their hub finds out by itself within a second when it is not told. */
  hub?: { announce(publication: Publication): void };
}

interface Woken {
  /** How many were looked at. */
  due: number;
  cases: number;
  publications: Publication[];
}

/**
 * Wakes a batch. Cases of a team whose library cannot be read go on waiting; the team is added to `stopped`.
 */
async function wake(trx: Trx, { ids, clock }: WakeParts, at: number, stopped: Set<string>): Promise<Woken> {
  const due = await wakingCases(trx, { now: at, limit: BATCH, except: [...stopped] });
  const libraries = new Libraries(trx);
  for (const teamId of new Set(due.map((each) => each.teamId)))
    if (!(await libraries.readable(teamId))) stopped.add(teamId);
  const woken = due.flatMap(({ id, teamId }) => (stopped.has(teamId) ? [] : id));
  // Before they are written anew: one that cannot be read must not wake again and again.
  await clearWakes(trx, woken);
  const changed: ChangedCase[] = [];
  for (const document of (await lockCases(trx, woken)).values()) {
    const before = readableCase(document);
    const library = before && (await libraries.readable(before.teamId));
    const subject = library && readableAfter(() => replanned(before, library, at));
    if (subject) changed.push({ before, subject });
  }
  const publications = await publishCases(trx, { ids, clock, at, unwritten: () => undefined }, changed);
  return { due: due.length, cases: changed.length, publications };
}

/**
 * Takes the step of every case that was only waiting for its time (a reminder after the days of the policy):
 * plans it by the newest rules and asks other systems for what is due. Several servers may do so at once.
 * Answers how many cases woke.
 */
export async function wakeCases(parts: WakeParts): Promise<number> {
  const { db, clock, hub } = parts;
  const stopped = new Set<string>();
  let woken = 0;
  for (;;) {
    const at = clock.now();
    const { due, cases, publications } = await retried(db, (trx) => wake(trx, parts, at, stopped));
    for (const publication of publications) hub?.announce(publication);
    woken += cases;
    if (due < BATCH) return woken;
  }
}
