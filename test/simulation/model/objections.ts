import type { Case } from '../../../shared/case/case.ts';
import type { Attempt, Correction, HistoryEntry } from '../../../shared/case/history.ts';
import type { PlanCode } from '../../../shared/case/plan.ts';
import type { World } from '../world.ts';

type Kind = 'dispute' | 'complaint' | 'appeal' | 'evidence' | 'wish';

/** What a person said that somebody has to answer, by the result that says so. */
const KINDS: Readonly<Record<string, Kind>> = {
  FB_DISPUTE: 'dispute',
  COMPLAIN: 'complaint',
  RN_APPEAL: 'appeal',
  FB_MORE: 'evidence',
  DNC: 'wish',
};

interface Said {
  kind: Kind;
  /** The call, or the correction that says what was really said. */
  id: string;
}

/** The results of a call: as it was logged, and as it was put right, oldest first. */
function versionsOf(history: readonly HistoryEntry[], attempt: Attempt): (Attempt | Correction)[] {
  const corrections = history
    .filter((other) => other.type === 'correction' && other.attemptId === attempt.id)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return [attempt, ...(corrections as Correction[])];
}

/**
 * What was said in a case, each call by its newest correction; the first result in a row that says so raised
 * it.
 */
function saidIn(history: readonly HistoryEntry[]): Said[] {
  return history.flatMap((entry) => {
    if (entry.type !== 'attempt') return [];
    const versions = versionsOf(history, entry);
    const kind = KINDS[versions.at(-1)?.disposition ?? ''];
    const other = versions.findLastIndex(({ disposition }) => KINDS[disposition] !== kind);
    const raiser = versions[other + 1];
    return kind && raiser ? [{ kind, id: raiser.id }] : [];
  });
}

/** A call answers what its own desk knew, also when its result is put right later. */
function isReached(history: readonly HistoryEntry[], attempt: Attempt): boolean {
  return versionsOf(history, attempt).at(-1)?.reached === true;
}

/** Whether this entry is somebody's answer to what was said, if they knew of it. */
function answers(kind: Kind, entry: HistoryEntry, history: readonly HistoryEntry[]): boolean {
  switch (entry.type) {
    case 'review':
      return kind !== 'appeal' && (kind !== 'wish' || entry.decision === 'call_again');
    case 'finding':
      return kind === 'dispute' || kind === 'evidence';
    case 'appeal':
      return kind === 'appeal';
    case 'attempt':
      return (kind === 'dispute' || kind === 'wish' || kind === 'evidence') && isReached(history, entry);
    default:
      return false;
  }
}

/**
 * A finding of a file, or about another report of the number, ends the wait for it: for the evidence that
 * central had then.
 */
function endsWait(kind: Kind, id: string, entry: HistoryEntry, world: World): boolean {
  const elsewhere = entry.type === 'finding' && !world.known.has(entry.id);
  return kind === 'evidence' && elsewhere && entry.answers?.includes(id) === true;
}

/** Proof from outside that the person was told, or is who they are, ends what they said whenever it comes. */
function proves({ type, ...entry }: HistoryEntry): boolean {
  if (type === 'verification') return (entry as { passed?: boolean }).passed === true;
  return type === 'message' && (entry as { step?: string }).step === 'delivered';
}

/** Steps that come before the answer, without taking it away. */
const BEFORE: readonly PlanCode[] = ['appointment', 'new_evidence', 'verifying', 'lift_requested'];

function isHeld(kind: Kind, { plan, stage }: Case): boolean {
  if (plan.kind === 'review' || BEFORE.includes(plan.code)) return true;
  if (kind === 'wish') return plan.kind !== 'call';
  if (kind === 'evidence') return plan.kind === 'blocked';
  return kind === 'appeal' && (stage === 'closed' || stage === 'lifted');
}

/**
 * What a person said stays open until somebody answers it whose desk had shown it. Nothing else closes the
 * case, calls or writes to the person as if it had not been said, whatever the clocks say.
 */
export function checkObjections(world: World, cases: Iterable<Case>): void {
  for (const subject of cases) {
    const { history } = subject;
    for (const { kind, id } of saidIn(history)) {
      const answered = history.some(
        (entry) =>
          proves(entry) ||
          endsWait(kind, id, entry, world) ||
          (answers(kind, entry, history) && world.known.get(entry.id)?.has(id)),
      );
      if (answered || isHeld(kind, subject)) continue;
      const { plan, stage } = subject;
      world.violated(
        `M1 ${subject.externalId}: the ${kind} ${id} is unanswered, and the case is ${stage}, ${plan.kind} ${plan.code}`,
      );
    }
  }
}
