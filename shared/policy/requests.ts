import type { Case } from '../case/case.ts';
import { planInputOf } from '../case/replan.ts';
import type { MeasureEntry, MessageEntry } from '../case/steps.ts';
import type { Instant } from '../time.ts';
import type { Library } from './library.ts';
import { type PlanReading, readForPlan } from './plan.ts';

/** What central asks other systems for; the id comes with it when it is recorded. */
export type Request =
  | Pick<MessageEntry, 'type' | 'step' | 'purpose'>
  | Pick<MeasureEntry, 'type' | 'step' | 'level' | 'measureId' | 'why'>;

const message = (purpose: MessageEntry['purpose']): Request => ({
  type: 'message',
  step: 'requested',
  purpose,
});

/** A message after so many calls of the round without an answer, once for each number of calls. */
function prompt({ kind, history }: Case, { policy }: Library, { round, reading }: PlanReading): Request[] {
  if (reading.standing.is !== 'retry') return [];
  const sentAt = history.reduce(
    (latest, entry) =>
      entry.type === 'message' && entry.purpose === 'prompt' && entry.step === 'requested'
        ? Math.max(latest, entry.at)
        : latest,
    -1,
  );
  const told = round.filter((attempt) => attempt.at <= sentAt).length;
  return policy.rules[kind].promptAfter.some((calls) => told < calls && calls <= round.length)
    ? [message('prompt')]
    : [];
}

/** What a measure is taken back for: the newest verification that passed, or appeal that was upheld. */
export function groundToLift({ history }: Case) {
  const ground = history.findLast(
    (entry) =>
      (entry.type === 'verification' && entry.passed) || (entry.type === 'appeal' && entry.step === 'upheld'),
  );
  return ground?.type === 'verification' || ground?.type === 'appeal' ? ground : null;
}

/**
 * Taking the measure back that must not stand, whatever else is next; why, in the words of whoever decided
 * what it goes back to.
 */
function lift(subject: Case, { ladder, lifting }: PlanReading): Request[] {
  if (!lifting || ladder.failedAt !== null || ladder.lift?.id === lifting.id) return [];
  const { level, id: measureId } = lifting;
  const why = groundToLift(subject)?.why ?? null;
  return [{ type: 'measure', step: 'lift_requested', level, measureId, why: why ?? '' }];
}

/**
 * What central must ask for now that nobody has asked for yet: the message that takes the place of calls, a
 * rung's notice or reminder, taking a measure back. Empty most of the time, and always once all of it is
 * recorded.
 */
export function requestsOf(subject: Case, library: Library, now: Instant): Request[] {
  const { plan } = subject;
  const read = readForPlan(planInputOf(subject, library, now));
  const lifts = lift(subject, read);
  if (lifts.length > 0) return lifts;
  switch (plan.kind) {
    case 'message':
      return read.reading.request === null ? [message('feedback')] : [];
    case 'call':
      return prompt(subject, library, read);
    case 'measure':
      if (plan.code === 'notice_requested') return read.ladder.notice ? [] : [message('notice')];
      if (plan.code === 'reminder_wait')
        return plan.notBefore !== null && plan.notBefore <= now ? [message('reminder')] : [];
      return [];
    default:
      return [];
  }
}

/** When central must look at a case again although nothing happens to it; null: never. */
export function wakesAt({ plan }: Case): Instant | null {
  return plan.code === 'reminder_wait' ? plan.notBefore : null;
}
