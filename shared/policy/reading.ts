import { asCorrected, type HistoryEntry } from '../case/history.ts';
import type { MessageEntry, ReviewEntry } from '../case/steps.ts';
import { afterAttempt } from './after-attempt.ts';
import { type Reading, type ReadingRules, type Standing, UNREAD } from './standing.ts';

/** A changed finding is a new reason to call in these. */
const OPENED_BY_FINDING: readonly Standing['is'][] = ['closed', 'exhausted', 'message', 'retry', 'unknown'];

/** A new reason to call: earlier calls no longer count toward the attempts of the round. */
const anew = (reading: Reading, standing: Standing = { is: 'untried' }): Reading => ({
  ...reading,
  standing,
  round: [],
  request: null,
});

function afterFinding(reading: Reading, changed: boolean): Reading {
  const { standing } = reading;
  const answered =
    standing.is === 'new_evidence' || (standing.is === 'review' && standing.code === 'dispute_review');
  return answered || (changed && OPENED_BY_FINDING.includes(standing.is)) ? anew(reading) : reading;
}

function afterReview(reading: Reading, { decision, at }: ReviewEntry): Reading {
  switch (decision) {
    case 'call_again':
      return anew({ ...reading, doNotCall: false });
    case 'investigate':
      return { ...reading, standing: { is: 'new_evidence', since: at } };
    case 'message':
      return { ...reading, standing: { is: 'message', since: at, code: 'lead_decided' } };
    case 'ladder':
      return { ...reading, standing: { is: 'refused', since: at } };
  }
}

/** Only feedback decides anything here; notices and reminders are rungs of the ladder. A receipt that came too late is kept. */
function afterMessage(reading: Reading, { purpose, step, requestId, at }: MessageEntry): Reading {
  if (purpose !== 'feedback') return reading;
  if (step === 'requested') return { ...reading, request: requestId };
  if (reading.request !== requestId || reading.standing.is === 'closed') return reading;
  return step === 'delivered'
    ? { ...reading, request: null, standing: { is: 'closed', by: 'receipt' } }
    : { ...reading, request: null, standing: { is: 'review', since: at, code: 'message_failed' } };
}

function afterVerification(
  reading: Reading,
  { passed, at }: { passed: boolean; at: number },
  rules: ReadingRules,
): Reading {
  if (passed) return { ...reading, standing: { is: 'closed', by: 'verified' } };
  const failedVerifications = reading.failedVerifications + 1;
  return failedVerifications > rules.failedVerifications
    ? { ...reading, failedVerifications, standing: { is: 'review', since: at, code: 'verification_review' } }
    : anew({ ...reading, failedVerifications }, { is: 'verification_failed' });
}

function afterNumber(reading: Reading): Reading {
  const { standing } = reading;
  const unreachable =
    (standing.is === 'review' && standing.code === 'wrong_number_review') ||
    (standing.is === 'message' && standing.code === 'vacant_number');
  const dead = new Set([...reading.dead].filter((number) => number !== 'altPhone'));
  return { ...reading, dead, standing: unreachable ? { is: 'alternative' } : standing };
}

/** Reads a history in order of time (ties by id) and says where it stands. Total: unknown results are kept as unknown. */
export function readHistory(history: readonly HistoryEntry[], rules: ReadingRules): Reading {
  const ordered = asCorrected(history).sort(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  const moves = ordered.filter((entry) => entry.type === 'assignment');
  const former = new Set(moves.map(({ fromId }) => fromId).filter((id) => id !== null));
  let reading = UNREAD;
  let verdict: string | null = null;
  for (const entry of ordered) {
    switch (entry.type) {
      case 'attempt':
        reading = afterAttempt(reading, entry, { ...rules, former });
        break;
      case 'finding':
        reading = afterFinding(reading, verdict !== null && verdict !== entry.verdict);
        verdict = entry.verdict;
        break;
      case 'review':
        reading = afterReview(reading, entry);
        break;
      case 'message':
        reading = afterMessage(reading, entry);
        break;
      case 'verification':
        reading = afterVerification(reading, entry, rules);
        break;
      case 'number':
        reading = afterNumber(reading);
        break;
      case 'appeal':
        if (reading.standing.is !== 'appeal') break;
        reading =
          entry.step === 'dismissed'
            ? { ...reading, standing: reading.standing.before }
            : anew({ ...reading, upheldAt: entry.at });
        break;
    }
  }
  return reading;
}
