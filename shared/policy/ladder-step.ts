import type { Plan } from '../case/plan.ts';
import { DAY, HOUR, type Instant } from '../time.ts';
import type { Ladder } from './ladder.ts';
import type { LadderRules } from './policy.ts';

/** What a step on the ladder depends on beside the ladder itself. */
export interface Climb {
  rules: LadderRules;
  highRisk: boolean;
  /** Since when the reason for the ladder holds. */
  since: Instant;
  /** Until when the holder has promised to hand in evidence; 0: not promised. */
  promisedUntil: Instant;
}

type LadderStep = Pick<Plan, 'kind' | 'code' | 'params'> & { notBefore?: Instant };
type Sent = NonNullable<Ladder['notice']>;
type Rung = NonNullable<Ladder['proposal']>;

const of = ({ since, level, id }: Rung): Plan['params'] => ({ since, level, measureId: id });

/** What is next once the message has been delivered; null: that. */
function undelivered(
  sent: Sent,
  code: 'notice_requested' | 'reminder_requested',
  since: Instant,
): LadderStep | null {
  if (sent.state === 'requested') return { kind: 'measure', code, params: { since } };
  if (sent.state === 'failed')
    return { kind: 'review', code: 'notice_failed', params: { since: sent.since } };
  return null;
}

function secondMeasure(ladder: Ladder, applied: Rung, { rules, promisedUntil }: Climb): LadderStep {
  const { reminder } = ladder;
  const params = { since: applied.since, level: applied.level };
  if (applied.level === 'both') return { kind: 'measure', code: 'both_barred', params };
  if (!reminder) {
    const notBefore = applied.since + rules.reminderAfterDays * DAY;
    return { kind: 'measure', code: 'reminder_wait', notBefore, params };
  }
  return (
    undelivered(reminder, 'reminder_requested', reminder.since) ?? {
      kind: 'measure',
      code: 'second_waiting',
      notBefore: Math.max(reminder.since + rules.secondWaitHours * HOUR, ladder.declinedAt, promisedUntil),
      params: { since: reminder.since, level: 'both' },
    }
  );
}

/**
 * The next step on the ladder: notice, waiting time, proposal, approval, measure, reminder, and the same for
 * the second one.
 */
export function ladderStep(ladder: Ladder, climb: Climb): LadderStep {
  const { proposal, approved, applied, notice, failedAt } = ladder;
  if (failedAt !== null) return { kind: 'review', code: 'measure_failed', params: { since: failedAt } };
  if (approved) return { kind: 'measure', code: 'application_requested', params: of(approved) };
  if (proposal) return { kind: 'measure', code: 'approval_due', params: of(proposal) };
  if (applied) return secondMeasure(ladder, applied, climb);
  if (!notice) return { kind: 'measure', code: 'notice_requested', params: { since: climb.since } };
  const wait = climb.highRisk ? climb.rules.highRiskWaitHours : climb.rules.waitHours;
  return (
    undelivered(notice, 'notice_requested', climb.since) ?? {
      kind: 'measure',
      code: 'waiting',
      notBefore: Math.max(notice.since + wait * HOUR, ladder.declinedAt, climb.promisedUntil),
      params: { since: notice.since, level: 'outgoing' },
    }
  );
}
