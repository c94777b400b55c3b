import type { RealNameFacts } from '../case/case.ts';
import type { HistoryEntry } from '../case/history.ts';
import type { MeasureLevel } from '../case/kinds.ts';
import type { Plan } from '../case/plan.ts';
import { DAY, HOUR, type Instant } from '../time.ts';
import type { LadderRules } from './policy.ts';

interface Rung {
  id: string;
  level: MeasureLevel;
  byId: string | null;
  since: Instant;
}

interface Sent {
  requestId: string;
  since: Instant;
  state: 'requested' | 'delivered' | 'failed';
}

/** Where a case stands on the measure ladder, read from its history. */
export interface Ladder {
  notice: Sent | null;
  proposal: Rung | null;
  declinedAt: Instant;
  approved: Rung | null;
  applied: Rung | null;
  reminder: Sent | null;
  lift: Rung | null;
  /** The operator's system could not do what it was asked, and nobody has decided about it. */
  failedAt: Instant | null;
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
};

type Message = Extract<HistoryEntry, { type: 'message' }>;
type Measure = Extract<HistoryEntry, { type: 'measure' }>;

function sentAfter(before: Sent | null, { step, requestId, at }: Message): Sent | null {
  if (step === 'requested') return { requestId, since: at, state: step };
  return before?.requestId === requestId ? { requestId, since: at, state: step } : before;
}

function afterMessage(ladder: Ladder, entry: Message): Ladder {
  if (entry.purpose === 'notice') return { ...ladder, notice: sentAfter(ladder.notice, entry) };
  if (entry.purpose === 'reminder') return { ...ladder, reminder: sentAfter(ladder.reminder, entry) };
  return ladder;
}

function afterMeasure(ladder: Ladder, entry: Measure): Ladder {
  const { level, byId, at: since, measureId } = entry;
  const rung: Rung = { id: measureId, level, byId, since };
  switch (entry.step) {
    case 'proposed':
      return { ...ladder, proposal: rung };
    case 'approved':
      return { ...ladder, proposal: null, approved: rung };
    case 'declined':
      return { ...ladder, proposal: null, declinedAt: since };
    case 'applied':
      return { ...ladder, approved: null, applied: rung, reminder: null };
    case 'failed':
      return { ...ladder, approved: null, lift: null, failedAt: since };
    case 'lift_requested':
      return { ...ladder, proposal: null, lift: rung };
    case 'lifted':
      return GROUND;
  }
}

/**
 * Reads the ladder in order of time. `since`: from when on the present reason for the ladder holds; a notice or a proposal
 * from before it belongs to an earlier climb and does not count. A measure stands until it is lifted.
 */
export function readLadder(history: readonly HistoryEntry[], since: Instant | null): Ladder {
  let ladder = GROUND;
  const ordered = [...history].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)));
  for (const entry of ordered) {
    if (entry.type === 'message') ladder = afterMessage(ladder, entry);
    if (entry.type === 'measure') ladder = afterMeasure(ladder, entry);
    if (entry.type === 'review') ladder = { ...ladder, failedAt: null };
  }
  const current = <T extends { since: Instant }>(rung: T | null) =>
    rung && since !== null && rung.since >= since ? rung : null;
  if (ladder.applied) return ladder;
  return { ...ladder, notice: current(ladder.notice), proposal: current(ladder.proposal) };
}

type LadderStep = Pick<Plan, 'kind' | 'code' | 'params'> & { notBefore?: Instant };

function delivered(
  sent: Sent,
  code: 'notice_requested' | 'reminder_requested',
  then: LadderStep,
): LadderStep {
  if (sent.state === 'requested') return { kind: 'measure', code, params: { since: sent.since } };
  if (sent.state === 'failed')
    return { kind: 'review', code: 'notice_failed', params: { since: sent.since } };
  return then;
}

function secondMeasure(ladder: Ladder, applied: Rung, rules: LadderRules): LadderStep {
  const { reminder } = ladder;
  const params = { since: applied.since, level: applied.level };
  if (applied.level === 'both') return { kind: 'measure', code: 'both_barred', params };
  if (!reminder) {
    const notBefore = applied.since + rules.reminderAfterDays * DAY;
    return { kind: 'measure', code: 'reminder_wait', notBefore, params };
  }
  return delivered(reminder, 'reminder_requested', {
    kind: 'measure',
    code: 'second_waiting',
    notBefore: Math.max(reminder.since + rules.secondWaitHours * HOUR, ladder.declinedAt),
    params: { since: reminder.since, level: 'both' },
  });
}

/** The next step on the ladder: notice, waiting time, proposal, approval, measure, reminder, and the same for the second one. */
export function ladderStep(
  ladder: Ladder,
  { facts, rules, since }: { facts: Pick<RealNameFacts, 'highRisk'>; rules: LadderRules; since: Instant },
): LadderStep {
  const { proposal, approved, applied, notice } = ladder;
  const of = ({ since: from, level, id }: Rung) => ({ since: from, level, measureId: id });
  if (ladder.failedAt !== null)
    return { kind: 'review', code: 'measure_failed', params: { since: ladder.failedAt } };
  if (approved) return { kind: 'measure', code: 'application_requested', params: of(approved) };
  if (proposal) return { kind: 'measure', code: 'approval_due', params: of(proposal) };
  if (applied) return secondMeasure(ladder, applied, rules);
  if (!notice) return { kind: 'measure', code: 'notice_requested', params: { since } };
  const wait = facts.highRisk ? rules.highRiskWaitHours : rules.waitHours;
  return delivered(notice, 'notice_requested', {
    kind: 'measure',
    code: 'waiting',
    notBefore: Math.max(notice.since + wait * HOUR, ladder.declinedAt),
    params: { since: notice.since, level: 'outgoing' },
  });
}
