import type { Plan } from '../../shared/case/plan.ts';
import { HOUR, MINUTE } from '../../shared/time.ts';
import type { IconName } from '../ui/Icon.tsx';

export type Tone = 'overdue' | 'soon' | 'appointment' | 'normal' | 'waiting' | 'done';

/** What of a case's time deserves to be seen first. `at` is the instant that the words are about. */
export interface Risk {
  tone: Tone;
  about: 'promise' | 'appointment' | 'start' | 'none';
  at: number;
}

/** An appointment is kept within this many minutes (the default policy's tolerance). */
const TOLERANCE = 10 * MINUTE;
const SOON = 4 * HOUR;
const APPOINTMENT_SOON = 30 * MINUTE;

/** Judges a case's time against the present. Order: an agreed time, a broken promise, the start of the window, the promise. */
export function riskOf(plan: Plan, dueAt: number, now: number): Risk {
  if (plan.kind === 'closed') return { tone: 'done', about: 'none', at: dueAt };
  if (plan.code === 'appointment' && plan.notBefore !== null) {
    const until = plan.notBefore - now;
    const tone = until < -TOLERANCE ? 'overdue' : until < APPOINTMENT_SOON ? 'soon' : 'appointment';
    return { tone, about: 'appointment', at: plan.notBefore };
  }
  if (dueAt < now) return { tone: 'overdue', about: 'promise', at: dueAt };
  if (plan.kind !== 'call') return { tone: 'waiting', about: 'promise', at: dueAt };
  if (plan.notBefore !== null && plan.notBefore > now) {
    return { tone: 'waiting', about: 'start', at: plan.notBefore };
  }
  return { tone: dueAt - now < SOON ? 'soon' : 'normal', about: 'promise', at: dueAt };
}

export const RISK_ICON: Record<Tone, IconName> = {
  overdue: 'overdue',
  soon: 'clock',
  appointment: 'calendar',
  normal: 'clock',
  waiting: 'pause',
  done: 'check',
};
