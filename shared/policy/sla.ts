import type { Plan } from '../case/plan.ts';
import type { Sla, SlaGoal } from '../case/sla.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../time.ts';
import { addCallingMinutes } from './calendar.ts';
import type { Policy } from './policy.ts';

/** What the promises of a case are made from. */
export interface SlaInput {
  plan: Plan;
  policy: Policy;
  kind: 'spam_report' | 'real_name';
  openedAt: Instant;
  /** When the person was last told what came of it; null: not yet. */
  answeredAt: Instant | null;
  /** From when the call-back counts: the decision that the person is told about, else the opening. */
  promisedSince: Instant;
  /** Whether there is something to tell the person. */
  decided: boolean;
  /** Whether a call was made since. */
  tried: boolean;
  /** When the last call was made: since when an appointment counts. */
  lastCallAt: Instant | null;
}

export interface Promises {
  sla: Sla;
  dueAt: Instant;
  closeBy: Instant;
}

/**
 * The end of the loop: so many days after the decision, and never later than the hard limit after the
 * opening. Whoever was told once has had the answer that the limit is about: the next one is owed so many
 * days after the decision about it.
 */
function closing({ kind, policy, openedAt, answeredAt, promisedSince, decided }: SlaInput): Instant {
  const { closeDays, hardCloseDays } = policy.rules[kind];
  const hard = (answeredAt ?? openedAt) + hardCloseDays * DAY;
  if (!decided) return hard;
  const soft = promisedSince + closeDays * DAY;
  // A decision that came too late for the hard limit starts a promise of its own.
  return answeredAt === null && hard > promisedSince ? Math.min(soft, hard) : soft;
}

/** In calling hours: the calendar counts no nights, no holidays. */
function staffHours(input: SlaInput): { goal: SlaGoal; since: Instant; hours: number } | null {
  const { plan, openedAt, policy, kind, promisedSince, tried } = input;
  const { promises, rules } = policy;
  const since = Number(plan.params.since ?? openedAt) || openedAt;
  switch (plan.code) {
    case 'awaiting_investigation':
      return { goal: 'acknowledge', since: openedAt, hours: promises.acknowledgeHours };
    case 'awaiting_finding':
    case 'new_evidence':
      return { goal: 'decide', since, hours: promises.decideHours };
    case 'verifying':
      return { goal: 'verify', since, hours: promises.verifyHours };
    case 'complaint_review':
      return { goal: 'review', since, hours: promises.complaintHours };
    case 'approval_due':
      return { goal: 'approve', since, hours: promises.approveHours };
    case 'lift_requested':
      return { goal: 'restore', since, hours: promises.restoreHours };
    case 'waiting':
    case 'second_waiting':
      return { goal: 'propose', since: plan.notBefore ?? since, hours: promises.approveHours };
    case 'first_call':
      if (tried) return null;
      return { goal: 'first_call', since: promisedSince, hours: rules[kind].firstCallHours };
    default:
      return plan.kind === 'review' ? { goal: 'review', since, hours: promises.reviewHours } : null;
  }
}

/** The promises of a case: about its next step, and about the end of the loop. */
export function promisesOf(input: SlaInput): Promises {
  const { plan, policy, promisedSince, lastCallAt } = input;
  const closeBy = closing(input);
  if (plan.code === 'appointment') {
    const callAt = Number(plan.params.appointmentAt);
    const tolerance = policy.appointmentToleranceMinutes * MINUTE;
    const soonAt = Math.max(0, callAt - tolerance);
    const since = Math.min(lastCallAt ?? soonAt, soonAt);
    return {
      sla: { goal: 'appointment', since, halfAt: soonAt, soonAt },
      dueAt: callAt + tolerance,
      closeBy,
    };
  }
  const owed = staffHours(input);
  if (owed) {
    const part = (share: number) =>
      addCallingMinutes(policy.calendar, owed.since, Math.round((owed.hours * HOUR * share) / MINUTE));
    const { goal, since } = owed;
    return { sla: { goal, since, halfAt: part(0.5), soonAt: part(0.8) }, dueAt: part(1), closeBy };
  }
  const open = plan.kind === 'call' || plan.kind === 'message';
  const since = Math.min(promisedSince, closeBy);
  const at = (share: number) => since + Math.round((closeBy - since) * share);
  return {
    sla: { goal: open ? 'close_loop' : 'none', since, halfAt: at(0.5), soonAt: at(0.8) },
    dueAt: closeBy,
    closeBy,
  };
}
