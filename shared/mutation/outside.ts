import type { Case, RealNameCase } from '../case/case.ts';
import type { HistoryEntry } from '../case/history.ts';
import { planInputOf, replanned } from '../case/replan.ts';
import type { MeasureEntry } from '../case/steps.ts';
import type { ErrorCode } from '../errors.ts';
import type { Library } from '../policy/library.ts';
import { readForPlan } from '../policy/plan.ts';
import type { Instant } from '../time.ts';
import { missedRequests } from './follow-up.ts';
import { withEntry } from './history.ts';

/**
 * What became of something that another system reported: taken into the case, there already, or of no use to
 * it.
 */
export type Taken = { is: 'applied'; case: Case } | { is: 'known' } | { is: 'rejected'; code: ErrorCode };

/** `id`: of the entry, the same however often the report arrives. `now`: no report is from the future. */
export interface Arriving {
  id: string;
  at: Instant;
  reason: string | null;
  now: Instant;
  library: Library;
  /** When central was put back, while what is missing may still come. */
  restoredAt?: Instant | null;
  /** Makes the ids of requests, where one of before may be missing. */
  derived?: (name: string) => string;
}

const KNOWN: Taken = { is: 'known' };
const ILLEGAL: Taken = { is: 'rejected', code: 'illegal_transition' };

/** Another system's clock may be behind ours: what it did was done after it was asked to. */
function timeOf({ at, now }: Arriving, asked: Instant): Instant {
  return Math.max(asked + 1, Math.min(at, now));
}

function taken(subject: Case, entry: HistoryEntry, { library, now }: Arriving): Taken {
  const longer: Case = { ...subject, history: withEntry(subject.history, entry) };
  return { is: 'applied', case: replanned(longer, library, Math.max(entry.at, now)) };
}

const has = (subject: Case, id: string) => subject.history.some((entry) => entry.id === id);

/**
 * Appends what became of a requested message and plans the case anew: a delivered feedback is the proof that
 * closes it, a failed one goes to the lead. Known: the same again. Rejected with `not_found` (no such
 * request) or `illegal_transition` (it was delivered before).
 */
export function recordReceipt(
  known: Case,
  { messageId, status }: { messageId: string; status: 'delivered' | 'failed' },
  arriving: Arriving,
): Taken {
  const subject = asAskedAtFirst(withMissed(known, messageId, arriving), messageId, arriving);
  const request = subject.history.find((entry) => entry.type === 'message' && entry.id === messageId);
  if (request?.type !== 'message') return { is: 'rejected', code: 'not_found' };
  const answers = subject.history.flatMap((entry) =>
    entry.type === 'message' && entry.requestId === messageId ? entry.step : [],
  );
  if (has(subject, arriving.id) || answers.includes(status)) return KNOWN;
  if (answers.includes('delivered')) return ILLEGAL;
  const entry: HistoryEntry = {
    id: arriving.id,
    at: timeOf(arriving, request.at),
    byId: null,
    type: 'message',
    step: status,
    purpose: request.purpose,
    requestId: messageId,
    why: arriving.reason,
    answers: [],
  };
  return taken(subject, entry, arriving);
}

/**
 * The case with a request that central had made before it was put back, although what it knows by now asks
 * for no message.
 */
function withMissed(subject: Case, messageId: string, { restoredAt, library, derived }: Arriving): Case {
  if (!restoredAt || !derived || has(subject, messageId)) return subject;
  const request = missedRequests(subject, library, { restoredAt, derived }).get(messageId);
  return request ? { ...subject, history: withEntry(subject.history, request) } : subject;
}

/**
 * The case with a request that was made once more after a restore at the time when it was made at first:
 * before `at`, because another system has dealt with it, and never before what it follows. Waiting times
 * count from then.
 */
function asAskedAtFirst(subject: Case, messageId: string, { at, restoredAt }: Arriving): Case {
  const request = subject.history.find((entry) => entry.type === 'message' && entry.id === messageId);
  if (request?.type !== 'message' || !restoredAt || at >= restoredAt || request.at < restoredAt)
    return subject;
  const others = subject.history.filter((entry) => entry !== request);
  const earlier = others.filter((entry) => entry.at < at).map((entry) => entry.at + 1);
  const asked = Math.min(request.at, Math.max(at - 1, ...earlier));
  return { ...subject, history: withEntry(others, { ...request, at: asked }) };
}

/**
 * What a confirmation answers: the approval that waits to be applied, or the request to take the measure
 * back.
 */
function rungOf(
  subject: RealNameCase,
  { measureId, status }: { measureId: string; status: 'applied' | 'failed' | 'lifted' },
  { library, now }: Arriving,
): { since: Instant } | null {
  const { ladder } = readForPlan(planInputOf(subject, library, now));
  const approved = ladder.approved?.id === measureId ? ladder.approved : null;
  const lift = ladder.lift?.id === measureId ? ladder.lift : null;
  if (status === 'applied') return approved;
  return status === 'lifted' ? lift : (lift ?? approved);
}

/**
 * What it answered before central was put back: by now the case may have gone on, or stand for something
 * else.
 */
function rungThen(
  subject: RealNameCase,
  confirmation: { measureId: string; status: 'applied' | 'failed' | 'lifted' },
  arriving: Arriving,
): { since: Instant } | null {
  const { at, restoredAt } = arriving;
  if (!restoredAt || at >= restoredAt) return null;
  const history = subject.history.filter((entry) => entry.at <= at);
  return rungOf({ ...subject, history }, confirmation, arriving);
}

/**
 * Appends what the operator's system did about a measure and plans the case anew. Known: the same again.
 * Rejected with `not_found` (no such measure) or `illegal_transition` (nobody asked for that, or it was done
 * before).
 */
export function recordConfirmation(
  subject: Case,
  confirmation: { measureId: string; status: 'applied' | 'failed' | 'lifted' },
  arriving: Arriving,
): Taken {
  const { measureId, status } = confirmation;
  const steps = subject.history.filter(
    (entry): entry is MeasureEntry => entry.type === 'measure' && entry.measureId === measureId,
  );
  const [proposal] = steps;
  if (subject.kind !== 'real_name' || !proposal) return { is: 'rejected', code: 'not_found' };
  if (has(subject, arriving.id)) return KNOWN;
  const rung = rungThen(subject, confirmation, arriving) ?? rungOf(subject, confirmation, arriving);
  if (!rung) return steps.some(({ step }) => step === status) ? KNOWN : ILLEGAL;
  const entry: HistoryEntry = {
    id: arriving.id,
    at: timeOf(arriving, rung.since),
    byId: null,
    type: 'measure',
    step: status,
    level: proposal.level,
    measureId,
    why: arriving.reason ?? '',
    answers: [],
  };
  return taken(subject, entry, arriving);
}

/**
 * Appends what came of a verification and plans the case anew: passed, it closes the case and takes a measure
 * back; failed, the holder is called again, also when the case was closed. Known: the same again. Rejected
 * with `not_found` (no card).
 */
export function recordVerification(
  subject: Case,
  { passed }: { passed: boolean },
  arriving: Arriving,
): Taken {
  if (subject.kind !== 'real_name') return { is: 'rejected', code: 'not_found' };
  if (has(subject, arriving.id)) return KNOWN;
  const { id, at, now, reason: why } = arriving;
  return taken(
    subject,
    { id, at: Math.min(at, now), byId: null, type: 'verification', passed, why, answers: [] },
    arriving,
  );
}
