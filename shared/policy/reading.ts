import { asCorrected, type HistoryEntry, inOrder } from '../case/history.ts';
import type { AppealEntry, MessageEntry, ReviewEntry, VerificationEntry } from '../case/steps.ts';
import type { Instant } from '../time.ts';
import { afterAttempt } from './after-attempt.ts';
import { withExhaustion } from './exhaustion.ts';
import {
  type AttemptRules,
  livingNumbers,
  type Reading,
  type ReadingRules,
  type Standing,
  UNREAD,
} from './standing.ts';

/** A changed finding is a new reason to call in these. */
const OPENED_BY_FINDING: readonly Standing['is'][] = ['closed', 'exhausted', 'message', 'retry', 'unknown'];

/** A new reason to call: earlier calls no longer count toward the attempts of the round. */
const anew = (reading: Reading, standing: Standing): Reading => ({
  ...reading,
  standing,
  exhausted: null,
  round: [],
  request: null,
});

function afterFinding(reading: Reading, at: Instant, changed: boolean): Reading {
  const { standing } = reading;
  const answered =
    standing.is === 'new_evidence' || (standing.is === 'review' && standing.code === 'dispute_review');
  if (answered || (changed && OPENED_BY_FINDING.includes(standing.is)))
    return anew(reading, { is: 'untried', since: at });
  // An agreed call stays agreed, but it tells something new.
  return changed && standing.is === 'appointment' ? anew(reading, standing) : reading;
}

function afterReview(reading: Reading, { decision, at }: ReviewEntry, rules: ReadingRules): Reading {
  // What proves the end of the loop is stronger than a decision that did not know of it.
  if (reading.standing.is === 'closed') return reading;
  switch (decision) {
    case 'call_again': {
      const dead = livingNumbers(reading, rules.hasAlternative).length > 0 ? reading.dead : new Set<never>();
      return anew({ ...reading, dead, doNotCall: false }, { is: 'untried', since: at });
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
 * Only feedback decides anything here; notices and reminders are rungs of the ladder. A request that calls or a review
 * overtook, and a receipt that came too late, are kept and change nothing.
 */
function afterMessage(reading: Reading, { purpose, step, requestId, at }: MessageEntry): Reading {
  const { standing, exhausted, request } = reading;
  if (purpose !== 'feedback') return reading;
  if (step === 'requested')
    return exhausted && standing.is !== 'review' ? { ...reading, request: requestId } : reading;
  if (request !== requestId || standing.is === 'closed') return reading;
  if (step === 'delivered')
    return { ...reading, request: null, standing: { is: 'closed', since: at, by: 'receipt' } };
  // The request is kept: a gateway may still deliver what it had given up.
  return { ...reading, standing: { is: 'review', since: at, code: 'message_failed' } };
}

function afterVerification(
  reading: Reading,
  { passed, at }: VerificationEntry,
  rules: ReadingRules,
): Reading {
  if (passed) {
    const verified: Standing = { is: 'closed', since: at, by: 'verified' };
    const standing = reading.standing.is === 'closed' ? reading.standing : verified;
    return { ...reading, standing, appealedAt: null, verifiedAt: reading.verifiedAt ?? at };
  }
  const failedVerifications = reading.failedVerifications + 1;
  const failed = { ...reading, failedVerifications, verifiedAt: null };
  return failedVerifications > rules.failedVerifications
    ? { ...failed, exhausted: null, standing: { is: 'review', since: at, code: 'verification_review' } }
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

function afterAppeal(reading: Reading, { step, at }: AppealEntry): Reading {
  if (reading.appealedAt === null) return reading;
  const decided = { ...reading, appealedAt: null };
  if (step === 'dismissed') return decided;
  const upheld = { ...decided, upheldAt: at };
  return reading.standing.is === 'closed' ? upheld : anew(upheld, { is: 'untried', since: at });
}

function after(
  reading: Reading,
  entry: HistoryEntry,
  { rules, verdict }: { rules: AttemptRules; verdict: string | null },
): Reading {
  switch (entry.type) {
    case 'attempt':
      return afterAttempt(reading, entry, rules);
    case 'finding':
      return afterFinding(reading, entry.at, verdict !== null && verdict !== entry.verdict);
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

/** Whoever was reached was told, or said something that a message on its way does not know; unless it is still what is next. */
function withRequest(before: Reading, reading: Reading, entry: HistoryEntry): Reading {
  if (reading.request === null || entry.type !== 'attempt' || !entry.reached) return reading;
  const stillNext = before.exhausted && reading.exhausted && reading.standing.is !== 'review';
  return stillNext ? reading : { ...reading, request: null };
}

/** A lead's decision settles an objection, proof that the person was told too, and a finding what was disputed. */
function withObjection(before: Reading, reading: Reading, { type }: HistoryEntry): Reading {
  const { standing } = reading;
  const settled =
    type === 'review' ||
    standing.is === 'closed' ||
    (type === 'finding' && before.objection?.code === 'dispute_review');
  const open = settled ? null : before.objection;
  const raised =
    standing.is === 'review' && (standing.code === 'dispute_review' || standing.code === 'complaint_review')
      ? { code: standing.code, since: standing.since }
      : null;
  // Hearing a complaint settles a dispute with it; the other way round a finding alone settles the dispute.
  return { ...reading, objection: open?.code === 'complaint_review' ? open : (raised ?? open) };
}

/** Reads a history in order of time (ties by id) and says where it stands. Total: unknown results are kept as unknown. */
export function readHistory(history: readonly HistoryEntry[], rules: ReadingRules): Reading {
  let reading = UNREAD;
  let verdict: string | null = null;
  const ordered = inOrder(asCorrected(history));
  const former = new Set(
    ordered.flatMap((entry) => (entry.type === 'assignment' && entry.fromId !== null ? [entry.fromId] : [])),
  );
  for (const entry of ordered) {
    const done = after(reading, entry, { rules: { ...rules, former }, verdict });
    const next = withExhaustion(done, entry.at, rules);
    reading = withObjection(reading, withRequest(reading, next, entry), entry);
    if (entry.type === 'finding') verdict = entry.verdict;
  }
  return reading;
}
