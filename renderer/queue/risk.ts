import type { Plan } from '../../shared/case/plan.ts';
import { riskOf, riskTimesOf, type Sla } from '../../shared/case/sla.ts';
import type { IconName } from '../ui/Icon.tsx';

export type Tone = 'overdue' | 'soon' | 'half' | 'appointment' | 'normal' | 'waiting' | 'done';

/** What of a case's time deserves to be seen first. `at` is the instant that the words are about. */
export interface Urgency {
  tone: Tone;
  goal: Sla['goal'];
  /** `wait`: a waiting time that nobody of ours ends, `none`: no time is worth telling. */
  about: 'promise' | 'appointment' | 'start' | 'wait' | 'none';
  at: number;
}

interface Timed {
  plan: Plan;
  sla: Sla;
  dueAt: number;
}

/**
 * Judges a case's time against the present. Order: an agreed time, a promise that is broken or nearly so, the
 * moment from which something may be done, the promise, a wait for others.
 */
export function urgencyOf({ plan, sla, dueAt }: Timed, now: number): Urgency {
  const { goal } = sla;
  if (plan.kind === 'closed') return { tone: 'done', goal, about: 'none', at: dueAt };
  const risk = riskOf(riskTimesOf({ sla, dueAt }), now);
  if (goal === 'appointment' && plan.notBefore !== null) {
    const tone = risk === 'fine' ? 'appointment' : risk === 'overdue' ? 'overdue' : 'soon';
    return { tone, goal, about: 'appointment', at: Number(plan.params.appointmentAt ?? plan.notBefore) };
  }
  const coming = plan.notBefore !== null && plan.notBefore > now ? plan.notBefore : null;
  if (goal === 'none') return { tone: 'waiting', goal, about: 'wait', at: coming ?? 0 };
  if (risk === 'overdue' || risk === 'soon') return { tone: risk, goal, about: 'promise', at: dueAt };
  if (coming !== null) return { tone: 'waiting', goal, about: 'start', at: coming };
  return { tone: risk === 'half' ? 'half' : 'normal', goal, about: 'promise', at: dueAt };
}

export const RISK_ICON: Record<Tone, IconName> = {
  overdue: 'overdue',
  soon: 'hourglass',
  half: 'half',
  appointment: 'calendar',
  normal: 'clock',
  waiting: 'pause',
  done: 'check',
};
