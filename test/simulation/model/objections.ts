import type { Case } from '../../../shared/case/case.ts';
import type { Attempt, Correction, HistoryEntry } from '../../../shared/case/history.ts';
import type { PlanCode } from '../../../shared/case/plan.ts';
import type { World } from '../world.ts';
import { doubtedIn } from './calls.ts';
import { proves } from './steps.ts';

type Kind = 'dispute' | 'complaint' | 'appeal' | 'evidence' | 'wish' | 'doubt';

/** What a person said that somebody has to answer, by the result that says so. */
const KINDS: Readonly<Record<string, Kind>> = {
  FB_DISPUTE: 'dispute',
  COMPLAIN: 'complaint',
  RN_APPEAL: 'appeal',
  FB_MORE: 'evidence',
  DNC: 'wish',
};

/** What ends the calls, or the case: on a doubtful call it ends nothing, and a lead has to look at it. */
const ENDING: readonly string[] = ['FB_OK', 'RN_OK', 'RN_REFUSE', 'DNC'];

interface Said {
  kind: Kind;
  /** The call, or the correction that says what was really said. */
  id: string;
}

/**
 * The results of a call: as it was logged, and as it was put right, oldest first. A doubtful correction puts
 * nothing right.
 */
function versionsOf(
  history: readonly HistoryEntry[],
  attempt: Attempt,
  doubted: ReadonlySet<string>,
): (Attempt | Correction)[] {
  const corrections = history
    .filter((other) => other.type === 'correction' && other.attemptId === attempt.id)
    .filter(({ id }) => !doubted.has(id))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return [attempt, ...(corrections as Correction[])];
}

function kindOf(result: string, isDoubted: boolean): Kind | undefined {
  return isDoubted && ENDING.includes(result) ? 'doubt' : KINDS[result];
}

/**
 * What was said in a case, each call by its newest correction; the first result in a row that says so raised
 * it. What a doubtful correction says may have been said too.
 */
function saidIn(history: readonly HistoryEntry[], doubted: ReadonlySet<string>): Said[] {
  return history.flatMap((entry) => {
    if (entry.type === 'correction' && doubted.has(entry.id)) {
      const kind = kindOf(entry.disposition, true);
      return kind ? [{ kind, id: entry.id }] : [];
    }
    if (entry.type !== 'attempt') return [];
    const versions = versionsOf(history, entry, doubted);
    const kinds = versions.map(({ disposition }) => kindOf(disposition, doubted.has(entry.id)));
    const kind = kinds.at(-1);
    const other = kinds.findLastIndex((earlier) => earlier !== kind);
    const raiser = versions[other + 1];
    return kind && raiser ? [{ kind, id: raiser.id }] : [];
  });
}

/** What the person says with a result settles these: they accept what they are told, or agree on a time. */
const SETTLED_BY_CALL: Readonly<Record<string, readonly Kind[]>> = {
  FB_OK: ['dispute', 'evidence'],
  LATER: ['wish'],
};

/** Whether this entry is somebody's answer to what was said, if they knew of it. */
function answers(
  kind: Kind,
  entry: HistoryEntry,
  history: readonly HistoryEntry[],
  doubted: ReadonlySet<string>,
): boolean {
  switch (entry.type) {
    case 'review':
      return kind !== 'appeal' && (kind !== 'wish' || entry.decision === 'call_again');
    case 'finding':
      return kind === 'dispute' || kind === 'evidence';
    case 'appeal':
      return kind === 'appeal';
    case 'attempt': {
      // A call answers what its own desk knew, also when its result is put right later.
      const result = versionsOf(history, entry, doubted).at(-1)?.disposition ?? '';
      return !doubted.has(entry.id) && SETTLED_BY_CALL[result]?.includes(kind) === true;
    }
    default:
      return false;
  }
}

/**
 * A finding of a file, or about another report of the number, ends the wait for it: for the evidence that had
 * arrived when it was decided, and that the desk of its maker had read, or that its maker had told.
 */
function endsWait({ id, kind }: Said, entry: HistoryEntry, subject: Case, world: World): boolean {
  if (kind !== 'evidence' || entry.type !== 'finding' || world.known.has(entry.id)) return false;
  if (subject.kind !== 'spam_report') return false;
  const { reportedNumber } = subject.facts;
  const arrivedAt = world.arrivedAt.get(id) ?? Number.POSITIVE_INFINITY;
  return world.decided.some(
    ({ number, knew, told }) => number === reportedNumber && (arrivedAt <= knew || told?.has(id) === true),
  );
}

/** Steps that come before the answer, without taking it away. */
const BEFORE: Readonly<Record<Kind, readonly PlanCode[]>> = {
  dispute: ['appointment', 'new_evidence'],
  complaint: ['appointment', 'new_evidence', 'verifying', 'lift_requested'],
  evidence: ['appointment', 'new_evidence'],
  appeal: ['lift_requested'],
  wish: [],
  doubt: ['appointment', 'new_evidence', 'verifying', 'lift_requested'],
};

function isHeld(kind: Kind, { plan }: Case): boolean {
  if (plan.kind === 'review' || BEFORE[kind].includes(plan.code)) return true;
  if (kind === 'wish') return plan.kind !== 'call';
  return kind === 'doubt' && plan.kind === 'closed';
}

/** What asks for an answer to something that was said. */
const ASKS: Partial<Record<PlanCode, Kind>> = {
  complaint_review: 'complaint',
  dispute_review: 'dispute',
  appeal_review: 'appeal',
};

/**
 * What a person said stays open until somebody answers it whose desk had shown it. Nothing else closes the
 * case, calls or writes to the person as if it had not been said, whatever the clocks say. What was answered
 * is not asked for again.
 */
export function checkObjections(world: World, cases: Iterable<Case>): void {
  for (const subject of cases) {
    const { externalId, history, plan, stage } = subject;
    const doubted = doubtedIn(history);
    const isAnswered = (said: Said) =>
      history.some(
        (entry) =>
          endsWait(said, entry, subject, world) ||
          // What a doubtful call would have ended has ended with a proof.
          (said.kind === 'doubt' && proves(entry, doubted)) ||
          (answers(said.kind, entry, history, doubted) && world.known.get(entry.id)?.has(said.id)),
      );
    const open = saidIn(history, doubted).filter((said) => !isAnswered(said));
    for (const { kind, id } of open)
      if (!isHeld(kind, subject))
        world.violated(
          `M1 ${externalId}: the ${kind} ${id} is unanswered, and the case is ${stage}, ${plan.kind} ${plan.code}`,
        );
    const asked = ASKS[plan.code];
    if (asked && !open.some(({ kind }) => kind === asked))
      world.violated(`M1 ${externalId}: ${plan.code} is next, and every ${asked} is answered`);
  }
}
