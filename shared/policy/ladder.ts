import { type HistoryEntry, inOrder } from '../case/history.ts';
import type { MeasureLevel } from '../case/kinds.ts';
import type { MeasureEntry, MessageEntry, ReviewEntry } from '../case/steps.ts';
import type { Instant } from '../time.ts';
import { knows, type Matter, type Raised } from './matters.ts';

interface Rung {
  id: string;
  level: MeasureLevel;
  byId: string | null;
  since: Instant;
}

/**
 * A measure that was approved. `approvedAt` stays when it is applied: an appeal upheld since then takes it
 * back.
 */
interface Approved extends Rung {
  approvedAt: Instant;
}

interface Sent {
  requestId: string;
  since: Instant;
  state: 'requested' | 'delivered' | 'failed';
  /** The entry that says so. */
  said: Raised;
}

/** Where a case stands on the measure ladder, read from its history. */
export interface Ladder {
  notice: Sent | null;
  proposal: Rung | null;
  declinedAt: Instant;
  approved: Approved | null;
  applied: Approved | null;
  reminder: Sent | null;
  lift: Rung | null;
  /** The operator's system could not do what it was asked, and nobody has decided about it. */
  failedAt: Instant | null;
  failure: Raised | null;
  /** When a measure was last taken back. */
  liftedAt: Instant | null;
  /** When each measure was approved, by its id. */
  approvals: ReadonlyMap<string, Instant>;
}

const GROUND: Ladder = {
  notice: null,
  proposal: null,
  declinedAt: 0,
  approved: null,
  applied: null,
  reminder: null,
  lift: null,
  failedAt: null,
  failure: null,
  liftedAt: null,
  approvals: new Map(),
};

function sentAfter(before: Sent | null, { id, step, requestId, at, answers }: MessageEntry): Sent | null {
  const sent: Sent = { requestId, since: at, state: step, said: { id, old: answers === undefined } };
  if (step === 'requested') return sent;
  // A gateway that repeats itself prolongs no waiting time.
  return before?.requestId === requestId && before.state !== 'delivered' ? sent : before;
}

function afterMessage(ladder: Ladder, entry: MessageEntry): Ladder {
  if (entry.purpose === 'notice') return { ...ladder, notice: sentAfter(ladder.notice, entry) };
  if (entry.purpose === 'reminder') return { ...ladder, reminder: sentAfter(ladder.reminder, entry) };
  return ladder;
}

function afterMeasure(ladder: Ladder, entry: MeasureEntry): Ladder {
  const { level, byId, at: since, measureId } = entry;
  const rung: Rung = { id: measureId, level, byId, since };
  const other = <T extends Rung>(stands: T | null) => (stands?.id === measureId ? null : stands);
  const { approvals, approved, applied, lift } = ladder;
  switch (entry.step) {
    case 'proposed':
      return { ...ladder, proposal: rung };
    case 'approved':
      return {
        ...ladder,
        proposal: null,
        approved: { ...rung, approvedAt: since },
        approvals: new Map([...approvals, [measureId, since]]),
      };
    case 'declined':
      return { ...ladder, proposal: null, declinedAt: since };
    case 'applied': {
      if (applied?.id === measureId) return ladder;
      // Believed also when it comes unasked: what the operator has barred must be known here.
      const stands = { ...rung, approvedAt: approvals.get(measureId) ?? since };
      return {
        ...ladder,
        approved: other(approved),
        failedAt: null,
        failure: null,
        applied: stands,
        reminder: null,
      };
    }
    case 'failed':
      if (approved?.id !== measureId && lift?.id !== measureId) return ladder;
      return {
        ...ladder,
        approved: other(approved),
        lift: other(lift),
        failedAt: since,
        failure: { id: entry.id, old: entry.answers === undefined },
      };
    case 'lift_requested':
      return { ...ladder, proposal: null, lift: rung };
    case 'lifted':
      // Another one that stands, or is to be taken back, stays so; an old entry ended them all.
      return {
        ...GROUND,
        approvals,
        approved: other(approved),
        ...(entry.answers && { applied: other(applied), lift: other(lift) }),
        liftedAt: since,
      };
  }
}

/**
 * A decision about a message that could not be sent, or a measure that could not be done, lets it be tried
 * again.
 */
function afterReview(ladder: Ladder, review: ReviewEntry): Ladder {
  const unfailed = (sent: Sent | null) =>
    sent?.state === 'failed' && knows(review, sent.said) ? null : sent;
  const known = ladder.failure !== null && knows(review, ladder.failure);
  return {
    ...ladder,
    ...(known && { failedAt: null, failure: null }),
    notice: unfailed(ladder.notice),
    reminder: unfailed(ladder.reminder),
  };
}

/**
 * Reads the ladder in order of time. `since`: from when on the present reason for the ladder holds; a notice,
 * a proposal or a reminder from before it belongs to an earlier climb and does not count. A measure stands
 * until it is lifted.
 */
export function readLadder(history: readonly HistoryEntry[], since: Instant | null): Ladder {
  let ladder = GROUND;
  for (const entry of inOrder(history)) {
    if (entry.type === 'message') ladder = afterMessage(ladder, entry);
    if (entry.type === 'measure') ladder = afterMeasure(ladder, entry);
    if (entry.type === 'review') ladder = afterReview(ladder, entry);
  }
  const current = <T extends { since: Instant }>(rung: T | null) =>
    rung && since !== null && rung.since >= since ? rung : null;
  return {
    ...ladder,
    notice: current(ladder.notice),
    proposal: current(ladder.proposal),
    reminder: current(ladder.reminder),
  };
}

/** What could not be sent or done, and nobody who knew it has decided about. */
export function failuresOf({ notice, reminder, failedAt, failure }: Ladder): Matter[] {
  const unsent = [notice, reminder].flatMap((sent): Matter[] =>
    sent?.state === 'failed' ? [{ kind: 'notice_failed', id: sent.said.id, since: sent.since }] : [],
  );
  return failure && failedAt !== null
    ? [...unsent, { kind: 'measure_failed', id: failure.id, since: failedAt }]
    : unsent;
}
