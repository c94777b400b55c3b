import type { Case } from '../../shared/case/case.ts';
import { followedUp } from '../../shared/mutation/follow-up.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { insertCases, updateCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { type CallResult, insertCallResults } from '../db/facts.ts';
import { nextVersion, type Publication, writeFeed } from '../db/feed.ts';
import { insertOutcomes } from '../db/outcome-feed.ts';
import { derivedId } from '../intake/entry-id.ts';
import { outcomesOf } from '../outcomes/events.ts';
import { Libraries } from './library.ts';
import { numbersOfChanged } from './number-rows.ts';
import { feedOfCase } from './scopes.ts';
import { readableAfter, UnreadableCase } from './stored-case.ts';
import { Waiting } from './waiting.ts';
import { WaitingReports } from './waiting-reports.ts';

/** A case as a transaction leaves it, and as it was before; null: it is new. */
export interface ChangedCase {
  before: Case | null;
  subject: Case;
}

interface PublishContext {
  ids: Ids;
  clock: Clock;
  /** When the transaction took what changes the cases. */
  at: number;
  /** What the transaction read of libraries. */
  libraries?: Libraries;
  /** Hears of cases that nobody could read; they stay as they are. */
  unwritten?: (id: string) => void;
  /** Hears of numbers about which work that waited decides; their other reports get it later. */
  decided?: (number: string) => void;
  /** Call results of the transaction: they lie in the order of commits, also those that changed no case. */
  results?: readonly CallResult[];
}

/**
 * Writes changed and new cases and tells the feeds, one version per team: work that waited for the change,
 * what central must ask for because of it, the calls to the numbers of the cases, and what other systems
 * learn. The last thing a transaction does: it moves the teams' counters, in the order of their ids so that
 * two transactions never wait for each other. Throws `UnreadableCase` for a case that nobody could read,
 * unless there is `unwritten`.
 */
export async function publishCases(
  trx: Trx,
  { ids, clock, at, libraries = new Libraries(trx), unwritten, decided, results = [] }: PublishContext,
  changed: readonly ChangedCase[],
): Promise<Publication[]> {
  const followed = new Map<string, ChangedCase>(changed.map((each) => [each.subject.id, each]));
  const waiting = new Waiting(trx, { ids, at });
  const reports = new WaitingReports(trx, { ids, at });
  do {
    for (const [id, { before, subject }] of followed) {
      const library = await libraries.readable(subject.teamId);
      const whole = readableAfter(() =>
        library ? followedUp(subject, library, { at, derived: derivedId }) : subject,
      );
      if (whole) followed.set(id, { before, subject: whole });
      else if (unwritten) unwritten(id);
      else throw new UnreadableCase(`the case ${id} would be unreadable`);
      if (!whole) followed.delete(id);
    }
  } while ((await waiting.applyTo(followed)) || (await reports.applyTo(followed)));
  await waiting.store();
  for (const number of waiting.decided) decided?.(number);
  await reports.store();
  const all = [...followed.values()];
  const allResults = [...results, ...waiting.results];
  const numbers = await numbersOfChanged(trx, all, { libraries, ids, at });
  const teamIds = [
    ...new Set([
      ...[...all.map(({ subject }) => subject), ...allResults].map(({ teamId }) => teamId),
      ...numbers.keys(),
    ]),
  ].sort();
  const publications: Publication[] = [];
  const versions = new Map<string, number>();
  for (const teamId of teamIds) {
    const ofTeam = all.filter(({ subject }) => subject.teamId === teamId);
    const version = await nextVersion(trx, teamId, ids.uuid());
    const subjects = (fresh: boolean) =>
      ofTeam.filter(({ before }) => (before === null) === fresh).map(({ subject }) => subject);
    await insertCases(trx, subjects(true), version, at);
    await updateCases(trx, subjects(false), version);
    const told = { at, library: await libraries.readable(teamId) };
    const events = ofTeam.flatMap(({ before, subject }) => outcomesOf(before, subject, told));
    await insertOutcomes(trx, teamId, version, events);
    const entries = ofTeam.flatMap(({ before, subject }) => feedOfCase(before?.assigneeId ?? null, subject));
    entries.push(...(numbers.get(teamId) ?? []));
    publications.push(await writeFeed(trx, teamId, version, entries));
    versions.set(teamId, version);
  }
  await insertCallResults(trx, allResults, {
    arrivedAt: clock.now(),
    versionOf: (teamId) => versions.get(teamId) ?? 0,
  });
  return publications;
}
