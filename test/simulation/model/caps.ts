import type { Case } from '../../../shared/case/case.ts';
import type { Attempt, Correction, HistoryEntry } from '../../../shared/case/history.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import type { World } from '../world.ts';

/** What the policies of both teams grant: calls to a number on a date, and the pause after one, ms. */
const CALLS_A_DAY = 2;
const PAUSE = 60 * MINUTE;
const ZONE = 8 * HOUR;

const dateOf = (at: number): number => Math.floor((at + ZONE) / DAY);

/** The calls of a case that count, as they were put right last; doubtful ones may have been made too. */
function countedCalls(history: readonly HistoryEntry[]): Attempt[] {
  const right = new Map<string, Correction>();
  for (const entry of history)
    if (entry.type === 'correction' && (right.get(entry.attemptId)?.at ?? 0) <= entry.at)
      right.set(entry.attemptId, entry);
  return history.filter(
    (entry): entry is Attempt =>
      entry.type === 'attempt' && entry.direction === 'outbound' && (right.get(entry.id) ?? entry).counted,
  );
}

/**
 * No call is proposed on a date on which the number had its calls, nor sooner after one to it than it may be:
 * whichever case, team or desk that was about. A time that was agreed goes before both.
 */
export function checkCaps(world: World, cases: readonly Case[]): void {
  const calls = new Map<string, Attempt[]>();
  for (const { contact, history } of cases)
    calls.set(contact.phone, [...(calls.get(contact.phone) ?? []), ...countedCalls(history)]);
  for (const { externalId, contact, plan } of cases) {
    const { kind, code, notBefore } = plan;
    if (kind !== 'call' || code === 'appointment' || notBefore === null) continue;
    const known = calls.get(contact.phone) ?? [];
    const onDate = known.filter(({ startedAt }) => dateOf(startedAt) === dateOf(notBefore)).length;
    if (onDate >= CALLS_A_DAY)
      world.violated(`M16 ${externalId}: a call is proposed on a date on which the number had ${onDate}`);
    if (known.some(({ startedAt, endedAt }) => startedAt < notBefore && notBefore < endedAt + PAUSE))
      world.violated(`M16 ${externalId}: a call is proposed too soon after one to the number`);
  }
}
