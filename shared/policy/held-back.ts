import type { Case } from '../case/case.ts';
import { attemptsOf } from '../case/history.ts';
import type { NumberCall } from '../case/number-calls.ts';
import type { Plan } from '../case/plan.ts';
import { planInputOf } from '../case/replan.ts';
import { DAY, type Instant, MINUTE } from '../time.ts';
import { localDate, nextSpan } from './calendar.ts';
import type { Library } from './library.ts';
import { plan } from './plan.ts';
import type { Policy } from './policy.ts';

type Rules = Pick<Library, 'policy'>;

/** Older calls to a number are forgotten, whatever the policy, ms. */
export const CALLS_KEPT = 30 * DAY;

/** So long a call to a number may hold others back, ms: its gap, and the day of the plan in any zone. */
export function horizonOf({ perNumber }: Policy): number {
  return Math.min(Math.max(perNumber.minGapMinutes * MINUTE, DAY) + DAY, CALLS_KEPT);
}

/** When the gap after calls to the number is over. */
export function numberFreeAt(calls: readonly NumberCall[], { perNumber }: Policy): Instant {
  return calls.reduce((end, { endedAt }) => Math.max(end, endedAt + perNumber.minGapMinutes * MINUTE), 0);
}

/** Whether a number had all its calls of a date. */
function isFull(subject: Case, elsewhere: readonly NumberCall[], { calendar, perNumber }: Policy) {
  const own = attemptsOf(subject.history).filter(({ counted }) => counted);
  const dates = [...own, ...elsewhere].map(({ startedAt }) => localDate(calendar, startedAt));
  return (date: string) => dates.filter((other) => other === date).length >= perNumber.maxPerDay;
}

/**
 * The next step of a case as the calls for other cases to its number leave it: the stored one, which follows
 * from the case alone, unless the number is called too soon or too often then. An agreed time goes before
 * both. `elsewhere`: see `callsElsewhere`. By the rules of the case's own team.
 */
export function heldBack(subject: Case, elsewhere: readonly NumberCall[], { policy }: Rules): Plan {
  const { plan: own, dueAt } = subject;
  const { kind, code, notBefore } = own;
  if (elsewhere.length === 0 || kind !== 'call' || code === 'appointment' || notBefore === null) return own;
  const { calendar } = policy;
  const free = numberFreeAt(elsewhere, policy);
  const full = isFull(subject, elsewhere, policy);
  if (free <= notBefore && !full(localDate(calendar, notBefore))) return own;
  const input = planInputOf(subject, { policy }, notBefore);
  let next = plan({ ...input, elsewhere, at: Math.max(input.at, notBefore) });
  if (next.kind !== 'call') {
    // The rules are others by now, and nobody has asked to plan the case by them: it only waits.
    const span = nextSpan(calendar, Math.max(free, notBefore), ({ date }) => !full(date));
    if (!span) return own;
    next = { ...own, notBefore: span.from, notAfter: span.to, params: { ...own.params, part: span.id } };
  }
  const { late: _, ...params } = next.params;
  return { ...next, params: { ...params, ...((next.notBefore ?? 0) > dueAt && { late: 1 }) } };
}

/** A case as people see it: with its next step as the calls to its number leave it. */
export function asHeldBack<C extends Case>(subject: C, elsewhere: readonly NumberCall[], rules: Rules): C {
  const next = heldBack(subject, elsewhere, rules);
  return next === subject.plan ? subject : { ...subject, plan: next };
}
