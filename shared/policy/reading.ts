import {
  asCorrected,
  doubtfulCorrections,
  type FindingEntry,
  type HistoryEntry,
  inOrder,
  type ReadEntry,
} from '../case/history.ts';
import type { AppealEntry, MessageEntry, ReviewEntry, VerificationEntry } from '../case/steps.ts';
import type { Instant } from '../time.ts';
import { afterAttempt, isSaid } from './after-attempt.ts';
import { withExhaustion } from './exhaustion.ts';
import { knows, toldAnew, toldBy } from './matters.ts';
import { answered, ends, openAfter } from './open-matters.ts';
import {
  type AttemptRules,
  livingNumbers,
  type Reading,
  type ReadingRules,
  type Standing,
  UNREAD,
} from './standing.ts';

/** A changed finding, or one that answers what was told, is a new reason to call in these. */
const OPENED_BY_FINDING: readonly Standing['is'][] = ['closed', 'exhausted', 'message', 'retry', 'unknown'];
/**
 * What was agreed with the person, promised by them, or is being verified, no lead could know of whose case
 * stood in review.
 */
const UNKNOWN_TO_LEADS: readonly Standing['is'][] = ['appointment', 'evidence', 'verifying'];

/** A new reason to call: earlier calls no longer count toward the attempts of the round. */
const anew = (reading: Reading, standing: Standing): Reading => ({
  ...reading,
  standing,
  exhausted: null,
  round: [],
  pause: null,
  request: null,
});

const waitsForFinding = ({ open }: Pick<Reading, 'open'>): boolean =>
  open.some(({ kind }) => kind === 'new_evidence');

function afterFinding(reading: Reading, entry: FindingEntry, verdict: string | null): Reading {
  const { standing } = reading;
  const open = answered(reading, entry);
  const changed = verdict !== null && verdict !== entry.verdict;
  const answers =
    (standing.is === 'new_evidence' && !waitsForFinding({ open })) ||
    (standing.is === 'review' && standing.code === 'dispute_review' && knows(entry, standing));
  const settled = entry.answers !== undefined && open.length < reading.open.length;
  const news = changed || (settled && (standing.is !== 'closed' || knows(entry, standing)));
  if (answers || (news && OPENED_BY_FINDING.includes(standing.is)))
    return anew(reading, { is: 'untried', since: entry.at });
  // An agreed call stays agreed, but it tells something new.
  return changed && standing.is === 'appointment' ? anew(reading, standing) : reading;
}

/**
 * Whether a case goes on as it stands whatever a lead decided, because they did not know why it stands so.
 */
function standsFirm(reading: Reading, review: ReviewEntry): boolean {
  const { standing } = reading;
  if (standing.is === 'review' || standing.is === 'unknown') return !knows(review, standing);
  // What proves the end of the loop is stronger than a decision that did not know of it.
  if (review.answers === undefined) return standing.is === 'closed';
  if (standing.is === 'closed') return !knows(review, standing);
  if (standing.is === 'new_evidence') return waitsForFinding({ open: answered(reading, review) });
  return UNKNOWN_TO_LEADS.includes(standing.is);
}

function afterReview(reading: Reading, review: ReviewEntry, rules: ReadingRules): Reading {
  const { decision, at } = review;
  if (standsFirm(reading, review)) return reading;
  switch (decision) {
    case 'call_again': {
      const dead = livingNumbers(reading, rules.hasAlternative).length > 0 ? reading.dead : new Set<never>();
      return anew({ ...reading, dead }, { is: 'untried', since: at });
    }
    case 'investigate':
      return { ...reading, request: null, standing: { is: 'new_evidence', since: at } };
    case 'message':
      return { ...reading, request: null, standing: { is: 'message', since: at, code: 'lead_decided' } };
    case 'ladder':
      return { ...reading, request: null, standing: { is: 'refused', since: at } };
  }
}

/**
 * Only feedback decides anything here; notices and reminders are rungs of the ladder. A request that calls or
 * a review overtook, and a receipt that came too late, are kept and change nothing.
 */
function afterMessage(
  reading: Reading,
  { id, purpose, step, requestId, at, answers }: MessageEntry,
): Reading {
  const { standing, exhausted, request } = reading;
  const old = answers === undefined;
  if (purpose !== 'feedback') return reading;
  if (step === 'requested')
    return exhausted && standing.is !== 'review' ? { ...reading, request: requestId } : reading;
  if (request !== requestId || standing.is === 'closed') return reading;
  if (step === 'delivered')
    return { ...reading, request: null, standing: { is: 'closed', since: at, by: 'receipt', id, old } };
  // The request is kept: a gateway may still deliver what it had given up.
  return { ...reading, standing: { is: 'review', since: at, code: 'message_failed', id, old } };
}

function afterVerification(
  reading: Reading,
  { id, passed, at, answers }: VerificationEntry,
  rules: ReadingRules,
): Reading {
  const old = answers === undefined;
  if (passed) {
    const verified: Standing = { is: 'closed', since: at, by: 'verified', id, old };
    const standing = reading.standing.is === 'closed' ? reading.standing : verified;
    return { ...reading, standing, verifiedAt: reading.verifiedAt ?? at };
  }
  const failedVerifications = reading.failedVerifications + 1;
  const failed = { ...reading, failedVerifications, verifiedAt: null };
  const review: Standing = { is: 'review', since: at, code: 'verification_review', id, old };
  return failedVerifications > rules.failedVerifications
    ? { ...failed, exhausted: null, standing: review }
    : anew(failed, { is: 'verification_failed', since: at });
}

function afterNumber(reading: Reading, at: Instant): Reading {
  const { standing } = reading;
  const unreachable =
    (standing.is === 'review' && standing.code === 'wrong_number_review') ||
    (standing.is === 'message' && standing.code === 'vacant_number');
  const dead = new Set([...reading.dead].filter((number) => number !== 'altPhone'));
  return { ...reading, dead, standing: unreachable ? { is: 'alternative', since: at } : standing };
}

function afterAppeal(reading: Reading, appeal: AppealEntry): Reading {
  const decided = reading.open.some((matter) => ends(appeal, matter));
  if (!decided || appeal.step === 'dismissed') return reading;
  const { at } = appeal;
  const { standing } = reading;
  const upheld = { ...reading, upheldAt: at };
  const firm = standing.is === 'closed' || (standing.is === 'review' && !knows(appeal, standing));
  return firm ? upheld : anew(upheld, { is: 'untried', since: at });
}

function after(
  reading: Reading,
  entry: ReadEntry,
  { rules, verdict }: { rules: AttemptRules; verdict: string | null },
): Reading {
  switch (entry.type) {
    case 'attempt':
      return afterAttempt(reading, entry, rules);
    case 'finding':
      return afterFinding(reading, entry, verdict);
    case 'review':
      return afterReview(reading, entry, rules);
    case 'message':
      return afterMessage(reading, entry);
    case 'verification':
      return afterVerification(reading, entry, rules);
    case 'number':
      return afterNumber(reading, entry.at);
    case 'appeal':
      return afterAppeal(reading, entry);
    default:
      return reading;
  }
}

/**
 * Whoever was reached was told, or said something that a message on its way does not know; unless it is still
 * what is next.
 */
function withRequest(before: Reading, reading: Reading, entry: ReadEntry): Reading {
  if (reading.request === null || entry.type !== 'attempt' || !entry.reached) return reading;
  const stillNext = before.exhausted && reading.exhausted && reading.standing.is !== 'review';
  return stillNext ? reading : { ...reading, request: null };
}

/**
 * Reads a history in order of time (ties by id) and says where it stands. Total: unknown results are kept as
 * unknown.
 */
export function readHistory(history: readonly HistoryEntry[], rules: ReadingRules): Reading {
  let reading = UNREAD;
  let verdict: string | null = null;
  const ordered = inOrder([...asCorrected(history), ...doubtfulCorrections(history).filter(isSaid)]);
  const former = new Set(
    ordered.flatMap((entry) => (entry.type === 'assignment' && entry.fromId !== null ? [entry.fromId] : [])),
  );
  const corrected = toldAnew(history);
  for (const stored of ordered) {
    const told = stored.type === 'attempt' ? (corrected.get(stored.id) ?? toldBy(stored)) : null;
    const entry = told ? { ...stored, answers: told.answers } : stored;
    const raiser = told ?? { id: stored.id, old: false };
    const done = after(reading, entry, { rules: { ...rules, former, raiser }, verdict });
    const open = openAfter(reading, done, entry, raiser);
    const next = withExhaustion({ ...done, open }, entry.at, rules);
    reading = withRequest(reading, next, entry);
    if (entry.type === 'finding') verdict = entry.verdict;
  }
  return reading;
}
