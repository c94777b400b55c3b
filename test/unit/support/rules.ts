import type { Case } from '../../../shared/case/case.ts';
import { asCorrected, attemptsOf, type HistoryEntry, inOrder } from '../../../shared/case/history.ts';
import type { NumberCall } from '../../../shared/case/number-calls.ts';
import { planInputOf } from '../../../shared/case/replan.ts';
import { localDate, spanAt } from '../../../shared/policy/calendar.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { plan } from '../../../shared/policy/plan.ts';
import { requestsOf } from '../../../shared/policy/requests.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';

const { calendar, perNumber, ladder: rungs } = DEFAULT_POLICY;

/**
 * What forbids the call that a case proposes; empty: nothing does. `elsewhere`: calls for other cases to the
 * number that it calls.
 */
export function faultsOfCall(subject: Case, elsewhere: readonly NumberCall[] = []): string[] {
  const { plan: proposed, history, kind } = subject;
  const faults: string[] = [];
  if (proposed.kind !== 'call') return faults;
  const from = proposed.notBefore ?? Number.NaN;
  const to = proposed.notAfter ?? Number.NaN;
  const window = spanAt(calendar, from);
  if (!window || !(from < to) || to > window.to) faults.push('outside the windows');
  if (proposed.code === 'appointment') return faults;
  const rules = DEFAULT_POLICY.rules[kind];
  const own = attemptsOf(history).filter((attempt) => attempt.counted);
  const day = localDate(calendar, from);
  const on = (calls: readonly { startedAt: number }[]) =>
    calls.filter(({ startedAt }) => localDate(calendar, startedAt) === day).length;
  if (on(own) >= rules.maxPerDay) faults.push('over the daily cap of the case');
  if (on(own) + on(elsewhere) >= perNumber.maxPerDay) faults.push('over the daily cap of the number');
  const soon = (effect: (typeof own)[number]['effect']) =>
    effect?.do === 'retry' && effect.when === 'minutes';
  const spaced = own.filter((attempt) => !soon(attempt.effect));
  if (spaced.some(({ endedAt }) => from < endedAt + rules.minGapMinutes * MINUTE))
    faults.push('inside the gap');
  if (elsewhere.some(({ endedAt }) => from < endedAt + perNumber.minGapMinutes * MINUTE))
    faults.push('inside the gap of the number');
  if (proposed.attempt > rules.maxAttempts && proposed.code !== 'awaiting_evidence')
    faults.push('one try too many');
  return faults;
}

/** Whether somebody who wants no calls is to be called: neither they nor a lead has said otherwise since. */
export function callsUnwanted({ history, plan: proposed }: Case): boolean {
  let unwanted = false;
  for (const entry of asCorrected(history)) {
    if (entry.type === 'review' && entry.decision === 'call_again') unwanted = false;
    if (entry.type !== 'attempt') continue;
    if (entry.disposition === 'DNC') unwanted = true;
    if (entry.disposition === 'LATER' && entry.callbackAt !== null) unwanted = false;
  }
  return unwanted && proposed.kind === 'call';
}

const ACTORS: Readonly<Record<string, string>> = {
  awaiting_investigation: 'staff',
  awaiting_finding: 'staff',
  new_evidence: 'staff',
  verifying: 'staff',
  notice_requested: 'gateway',
  reminder_requested: 'gateway',
  application_requested: 'operator',
  lift_requested: 'operator',
  approval_due: 'lead',
  both_barred: 'holder',
};

/** Who or what an open case waits for; null: nobody knows, which must not happen. */
export function explanationOf({ plan: proposed }: Case): string | null {
  switch (proposed.kind) {
    case 'closed':
      return 'closed';
    case 'call':
      return proposed.notBefore !== null && proposed.notAfter !== null ? 'window' : null;
    case 'message':
      return 'gateway';
    case 'review':
      return 'lead';
    default:
      if (['waiting', 'second_waiting', 'reminder_wait'].includes(proposed.code))
        return proposed.notBefore === null ? null : 'time';
      return ACTORS[proposed.code] ?? null;
  }
}

/**
 * Rungs that a history skipped: a measure needs a notice, its waiting time, a proposal and a second person.
 */
export function skippedRungs(subject: Case): string[] {
  if (subject.kind !== 'real_name') return [];
  const faults: string[] = [];
  const ordered = inOrder(subject.history);
  const find = (wanted: (entry: HistoryEntry) => boolean, before: HistoryEntry) =>
    ordered.slice(0, ordered.indexOf(before)).findLast(wanted);
  for (const entry of ordered) {
    if (entry.type !== 'measure') continue;
    if (entry.step === 'proposed') {
      const purpose = entry.level === 'outgoing' ? 'notice' : 'reminder';
      const hours = subject.facts.highRisk ? rungs.highRiskWaitHours : rungs.waitHours;
      const wait = entry.level === 'outgoing' ? hours : rungs.secondWaitHours;
      const sent = find((other) => other.type === 'message' && other.purpose === purpose, entry);
      const told = ordered.find(
        (other) =>
          other.type === 'message' &&
          sent?.type === 'message' &&
          other.requestId === sent.requestId &&
          other.step === 'delivered',
      );
      if (!told || entry.at < told.at + wait * HOUR)
        faults.push(`proposed without ${purpose} and waiting time`);
    }
    if (entry.step === 'approved') {
      const proposal = ordered.find(({ id }) => id === entry.measureId);
      if (!proposal || proposal.byId === entry.byId) faults.push('approved by the same person');
    }
    if (entry.step === 'applied') {
      const approval = find(
        (other) =>
          other.type === 'measure' && other.step === 'approved' && other.measureId === entry.measureId,
        entry,
      );
      if (!approval) faults.push('applied without approval');
    }
    if (entry.step === 'lift_requested') {
      const ground = find(
        (other) =>
          (other.type === 'verification' && other.passed) ||
          (other.type === 'appeal' && other.step === 'upheld'),
        entry,
      );
      if (!ground) faults.push('lifted without a ground');
    }
  }
  return faults;
}

/** Everything that is wrong with a case as it stands at a moment. */
export function faultsOf(subject: Case, now: number): string[] {
  const faults = [...faultsOfCall(subject), ...skippedRungs(subject)];
  if (callsUnwanted(subject)) faults.push('calls who wants no calls');
  if (explanationOf(subject) === null) faults.push(`unexplained: ${subject.plan.kind} ${subject.plan.code}`);
  const { late: _, ...params } = subject.plan.params;
  const again = plan({
    ...planInputOf(subject, DEFAULT_LIBRARY, subject.plan.notBefore ?? subject.openedAt),
    history: [...subject.history].reverse(),
  });
  if (JSON.stringify(again) !== JSON.stringify({ ...subject.plan, params }))
    faults.push('depends on the order');
  if (requestsOf(subject, DEFAULT_LIBRARY, now).length > 0) faults.push('asks again for what it asked for');
  const closed = subject.stage === 'closed' || subject.stage === 'lifted';
  if ((subject.plan.kind === 'closed') !== closed || closed !== (subject.closedAt !== null))
    faults.push('closed in one respect only');
  return faults;
}
