import type { Case } from '../case/case.ts';
import { type Attempt, attemptsOf, isTry, type ReadAttempt } from '../case/history.ts';
import { planInputOf } from '../case/replan.ts';
import { MINUTE } from '../time.ts';
import { localDate } from './calendar.ts';
import type { Library } from './library.ts';
import { readForPlan } from './plan.ts';
import type { AttemptRules } from './policy.ts';

type Call = Pick<Attempt, 'id' | 'at' | 'startedAt' | 'endedAt' | 'effect'>;

/** A call may begin so much before it is due: its clock was set meanwhile. */
const SLACK = MINUTE;

/** The shortest pause that the rules demand after a call, ms. */
function pauseAfter({ effect }: Call, { minGapMinutes }: AttemptRules): number {
  const soon = effect?.do === 'retry' && effect.when === 'minutes' ? (effect.minutes ?? []) : [];
  return Math.min(minGapMinutes, ...soon) * MINUTE;
}

/** Whether the call was agreed, on one that the rules had a place for: it goes before pauses and caps. */
function isAgreed(subject: Case, call: Call, { policy }: Pick<Library, 'policy'>): boolean {
  const history = subject.history.filter(({ at, id }) => at < call.at && id !== call.id);
  const input = planInputOf({ ...subject, history }, { policy }, call.at);
  const { standing } = readForPlan(input).reading;
  if (standing.is !== 'appointment') return false;
  const on = attemptsOf(history).findLast(({ callbackAt }) => callbackAt === standing.callAt);
  const early = policy.appointmentToleranceMinutes * MINUTE;
  if (on?.tooSoon || on?.doubtful) return false;
  return call.startedAt >= standing.callAt - early;
}

/**
 * Whether a call is one that the rules had no place for: within the pause after another try of the case, or
 * before one, or on a date that had all of its tries.
 */
export function isTooSoon(subject: Case, call: Call, { policy }: Pick<Library, 'policy'>): boolean {
  const rules = policy.rules[subject.kind];
  const tries = attemptsOf(subject.history).filter((each) => isTry(each) && each.id !== call.id);
  const inPause = (first: Call | ReadAttempt, second: Call | ReadAttempt) =>
    first.startedAt <= second.startedAt &&
    second.startedAt < first.endedAt + pauseAfter(first, rules) - SLACK;
  const date = localDate(policy.calendar, call.startedAt);
  const onDate = tries.filter(({ startedAt }) => localDate(policy.calendar, startedAt) === date);
  const over =
    onDate.length >= rules.maxPerDay || tries.some((each) => inPause(each, call) || inPause(call, each));
  return over && !isAgreed(subject, call, { policy });
}
