import { z } from 'zod';
import { Instant } from '../time.ts';

/** What is promised next. Source: features.md section 3, SLA. */
export const SlaGoal = z.enum([
  'acknowledge',
  'decide',
  'first_call',
  'appointment',
  'close_loop',
  'review',
  'verify',
  'propose',
  'approve',
  'restore',
  /** Nobody of ours owes the next step: a gateway, the operator's system or a waiting time. */
  'none',
]);
export type SlaGoal = z.infer<typeof SlaGoal>;

/**
 * The promise about the next step, counted in business time: since when, and when 50 and 80 % of it are over.
 */
export const Sla = z.object({ goal: SlaGoal, since: Instant, halfAt: Instant, soonAt: Instant });
export type Sla = z.infer<typeof Sla>;

/** How far a promise has come: fine, half over, soon due (80 %), overdue. */
export type Risk = 'fine' | 'half' | 'soon' | 'overdue';

/** When the risk of a promise rises; `halfAt` null: nobody of ours owes the step. */
export interface RiskTimes {
  halfAt: Instant | null;
  soonAt: Instant;
  dueAt: Instant;
}

/** The risk of a promise at a moment; the only thing about it that depends on the present. */
export function riskOf({ halfAt, soonAt, dueAt }: RiskTimes, now: Instant): Risk {
  if (halfAt === null) return 'fine';
  if (now >= dueAt) return 'overdue';
  if (now >= soonAt) return 'soon';
  return now >= halfAt ? 'half' : 'fine';
}

export function riskTimesOf({ sla, dueAt }: { sla: Sla; dueAt: Instant }): RiskTimes {
  return { halfAt: sla.goal === 'none' ? null : sla.halfAt, soonAt: sla.soonAt, dueAt };
}
