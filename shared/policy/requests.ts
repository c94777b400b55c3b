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
  const [first] = round;
  const sent = history.filter(
    (entry) =>
      entry.type === 'message' &&
      entry.purpose === 'prompt' &&
      entry.step === 'requested' &&
      first !== undefined &&
      entry.at >= first.at,
  );
  const owed = policy.rules[kind].promptAfter.filter((calls) => round.length >= calls);
  return owed.length > sent.length ? [message('prompt')] : [];
}

/**
 * What central must ask for now that nobody has asked for yet: the message that takes the place of calls, a rung's notice or
 * reminder, taking a measure back. Empty most of the time.
 */
export function requestsOf(subject: Case, library: Library, now: Instant): Request[] {
  const { plan } = subject;
  const read = readForPlan(planInputOf(subject, library, now));
  const { ladder } = read;
  if (plan.kind === 'message') return read.reading.request === null ? [message('feedback')] : [];
  switch (plan.code) {
    case 'notice_requested':
      return ladder.notice ? [] : [message('notice')];
    case 'reminder_wait':
      return plan.notBefore !== null && plan.notBefore <= now ? [message('reminder')] : [];
    case 'lift_requested': {
      const measure = ladder.applied ?? ladder.approved;
      if (!measure || ladder.lift) return [];
      const { level, id: measureId } = measure;
      return [{ type: 'measure', step: 'lift_requested', level, measureId, why: '' }];
    }
    default:
      return prompt(subject, library, read);
  }
}

/** When central must look at a case again although nothing happens to it; null: never. */
export function wakesAt({ plan }: Case): Instant | null {
  return plan.code === 'reminder_wait' ? plan.notBefore : null;
}
