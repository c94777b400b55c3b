import type { RealNameFacts, SpamReportFacts } from '../case/case.ts';
import type { DispositionSet } from '../case/disposition.ts';
import { type Attempt, attemptsOf, type HistoryEntry } from '../case/history.ts';
import type { CaseKind } from '../case/kinds.ts';
import type { Plan } from '../case/plan.ts';
import { type Instant, MINUTE } from '../time.ts';
import { type CallSpan, localDate, nextSpan, spanAt } from './calendar.ts';
import type { Policy } from './policy.ts';
import { findSlot, gapEnd } from './slot.ts';
import { type Reading, readHistory, type Standing } from './standing.ts';

/** All that a plan may depend on. `at` is the moment of planning: nothing earlier is proposed. */
export interface PlanInput {
  kind: CaseKind;
  facts: SpamReportFacts | RealNameFacts;
  history: readonly HistoryEntry[];
  policy: Policy;
  dispositions: DispositionSet;
  /** A call proposed for later than this promise carries the parameter `late`. */
  dueAt: Instant;
  at: Instant;
}

type Retry = Extract<Standing, { is: 'retry' }>;
type Step = Pick<Plan, 'kind' | 'code'> & { span?: CallSpan | null; params?: Plan['params'] };

function firstCall(input: PlanInput, counted: Attempt[], round: Attempt[]): Step {
  const { calendar, rules } = input.policy;
  const earliest = Math.max(input.at, gapEnd(counted, rules[input.kind]));
  const span = findSlot({ calendar, rules: rules[input.kind], earliest, counted, round });
  return { kind: 'call', code: 'first_call', span };
}

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

/** Outcomes that are retried after minutes need no gap; all others keep it. */
function spaced(input: PlanInput, counted: Attempt[]): Attempt[] {
  const soon = new Set(
    input.dispositions.dispositions
      .filter(({ effect }) => effect.do === 'retry' && effect.when === 'minutes')
      .map(({ code }) => code),
  );
  return counted.filter((attempt) => !soon.has(attempt.disposition));
}

function nextTry(input: PlanInput, retry: Retry, counted: Attempt[], round: Attempt[]): Step {
  const { calendar } = input.policy;
  const rules = input.policy.rules[input.kind];
  const { last, effect, nth } = retry;
  const pauses = effect.minutes ?? [];
  const pause =
    effect.when === 'minutes' ? (pauses[Math.min(nth, pauses.length) - 1] ?? rules.minGapMinutes) : 0;
  const span = findSlot({
    calendar,
    rules,
    earliest: Math.max(input.at, last.endedAt + pause * MINUTE, gapEnd(spaced(input, counted), rules)),
    counted,
    round,
    ...(effect.when !== 'minutes' && {
      apartFrom: { attempt: last, by: effect.when === 'next_day' ? 'day' : 'part' } as const,
    }),
  });
  return {
    kind: 'call',
    code: retryCode(calendar, retry, span),
    span,
    params: { disposition: last.disposition },
  };
}

function agreedCall(input: PlanInput, callAt: Instant): Step {
  const { calendar, appointmentToleranceMinutes } = input.policy;
  const span = nextSpan(calendar, Math.max(input.at, callAt));
  const to = span && Math.min(span.to, span.from + appointmentToleranceMinutes * MINUTE);
  return {
    kind: 'call',
    code: 'appointment',
    span: span && { ...span, to: to ?? span.to },
    params: { appointmentAt: callAt },
  };
}

function exhausted(input: PlanInput, code: Plan['code']): Step {
  const { exhausted: next } = input.policy.rules[input.kind];
  return { kind: next === 'message' ? 'message' : 'measure', code };
}

function lacksFinding(input: PlanInput): boolean {
  return input.kind === 'spam_report' && 'finding' in input.facts && input.facts.finding === null;
}

function nextStep(input: PlanInput, { standing, doNotCall, round }: Reading, counted: Attempt[]): Step {
  const countedRound = round.filter((attempt) => attempt.counted);
  switch (standing.is) {
    case 'closed':
      return { kind: 'closed', code: 'closed_reached' };
    case 'review':
      return { kind: 'review', code: standing.code };
    case 'unknown':
      return { kind: 'review', code: 'policy_unavailable', params: { disposition: standing.disposition } };
    case 'new_evidence':
      return { kind: 'blocked', code: 'new_evidence' };
    case 'verifying':
      return { kind: 'blocked', code: 'verifying' };
    case 'refused':
      return { kind: 'measure', code: 'refused' };
    case 'appointment':
      return agreedCall(input, standing.callAt);
  }
  if (lacksFinding(input)) return { kind: 'blocked', code: 'awaiting_finding' };
  if (doNotCall) return { kind: 'message', code: 'do_not_call' };
  if (standing.is === 'message') return exhausted(input, standing.code);
  if (standing.is === 'evidence') {
    const span = nextSpan(input.policy.calendar, Math.max(input.at, standing.checkAt));
    return { kind: 'call', code: 'awaiting_evidence', span };
  }
  if (standing.is === 'exhausted' || countedRound.length >= input.policy.rules[input.kind].maxAttempts) {
    return exhausted(input, 'attempts_exhausted');
  }
  return standing.is === 'retry'
    ? nextTry(input, standing, counted, countedRound)
    : firstCall(input, counted, countedRound);
}

/**
 * The next step of a case from its facts, history and policy alone: the same on every machine. Windows bind always,
 * an agreed time overrides gaps and caps but no window, and a person who wants no calls gets none. Never fails: when the
 * rules cannot decide (unknown result, calendar without windows) a person must (`policy_unavailable`).
 */
export function plan(input: PlanInput): Plan {
  const { kind, policy, at } = input;
  const dispositions = new Map(
    input.dispositions.dispositions.map((disposition) => [disposition.code, disposition]),
  );
  const reading = readHistory(input.history, {
    kind,
    dispositions,
    toleranceMinutes: policy.appointmentToleranceMinutes,
  });
  const counted = attemptsOf(input.history).filter((attempt) => attempt.counted);
  const step = nextStep(input, reading, counted);
  const made = reading.round.filter((attempt) => attempt.counted).length;
  const result: Plan = {
    kind: step.kind,
    code: step.code,
    notBefore: null,
    notAfter: null,
    attempt: made,
    ofAttempts: policy.rules[kind].maxAttempts,
    params: step.params ?? {},
  };
  if (step.kind !== 'call') return result;
  if (!step.span) return { ...result, kind: 'review', code: 'policy_unavailable' };
  const notBefore = Math.max(at, step.span.from);
  return {
    ...result,
    notBefore,
    notAfter: step.span.to,
    attempt: made + 1,
    params: { ...result.params, part: step.span.id, ...(notBefore > input.dueAt && { late: 1 }) },
  };
}
