import type { Attempt } from '../case/history.ts';
import type { CaseKind, NumberName } from '../case/kinds.ts';
import type { NumberCall } from '../case/number-calls.ts';
import type { Plan } from '../case/plan.ts';
import { type Instant, MINUTE } from '../time.ts';
import { type CallSpan, localDate, nextSpan, spanAt } from './calendar.ts';
import type { Policy } from './policy.ts';
import { findSlot, gapEnd, type SlotRequest } from './slot.ts';
import { livingNumbers, type Pause, type Reading, type Standing } from './standing.ts';

/**
 * What a call is planned from. `counted`: all calls of the case that the next one keeps away from, `round`:
 * the tries of the present round, `pause`: the last call when it is doubtful.
 */
export interface CallInput {
  kind: CaseKind;
  policy: Policy;
  elsewhere: readonly NumberCall[];
  counted: readonly Attempt[];
  round: readonly Attempt[];
  pause: Pause | null;
  at: Instant;
}

type Retry = Extract<Standing, { is: 'retry' }>;
/** `span` null: the calendar has no window. */
export type CallStep = Pick<Plan, 'code'> & { span: CallSpan | null; params?: Plan['params'] };

/** Where the caps and gaps of policy, case and telephone number leave room, not before `earliest`. */
function slot(input: CallInput, earliest: Instant, rest: Pick<SlotRequest, 'apartFrom'> = {}) {
  const { policy, kind, elsewhere, counted, round } = input;
  const free = elsewhere.reduce(
    (end, { endedAt }) => Math.max(end, endedAt + policy.perNumber.minGapMinutes * MINUTE),
    earliest,
  );
  return findSlot({
    calendar: policy.calendar,
    rules: policy.rules[kind],
    perNumber: policy.perNumber,
    earliest: free,
    counted,
    round,
    elsewhere,
    ...rest,
  });
}

/** Outcomes that are retried after minutes need no gap; all others keep it. */
function spaced(counted: readonly Attempt[]): Attempt[] {
  return counted.filter(({ effect }) => !(effect?.do === 'retry' && effect.when === 'minutes'));
}

/** The first time, not before `earliest`, that is as far from a call as its result demands. */
function slotAfter(input: CallInput, { last, effect, nth }: Pause, earliest: Instant = input.at) {
  const rules = input.policy.rules[input.kind];
  const pauses = effect.minutes ?? [];
  const pause =
    effect.when === 'minutes' ? (pauses[Math.min(nth, pauses.length) - 1] ?? rules.minGapMinutes) : 0;
  const free = Math.max(earliest, last.endedAt + pause * MINUTE, gapEnd(spaced(input.counted), rules));
  const by = effect.when === 'next_day' ? 'day' : 'part';
  return slot(input, free, effect.when === 'minutes' ? {} : { apartFrom: { attempt: last, by } });
}

/** The first time after the gap, not before `earliest`. */
function nextSlot(input: CallInput, earliest: Instant = input.at) {
  const { policy, kind, counted, pause } = input;
  if (pause) return slotAfter(input, pause, earliest);
  return slot(input, Math.max(earliest, gapEnd(counted, policy.rules[kind])));
}

/** A call for a new reason: as soon as the rules allow one. */
export const newCall = (input: CallInput, code: Plan['code']): CallStep => ({ code, span: nextSlot(input) });

function retryCode(
  calendar: Policy['calendar'],
  { effect, last }: Retry,
  span: CallSpan | null,
): Plan['code'] {
  if (effect.when === 'next_part') return 'retry_next_part';
  if (effect.when === 'next_day' || span?.date !== localDate(calendar, last.startedAt))
    return 'retry_next_day';
  return spanAt(calendar, last.startedAt)?.id === span.id ? 'retry_soon' : 'retry_next_part';
}

/** The next try after a call that reached nobody. */
export function nextTry(input: CallInput, retry: Retry): CallStep {
  const span = slotAfter(input, input.pause ?? retry);
  const { disposition } = retry.last;
  return { code: retryCode(input.policy.calendar, retry, span), span, params: { disposition } };
}

/** The agreed call: overrides gaps and caps, never the windows; not those of a doubtful call at that time. */
export function agreedCall(input: CallInput, callAt: Instant): CallStep {
  const { policy, pause } = input;
  const earliest = Math.max(input.at, callAt);
  const span = pause ? slotAfter(input, pause, earliest) : nextSpan(policy.calendar, earliest);
  const to = span && Math.min(span.to, span.from + policy.appointmentToleranceMinutes * MINUTE);
  return {
    code: 'appointment',
    span: span && { ...span, to: to ?? span.to },
    params: { appointmentAt: callAt },
  };
}

/** A look at whether the evidence has come, when the holder's time is over. */
export function evidenceCall(input: CallInput, checkAt: Instant): CallStep {
  return { code: 'awaiting_evidence', span: nextSlot(input, Math.max(input.at, checkAt)) };
}

/** Which of the contact's numbers the next call goes to. */
export function numberToCall(reading: Reading, hasAlternative: boolean): NumberName {
  return livingNumbers(reading, hasAlternative)[0] ?? 'phone';
}
