import type { Case } from '../case/case.ts';
import type { Disposition, DispositionSet } from '../case/disposition.ts';
import { type Attempt, attemptsOf, type FactFlag, isDoubted } from '../case/history.ts';
import { isClosed } from '../case/kinds.ts';
import { replanned } from '../case/replan.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import { isTooSoon } from '../policy/too-soon.ts';
import { MINUTE } from '../time.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { withFact } from './caps.ts';
import type { LogAttempt } from './mutation.ts';

/** How far ahead of central a device may be before its times deserve a look. */
const CLOCK_TOLERANCE = 5 * MINUTE;

function find(set: DispositionSet, code: string): Disposition | undefined {
  return set.dispositions.find((disposition) => disposition.code === code);
}

/**
 * A disposition by the set that the call was made under; by the newest one when that is not known or lacks
 * it.
 */
function dispositionOf(
  code: string,
  version: number,
  { library, dispositionsOf }: ApplyContext,
): Disposition | undefined {
  const pinned = version === library.dispositions.version ? null : dispositionsOf?.(version);
  return (pinned && find(pinned, code)) || find(library.dispositions, code);
}

function flagsOf(
  mutation: LogAttempt,
  subject: Case,
  known: Disposition | undefined,
  context: ApplyContext,
): FactFlag[] {
  const closedBefore = attemptsOf(subject.history).some(
    ({ reached, final, doubtful }) => reached && final && !doubtful,
  );
  const flags: [FactFlag, boolean][] = [
    ['not_owner', subject.assigneeId !== context.author.id],
    ['case_closed', isClosed(subject)],
    ['unknown_disposition', !known],
    ['disposition_not_allowed', known !== undefined && !known.kinds.includes(subject.kind)],
    ['clock_off', mutation.at - context.receivedAt > CLOCK_TOLERANCE],
    ['duplicate_contact', closedBefore && known?.reached === true && known.final],
  ];
  const raised = flags.filter(([, raises]) => raises).map(([flag]) => flag);
  return [...new Set([...raised, ...(context.flags ?? [])])];
}

/**
 * A try that nobody doubts, flagged when the rules have no place for it. A call that ends the loop is none.
 */
function withLimits(attempt: Attempt, subject: Case, { library }: ApplyContext): Attempt {
  const ends = attempt.reached && attempt.final;
  const isTry = attempt.counted && !ends && !isDoubted(attempt);
  const over = isTry && isTooSoon(subject, attempt, library);
  return over ? { ...attempt, flags: [...attempt.flags, 'too_soon'] } : attempt;
}

/**
 * What a result means for the rules. One that is unknown, or not meant for the kind, reaches and ends
 * nothing.
 */
export function meaningOf(
  { disposition, dispositionsVersion }: { disposition: string; dispositionsVersion: number },
  { kind, direction }: { kind: Case['kind']; direction: Attempt['direction'] },
  context: ApplyContext,
): Meaning {
  return meaningBy(dispositionOf(disposition, dispositionsVersion, context), { kind, direction });
}

type Call = { kind: Case['kind']; direction: Attempt['direction'] };
export type Meaning = Pick<Attempt, 'reached' | 'final' | 'counted' | 'effect'>;

function meaningBy(known: Disposition | undefined, { kind, direction }: Call): Meaning {
  const fits = known?.kinds.includes(kind) ?? false;
  return {
    reached: known?.reached ?? false,
    final: fits && known?.final === true,
    counted: (known?.counted ?? true) && direction === 'outbound',
    effect: (fits && known?.effect) || null,
  };
}

/** What a result means by one set alone; null: that set does not know it. */
export function meaningIn(set: DispositionSet, code: string, call: Call): Meaning | null {
  const known = find(set, code);
  return known ? meaningBy(known, call) : null;
}

/** `answers`: the open matters that the desk had. */
type LogContext = ApplyContext & { answers: string[] };

/**
 * The times of a call, moved by `shift`. A device ahead of central has all of them moved back by what it is
 * ahead.
 */
export function timesOf(
  { at: told, args }: LogAttempt,
  receivedAt: number,
  shift = 0,
): Pick<Attempt, 'at' | 'startedAt' | 'endedAt'> {
  const at = Math.min(told + shift, receivedAt);
  const endedAt = Math.max(0, Math.min(args.endedAt - (told - at), at));
  return { at, startedAt: Math.max(0, Math.min(args.startedAt - (told - at), endedAt)), endedAt };
}

/**
 * The agreed time. It was chosen behind the call: one that would lie before the moved call moves with it,
 * any other may have been told as a date and stays.
 */
function agreedTime({ callbackAt, endedAt: told }: LogAttempt['args'], endedAt: number): number | null {
  const moves = callbackAt !== null && callbackAt > told && callbackAt <= endedAt;
  return moves ? callbackAt + endedAt - told : callbackAt;
}

/** The attempt as a fact. */
function attemptOf(mutation: LogAttempt, subject: Case, context: LogContext): Attempt {
  const { caseId: _, ...args } = mutation.args;
  const known = dispositionOf(args.disposition, args.dispositionsVersion, context);
  const { kept, receivedAt } = context;
  const shift = kept ? kept.at - Math.min(mutation.at, receivedAt) : context.shift;
  const times = timesOf(mutation, receivedAt, shift);
  const attempt: Attempt = {
    ...args,
    ...times,
    callbackAt: agreedTime(mutation.args, times.endedAt),
    id: mutation.id,
    byId: context.author.id,
    type: 'attempt',
    ...meaningOf(args, { kind: subject.kind, direction: args.direction }, context),
    flags: kept?.flags ?? flagsOf(mutation, subject, known, context),
    answers: context.answers,
  };
  return kept ? attempt : withLimits(attempt, subject, context);
}

/**
 * Adds a call result to the case and replans it. A fact: never refused, also when the case is somebody
 * else's, closed or not here (then nothing is written), or when the result is unknown; it is flagged instead.
 * Never changes the owner.
 */
export function logAttempt(
  mutation: LogAttempt,
  subject: Case | undefined,
  context: LogContext,
): ApplyResult {
  if (!subject) return { ok: true, cases: [], flags: [...(context.kept?.flags ?? context.flags ?? [])] };
  const before = subject.history.find((entry) => entry.id === mutation.id);
  if (before) return { ok: true, cases: [], flags: before.type === 'attempt' ? before.flags : [] };
  const attempt = attemptOf(mutation, subject, context);
  const longer = withFact(subject, attempt, context.library);
  if (longer.over) return { ok: true, cases: [longer.subject], flags: [...attempt.flags, 'over_cap'] };
  const { flags } = attempt;
  return { ok: true, cases: [replanned(longer.subject, context.library, attempt.at)], flags };
}

/** Why a result cannot be saved by a person, or null. The desk asks before saving; central only flags. */
export function checkAttempt(
  args: Pick<LogAttempt['args'], 'disposition' | 'note' | 'reason' | 'callbackAt' | 'evidence' | 'endedAt'>,
  subject: Pick<Case, 'kind'>,
  dispositions: DispositionSet,
): { code: ErrorCode; params: ErrorParams } | null {
  const params = { disposition: args.disposition };
  const known = find(dispositions, args.disposition);
  if (!known) return { code: 'unknown_disposition', params };
  if (!known.kinds.includes(subject.kind)) return { code: 'disposition_not_allowed', params };
  const agreed = args.callbackAt !== null && args.callbackAt > args.endedAt;
  if (known.demands.includes('callback_time') && !agreed) return { code: 'missing_callback_time', params };
  if (known.demands.includes('reason') && !args.reason?.trim()) return { code: 'missing_reason', params };
  if (known.demands.includes('note') && !args.note.trim()) return { code: 'missing_note', params };
  if (known.demands.includes('evidence') && args.evidence.length === 0)
    return { code: 'missing_evidence', params };
  return null;
}
