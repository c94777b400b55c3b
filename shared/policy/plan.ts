import type { RealNameFacts, SpamReportFacts } from '../case/case.ts';
import { type Attempt, attemptsOf, type HistoryEntry, isTry } from '../case/history.ts';
import type { CaseKind } from '../case/kinds.ts';
import type { NumberCall } from '../case/number-calls.ts';
import type { Plan, PlanCode } from '../case/plan.ts';
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
import { calledTooOftenSince } from './calls-limit.ts';
import { failuresOf, type Ladder, readLadder } from './ladder.ts';
import { ladderStep } from './ladder-step.ts';
import type { Matter } from './matters.ts';
import type { Policy } from './policy.ts';
import { readHistory } from './reading.ts';
import type { Pause, Reading } from './standing.ts';

/** All that a plan may depend on. `at` is the moment of planning: no call is proposed for earlier. */
export interface PlanInput {
  kind: CaseKind;
  facts: SpamReportFacts | RealNameFacts;
  hasAlternative: boolean;
  history: readonly HistoryEntry[];
  /** Calls for other cases to the number that would be called; none when the plan is stored. */
  elsewhere: readonly NumberCall[];
  policy: Policy;
  at: Instant;
}

/** A case read for planning: its history, its place on the ladder, its calls. */
export interface PlanReading {
  reading: Reading;
  ladder: Ladder;
  /** Calls that the next one keeps away from. */
  counted: Attempt[];
  /** Tries of the present round. */
  round: Attempt[];
  pause: Pause | null;
  /** The measure that stands, or is on its way, and is to be taken back. */
  lifting: Ladder['applied'];
  /** Since when there are too many calls; null: there are not. */
  calledTooOften: Instant | null;
}

const CLOSING = {
  reached: 'closed_reached',
  receipt: 'closed_receipt',
  verified: 'closed_verified',
} as const;

/**
 * What the case stands for before a lead; the end of the loop too, when something was told that it did not
 * settle.
 */
function standingMatters({ standing, open }: Reading): Matter[] {
  const matter = (kind: PlanCode, id: string) => [{ kind, id, since: standing.since }];
  if (standing.is === 'review') return matter(standing.code, standing.id);
  if (standing.is === 'unknown') return matter('policy_unavailable', standing.id);
  const ended = standing.is === 'closed' && open.some(({ kind }) => kind !== 'do_not_call');
  return ended ? matter(CLOSING[standing.by], standing.id) : [];
}

/**
 * All that somebody has to answer: what was told, what puts the case before a lead, and what could not be
 * done.
 */
export function mattersOf({ reading, ladder }: PlanReading): Matter[] {
  const { open } = reading;
  const matters = [...open, ...standingMatters(reading), ...failuresOf(ladder)].map(
    ({ kind, id, since }) => ({
      kind,
      id,
      since,
    }),
  );
  return [...new Map(matters.map((matter) => [matter.id, matter])).values()].sort(
    (a, b) => a.since - b.since,
  );
}

type Step = Pick<Plan, 'kind' | 'code'> & Partial<Pick<Plan, 'notBefore' | 'params'>>;

function measureToLift({ applied, approved }: Ladder, { verifiedAt, upheldAt }: Reading): Ladder['applied'] {
  const measure = applied ?? approved;
  if (!measure) return null;
  return verifiedAt !== null || (upheldAt !== null && upheldAt >= measure.approvedAt) ? measure : null;
}

/** Reads a case for planning. */
export function readForPlan({ kind, history, hasAlternative, policy }: PlanInput): PlanReading {
  const reading = readHistory(history, {
    hasAlternative,
    ...policy.rules[kind],
    toleranceMinutes: policy.appointmentToleranceMinutes,
    failedVerifications: policy.ladder.failedVerifications,
  });
  const ladder = readLadder(history, reading.exhausted?.since ?? null);
  return {
    reading,
    ladder,
    counted: attemptsOf(history).filter((attempt) => attempt.counted),
    round: reading.round.filter(isTry),
    pause: reading.pause,
    lifting: measureToLift(ladder, reading),
    calledTooOften: calledTooOftenSince(history),
  };
}

/** The end of the loop, since the proof or since the last measure was taken back. */
function closed(
  by: keyof typeof CLOSING,
  proofAt: Instant,
  { reading: { verifiedAt }, ladder: { liftedAt } }: Pick<PlanReading, 'reading' | 'ladder'>,
): Step {
  if (liftedAt === null || liftedAt < proofAt)
    return { kind: 'closed', code: CLOSING[by], params: { since: proofAt } };
  const code = CLOSING[verifiedAt === null ? by : 'verified'];
  return { kind: 'closed', code, params: { since: liftedAt, lifted: 1 } };
}

/** Staff, or the call that was agreed with the person, come before what a lead has to decide. */
const BEFORE_MATTERS: readonly Reading['standing']['is'][] = [
  'appointment',
  'review',
  'new_evidence',
  'verifying',
];

/** A wish for no calls that whoever agreed on one did not know of. */
function refusesAgreed({ open }: Reading): boolean {
  return open.some(({ kind, old }) => kind === 'do_not_call' && !old);
}

/**
 * What was told and something else displaced, the end of the loop too, and nobody who knew it has answered.
 */
function told(reading: Reading): Step | null {
  const { open, standing, pause } = reading;
  // Whether the agreed call was made only a lead can tell once a doubtful one says so.
  const agreed = standing.is === 'appointment' && !refusesAgreed(reading) && pause === null;
  if (agreed || (standing.is !== 'appointment' && BEFORE_MATTERS.includes(standing.is))) return null;
  const matter =
    open.find(({ kind }) => kind === 'complaint_review') ??
    open.findLast(({ kind }) => kind === 'dispute_review') ??
    open.findLast(({ kind }) => kind === 'new_evidence') ??
    open.find(({ kind }) => kind === 'doubtful_review');
  if (!matter) return null;
  return {
    kind: matter.kind === 'new_evidence' ? 'blocked' : 'review',
    code: matter.kind,
    params: { since: Math.max(matter.since, standing.since) },
  };
}

/**
 * Whether a lead must decide about an appeal. An old one was of no account once the loop was closed and no
 * measure stood.
 */
function appealed({ open, standing }: Reading, stands: boolean): Step | null {
  const appeals = open.filter(({ kind }) => kind === 'appeal_review');
  const [first] = appeals;
  if (!first) return null;
  const passed = standing.is === 'closed' && standing.old && appeals.every(({ old }) => old);
  if (passed && !stands) return null;
  return { kind: 'review', code: 'appeal_review', params: { since: first.since } };
}

/** What waits for somebody other than the caller; null: a call, a message or a measure is next. */
function waiting(read: PlanReading): Step | null {
  const { reading, ladder, lifting, calledTooOften } = read;
  const { standing, verifiedAt, upheldAt, exhausted } = reading;
  const { since } = standing;
  const stands = ladder.applied !== null || ladder.approved !== null;
  if (lifting && ladder.failedAt === null && standing.is !== 'appointment')
    return {
      kind: 'measure',
      code: 'lift_requested',
      params: { since: verifiedAt ?? upheldAt ?? lifting.since, level: lifting.level },
    };
  const lasting = appealed(reading, stands) ?? told(reading);
  if (lasting) return lasting;
  if (calledTooOften !== null && standing.is !== 'closed' && standing.is !== 'review')
    return { kind: 'review', code: 'too_many_calls', params: { since: calledTooOften } };
  switch (standing.is) {
    case 'closed':
      if (!stands) return closed(standing.by, since, read);
      // A talk alone takes no measure back: that needs the verification.
      return ladder.failedAt === null ? { kind: 'blocked', code: 'verifying', params: { since } } : null;
    case 'review':
      return { kind: 'review', code: standing.code, params: { since } };
    case 'unknown': {
      const params = { disposition: standing.disposition, since };
      return { kind: 'review', code: 'policy_unavailable', params };
    }
    case 'new_evidence':
      return { kind: 'blocked', code: 'new_evidence', params: { since } };
    case 'verifying':
      return { kind: 'blocked', code: 'verifying', params: { since } };
    default:
      // Nobody is barred who has been verified: what was to be said to them is settled.
      return exhausted && verifiedAt !== null && !stands && ladder.failedAt === null
        ? closed('verified', exhausted.since, read)
        : null;
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

function onLadder({ facts, policy }: PlanInput, { ladder, reading }: PlanReading): Step | null {
  const { exhausted, standing } = reading;
  const stands = ladder.approved !== null || ladder.failedAt !== null;
  if (!exhausted && !stands) return null;
  if (!('highRisk' in facts)) return null;
  const step = ladderStep(ladder, {
    rules: policy.ladder,
    highRisk: facts.highRisk,
    since: exhausted?.since ?? standing.since,
    promisedUntil: standing.is === 'evidence' ? standing.checkAt : 0,
  });
  return { ...step, params: { ...step.params, ...(exhausted && { reason: exhausted.code }) } };
}

function nextStep(input: PlanInput, read: PlanReading): Step | CallStep {
  const { standing, exhausted } = read.reading;
  const other = waiting(read);
  if (other) return other;
  if (standing.is === 'appointment' && !refusesAgreed(read.reading))
    return agreedCall({ ...input, ...read }, standing.callAt);
  const undecided = lacksFinding(input);
  if (undecided) return undecided;
  const ladder = onLadder(input, read);
  if (ladder) return ladder;
  if (exhausted) {
    const { code, since } = exhausted;
    return { kind: 'message', code, params: { since } };
  }
  return callStep({ ...input, ...read }, read.reading);
}

/**
 * The next step of a case from its facts, history and policy alone: the same on every machine. Windows bind
 * always, an agreed time overrides gaps and caps but no window, and a person who wants no calls gets none.
 * Never fails: when the rules cannot decide (unknown result, calendar without windows) a person must
 * (`policy_unavailable`).
 */
export function plan(input: PlanInput): Plan {
  const { kind, policy, at } = input;
  const read = readForPlan(input);
  const step = nextStep(input, read);
  const barred = read.ladder.applied?.level;
  const approved = read.ladder.approved?.level;
  const base: Plan = {
    kind: 'call',
    code: step.code,
    notBefore: null,
    notAfter: null,
    attempt: read.round.length,
    ofAttempts: policy.rules[kind].maxAttempts,
    params: { ...step.params, ...(barred && { barred }), ...(approved && { approved }) },
  };
  if ('kind' in step) return { ...base, kind: step.kind, notBefore: step.notBefore ?? null };
  if (!step.span) return { ...base, kind: 'review', code: 'policy_unavailable' };
  const number = numberToCall(read.reading, input.hasAlternative);
  return {
    ...base,
    notBefore: Math.max(at, step.span.from),
    notAfter: step.span.to,
    attempt: read.round.length + 1,
    params: { ...base.params, part: step.span.id, ...(number === 'altPhone' && { number }) },
  };
}
