import type { Case } from '../../../shared/case/case.ts';
import type { Attempt, Correction, HistoryEntry } from '../../../shared/case/history.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import type { World } from '../world.ts';

/** What the policies of both teams grant: calls to a number on a date, and the pause after one, ms. */
const CALLS_A_DAY = 2;
const PAUSE = 60 * MINUTE;
/** A line that was busy may be tried again sooner for the same case. */
const AFTER_BUSY = 15 * MINUTE;
const ZONE = 8 * HOUR;

const dateOf = (at: number): number => Math.floor((at + ZONE) / DAY);

/** The calls of a case that count, as they were put right last; doubtful ones may have been made too. */
function countedCalls(history: readonly HistoryEntry[]): Attempt[] {
  const right = new Map<string, Correction>();
  for (const entry of history)
    if (entry.type === 'correction' && (right.get(entry.attemptId)?.at ?? 0) <= entry.at)
      right.set(entry.attemptId, entry);
  return history.flatMap((entry) => {
    if (entry.type !== 'attempt' || entry.direction !== 'outbound') return [];
    const { counted, disposition } = right.get(entry.id) ?? entry;
    return counted ? [{ ...entry, disposition }] : [];
  });
}

/** The number that a call went to: the alternative one that there was then. */
function numberOf({ contact, history }: Case, { dialled, at }: Attempt): string | null {
  if (dialled === 'phone') return contact.phone;
  const given = history.filter((entry) => entry.type === 'number');
  const before = given.findLast((entry) => entry.at <= at);
  return before?.phone ?? given[0]?.former ?? given[0]?.phone ?? contact.altPhone;
}

interface Called {
  caseId: string;
  disposition: string;
  startedAt: number;
  endedAt: number;
}

/** The calls that count, by the number that they went to. */
function callsByNumber(cases: Iterable<Case>): Map<string, Called[]> {
  const calls = new Map<string, Called[]>();
  for (const subject of cases)
    for (const call of countedCalls(subject.history)) {
      const number = numberOf(subject, call);
      if (number === null) continue;
      const { disposition, startedAt, endedAt } = call;
      const called = { caseId: subject.id, disposition, startedAt, endedAt };
      calls.set(number, [...(calls.get(number) ?? []), called]);
    }
  return calls;
}

/**
 * No call is proposed on a date on which the number had its calls, nor sooner after one to it than it may be:
 * whichever case, team or desk that was about. A time that was agreed goes before both. `cases`: as people
 * see them.
 */
export function checkCaps(world: World, who: string, cases: readonly Case[], all: Iterable<Case>): void {
  const calls = callsByNumber(all);
  for (const { id, externalId, contact, plan } of cases) {
    const { kind, code, notBefore } = plan;
    if (kind !== 'call' || code === 'appointment' || notBefore === null) continue;
    const number = plan.params.number === 'altPhone' ? contact.altPhone : contact.phone;
    const known = calls.get(number ?? '') ?? [];
    // Whoever may be called since some time is called now.
    const at = Math.max(notBefore, world.now);
    const onDate = known.filter(({ startedAt }) => dateOf(startedAt) === dateOf(at)).length;
    if (onDate >= CALLS_A_DAY)
      world.violated(`M16 ${who} ${externalId}: a call on a date on which the number had ${onDate}`);
    const pauseAfter = ({ caseId, disposition }: Called) =>
      disposition === 'BUSY' && caseId === id ? AFTER_BUSY : PAUSE;
    if (known.some((call) => call.startedAt < at && at < call.endedAt + pauseAfter(call)))
      world.violated(`M16 ${who} ${externalId}: a call too soon after one to the number`);
  }
}

/** Calls of the last day hold others back by every policy; those of the last week by none. */
const NEW = DAY;
const OLD = 7 * DAY;

/**
 * A desk knows the calls to each number of which it has an open case that others' calls hold back, and of no
 * other. `rows`: the times of the calls that it has, by number.
 */
export function checkRows(
  world: World,
  who: string,
  { own, all }: { own: readonly Case[]; all: Iterable<Case> },
  rows: ReadonlyMap<string, readonly string[]>,
): void {
  const calls = callsByNumber(all);
  const wanted = new Set<string>();
  const allowed = new Set<string>();
  for (const { id, contact, stage } of own) {
    if (stage === 'closed' || stage === 'lifted') continue;
    for (const number of [contact.phone, contact.altPhone]) {
      const elsewhere = calls.get(number ?? '')?.filter(({ caseId }) => caseId !== id) ?? [];
      const since = (age: number) => elsewhere.some(({ endedAt }) => endedAt > world.now - age);
      if (number !== null && since(NEW)) wanted.add(number);
      if (number !== null && since(OLD)) allowed.add(number);
    }
  }
  for (const number of wanted) if (!rows.has(number)) world.violated(`M17 ${who} lacks calls to ${number}`);
  for (const [number, times] of rows) {
    if (!allowed.has(number)) world.violated(`M17 ${who} has calls to ${number}`);
    const known = calls.get(number) ?? [];
    const made = known.map(({ startedAt, endedAt }) => `${startedAt} ${endedAt}`);
    for (const { startedAt, endedAt } of known)
      if (endedAt > world.now - NEW && !times.includes(`${startedAt} ${endedAt}`))
        world.violated(`M17 ${who} lacks a call to ${number}`);
    for (const time of times)
      if (!made.includes(time)) world.violated(`M17 ${who} has a call to ${number} that was not made`);
  }
}
