import type { Case } from '../../../shared/case/case.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { DAY, HOUR } from '../../../shared/time.ts';
import type { Ledger } from '../ledger.ts';

const KNOWN = new Map(
  DEFAULT_DISPOSITIONS.dispositions.map((disposition) => [disposition.code, disposition]),
);
/** So long a step may lie with those who owe it: a desk, a lead, another system. Nobody works at night. */
const PATIENCE = { desk: DAY, lead: 2 * DAY, investigation: 3 * DAY, outside: DAY, verification: 3 * DAY };

type Entry<T extends HistoryEntry['type']> = Extract<HistoryEntry, { type: T }>;

function last<T extends HistoryEntry['type']>(
  { history }: Case,
  type: T,
  fits: (entry: Entry<T>) => boolean = () => true,
): Entry<T> | undefined {
  return history.findLast((entry): entry is Entry<T> => entry.type === type && fits(entry as Entry<T>));
}

const effectOf = ({ disposition }: { disposition: string }) => KNOWN.get(disposition)?.effect.do;

/** When a result of that effect was logged last, or a call was put right to it; 0: never. */
function lastResult(subject: Case, effect: 'verify' | 'close'): number {
  const logged = last(subject, 'attempt', (attempt) => effectOf(attempt) === effect);
  const corrected = last(subject, 'correction', (correction) => effectOf(correction) === effect);
  return Math.max(logged?.at ?? 0, corrected?.at ?? 0);
}

function isCallExplained(subject: Case, now: number): boolean {
  const { plan, history } = subject;
  const lies = plan.notBefore === null || plan.notBefore < now - PATIENCE.desk;
  if (lies || subject.assigneeId === null) return false;
  const tried = last(subject, 'attempt', ({ direction }) => direction === 'outbound');
  switch (plan.code) {
    case 'first_call':
      return subject.kind === 'real_name' || subject.facts.finding !== null;
    case 'retry_next_part':
    case 'retry_soon':
    case 'retry_next_day':
      return tried !== undefined;
    case 'appointment':
      return history.some(
        (entry) =>
          (entry.type === 'attempt' || entry.type === 'correction') &&
          entry.callbackAt === plan.params.appointmentAt,
      );
    case 'awaiting_evidence':
      return history.some((entry) => entry.type === 'attempt' || entry.type === 'correction');
    case 'alternative_number':
      return subject.contact.altPhone !== null;
    case 'verification_failed':
      return last(subject, 'verification')?.passed === false;
    default:
      return false;
  }
}

function isReviewExplained(subject: Case, now: number): boolean {
  const since = Number(subject.plan.params.since);
  return since > now - PATIENCE.lead && subject.history.some(({ at }) => at === since);
}

function isBlockedExplained(subject: Case, now: number): boolean {
  const investigation = last(subject, 'investigation');
  switch (subject.plan.code) {
    case 'awaiting_investigation':
      return subject.openedAt > now - PATIENCE.lead && !investigation;
    case 'awaiting_finding':
      return investigation !== undefined && investigation.at > now - PATIENCE.investigation;
    case 'new_evidence':
      return Number(subject.plan.params.since) > now - PATIENCE.investigation;
    case 'verifying': {
      const talked = lastResult(subject, 'close');
      const since = Math.max(lastResult(subject, 'verify'), talked);
      return since > now - PATIENCE.verification || (talked > 0 && isBarred(subject));
    }
    default:
      return false;
  }
}

function isBarred(subject: Case): boolean {
  const measure = last(subject, 'measure', ({ step }) => step === 'applied' || step === 'lifted');
  return measure?.step === 'applied';
}

/** A message on its way, asked for a short while ago and without an answer. */
function isOnItsWay(subject: Case, purpose: Entry<'message'>['purpose'], now: number): boolean {
  const message = last(subject, 'message', (entry) => entry.purpose === purpose);
  return message?.step === 'requested' && message.at > now - PATIENCE.outside;
}

function isRungExplained(subject: Case, now: number, ledger: Ledger): boolean {
  if (subject.kind !== 'real_name') return false;
  const { plan } = subject;
  const measure = last(subject, 'measure');
  const applied = last(subject, 'measure', ({ step }) => step === 'applied');
  const delivered = (purpose: 'notice' | 'reminder') =>
    last(subject, 'message', (entry) => entry.purpose === purpose && entry.step === 'delivered');
  const { ladder } = DEFAULT_POLICY;
  const waits = (since: number | undefined, hours: number) =>
    since !== undefined && since + hours * HOUR > now - PATIENCE.lead;
  switch (plan.code) {
    case 'notice_requested':
      return isOnItsWay(subject, 'notice', now);
    case 'waiting': {
      const hours = subject.facts.highRisk ? ladder.highRiskWaitHours : ladder.waitHours;
      const declined = measure?.step === 'declined' && measure.at > now - PATIENCE.lead;
      return waits(delivered('notice')?.at, hours) || declined;
    }
    case 'approval_due':
      return measure?.step === 'proposed' && measure.at > now - PATIENCE.lead;
    case 'application_requested':
      return measure?.step === 'approved' && measure.at > now - PATIENCE.outside;
    case 'reminder_wait':
      return applied?.level === 'outgoing' && waits(applied.at, ladder.reminderAfterDays * 24);
    case 'reminder_requested':
      return isOnItsWay(subject, 'reminder', now);
    case 'second_waiting': {
      const declined = measure?.step === 'declined' && measure.at > now - PATIENCE.lead;
      return waits(delivered('reminder')?.at, ladder.secondWaitHours) || declined;
    }
    case 'both_barred':
      return applied?.level === 'both' && ledger.applied.get(applied.measureId)?.good === true;
    case 'lift_requested':
      return measure?.step === 'lift_requested' && measure.at > now - PATIENCE.outside;
    default:
      return false;
  }
}

/**
 * Whether an open case stands at a step that its facts explain, and that has not been lying with whoever owes
 * it: a call that is to come (or came up within a day) at somebody's desk, a review or an investigation of
 * the last days, a message or a measure that another system was asked for and has not answered, a waiting
 * time of the ladder, both directions barred.
 */
export function isExplained(subject: Case, now: number, ledger: Ledger): boolean {
  switch (subject.plan.kind) {
    case 'call':
      return isCallExplained(subject, now);
    case 'review':
      return isReviewExplained(subject, now);
    case 'blocked':
      return isBlockedExplained(subject, now);
    case 'message':
      return isOnItsWay(subject, 'feedback', now);
    case 'measure':
      return isRungExplained(subject, now, ledger);
    case 'closed':
      return false;
  }
}
