import type { RealNameFacts, RelatedCase, SpamReportFacts } from '../case/case.ts';
import { type Attempt, attemptsOf, type HistoryEntry } from '../case/history.ts';
import type { CaseKind } from '../case/kinds.ts';
import type { Plan } from '../case/plan.ts';
import type { Instant } from '../time.ts';
import {
  agreedCall,
  type CallInput,
  type CallStep,
  evidenceCall,
  newCall,
  nextTry,
  numberToCall,
} from './call-step.ts';
import { type Ladder, ladderStep, readLadder } from './ladder.ts';
import type { Policy } from './policy.ts';
import { readHistory } from './reading.ts';
import type { Reading } from './standing.ts';

/** All that a plan may depend on. `at` is the moment of planning: no call is proposed for earlier. */
export interface PlanInput {
  kind: CaseKind;
  facts: SpamReportFacts | RealNameFacts;
  hasAlternative: boolean;
  history: readonly HistoryEntry[];
  related: readonly RelatedCase[];
  policy: Policy;
  at: Instant;
}

/** A case read for planning: its history, its place on the ladder, its counted calls. */
export interface PlanReading {
  reading: Reading;
  ladder: Ladder;
  counted: Attempt[];
  /** Counted calls of the present round. */
  round: Attempt[];
  /** Why and since when messages or measures take the place of calls; null: calls go on. */
  exhausted: { code: Plan['code']; since: Instant } | null;
}

type Step = Pick<Plan, 'kind' | 'code'> & Partial<Pick<Plan, 'notBefore' | 'params'>>;

/** The call with which the tries of a round were used up; later ones change nothing, a person who was reached in between does. */
function lastTry(round: readonly Attempt[], max: number): Attempt | undefined {
  const spoken = round.findLastIndex((attempt) => attempt.reached);
  return round[Math.max(max - 1, spoken + 1)] ?? (round.length >= max ? round.at(-1) : undefined);
}

function exhaustion(
  max: number,
  { standing, doNotCall }: Reading,
  round: readonly Attempt[],
): PlanReading['exhausted'] {
  if (standing.is === 'refused') return { code: 'refused', since: standing.since };
  if (doNotCall) return { code: 'do_not_call', since: 'since' in standing ? standing.since : 0 };
  if (standing.is === 'message') return { code: standing.code, since: standing.since };
  if (standing.is === 'exhausted') return { code: 'attempts_exhausted', since: standing.since };
  // A look at promised evidence is owed even when all tries are used up.
  const last = standing.is === 'evidence' ? undefined : lastTry(round, max);
  return last ? { code: 'attempts_exhausted', since: last.at } : null;
}

/** Reads a case for planning. */
export function readForPlan(input: PlanInput): PlanReading {
  const { history, hasAlternative, policy } = input;
  const reading = readHistory(history, {
    hasAlternative,
    toleranceMinutes: policy.appointmentToleranceMinutes,
    failedVerifications: policy.ladder.failedVerifications,
  });
  const round = reading.round.filter((attempt) => attempt.counted);
  const exhausted = exhaustion(policy.rules[input.kind].maxAttempts, reading, round);
  return {
    reading,
    ladder: readLadder(history, exhausted?.since ?? null),
    counted: attemptsOf(history).filter((attempt) => attempt.counted),
    round,
    exhausted,
  };
}

/** Whether the measure that stands, or is on its way, is to be taken back. */
function isLifting({ reading, ladder }: PlanReading): boolean {
  const measure = ladder.applied ?? ladder.approved;
  if (!measure) return false;
  const { standing, upheldAt } = reading;
  return (
    (standing.is === 'closed' && standing.by === 'verified') ||
    (upheldAt !== null && upheldAt >= measure.since)
  );
}

const CLOSING = {
  reached: 'closed_reached',
  receipt: 'closed_receipt',
  verified: 'closed_verified',
} as const;

/** What waits for somebody other than the caller; null: a call, a message or a measure is next. */
function waiting(read: PlanReading): Step | null {
  const { standing } = read.reading;
  const { ladder } = read;
  if (isLifting(read) && ladder.failedAt === null) {
    const level = (ladder.applied ?? ladder.approved)?.level ?? 'outgoing';
    return { kind: 'measure', code: 'lift_requested', params: { since: ladder.lift?.since ?? 0, level } };
  }
  switch (standing.is) {
    case 'closed':
      if (!ladder.applied && !ladder.approved) return { kind: 'closed', code: CLOSING[standing.by] };
      // A talk alone takes no measure back: that needs the verification.
      return ladder.failedAt === null ? { kind: 'blocked', code: 'verifying' } : null;
    case 'review':
      return { kind: 'review', code: standing.code, params: { since: standing.since } };
    case 'appeal':
      return { kind: 'review', code: 'appeal_review', params: { since: standing.since } };
    case 'unknown':
      return {
        kind: 'review',
        code: 'policy_unavailable',
        params: { disposition: standing.disposition, since: standing.since },
      };
    case 'new_evidence':
      return { kind: 'blocked', code: 'new_evidence', params: { since: standing.since } };
    case 'verifying':
      return { kind: 'blocked', code: 'verifying', params: { since: standing.since } };
    default:
      return null;
  }
}

function lacksFinding({ kind, facts, history }: PlanInput): Step | null {
  if (kind !== 'spam_report' || !('finding' in facts) || facts.finding !== null) return null;
  const taken = history.find((entry) => entry.type === 'investigation');
  return taken
    ? { kind: 'blocked', code: 'awaiting_finding', params: { since: taken.at } }
    : { kind: 'blocked', code: 'awaiting_investigation' };
}

function callStep(input: CallInput, { standing }: Reading): CallStep {
  switch (standing.is) {
    case 'appointment':
      return agreedCall(input, standing.callAt);
    case 'evidence':
      return evidenceCall(input, standing.checkAt);
    case 'retry':
      return nextTry(input, standing);
    case 'alternative':
      return newCall(input, 'alternative_number');
    case 'verification_failed':
      return newCall(input, 'verification_failed');
    default:
      return newCall(input, 'first_call');
  }
}

function onLadder(input: PlanInput, read: PlanReading): Step | null {
  const { ladder, exhausted } = read;
  const stands = ladder.approved !== null || ladder.failedAt !== null;
  if (!exhausted && !stands) return null;
  if (!('highRisk' in input.facts)) return null;
  const { facts, policy } = input;
  const step = ladderStep(ladder, { facts, rules: policy.ladder, since: exhausted?.since ?? 0 });
  return { ...step, params: { ...step.params, ...(exhausted && { reason: exhausted.code }) } };
}

function nextStep(input: PlanInput, read: PlanReading): Step | CallStep {
  const { standing } = read.reading;
  const bound = read.ladder.approved !== null;
  const other = waiting(read);
  if (other && (!bound || other.kind === 'measure')) return other;
  if (!bound && standing.is === 'appointment') return agreedCall({ ...input, ...read }, standing.callAt);
  const undecided = lacksFinding(input);
  if (undecided) return undecided;
  const ladder = onLadder(input, read);
  if (ladder) return ladder;
  if (read.exhausted) {
    const { code, since } = read.exhausted;
    return { kind: 'message', code, params: { since } };
  }
  return callStep({ ...input, ...read }, read.reading);
}

/**
 * The next step of a case from its facts, history and policy alone: the same on every machine. Windows bind always,
 * an agreed time overrides gaps and caps but no window, and a person who wants no calls gets none. Never fails: when the
 * rules cannot decide (unknown result, calendar without windows) a person must (`policy_unavailable`).
 */
export function plan(input: PlanInput): Plan {
  const { kind, policy, at } = input;
  const read = readForPlan(input);
  const step = nextStep(input, read);
  const barred = read.ladder.applied?.level;
  const base: Plan = {
    kind: 'call',
    code: step.code,
    notBefore: null,
    notAfter: null,
    attempt: read.round.length,
    ofAttempts: policy.rules[kind].maxAttempts,
    params: { ...step.params, ...(barred && { barred }) },
  };
  if ('kind' in step) return { ...base, kind: step.kind, notBefore: step.notBefore ?? null };
  if (!step.span) return { ...base, kind: 'review', code: 'policy_unavailable' };
  const number = numberToCall(read.reading);
  return {
    ...base,
    notBefore: Math.max(at, step.span.from),
    notAfter: step.span.to,
    attempt: read.round.length + 1,
    params: { ...base.params, part: step.span.id, ...(number === 'altPhone' && { number }) },
  };
}
