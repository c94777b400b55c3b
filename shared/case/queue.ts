import type { Instant } from '../time.ts';
import type { Case } from './case.ts';
import { doubtfulCalls } from './history.ts';
import { isClosed } from './kinds.ts';
import type { Plan } from './plan.ts';
import { type Risk, type RiskTimes, riskOf, riskTimesOf } from './sla.ts';

/** What a desk's queue is ordered, filtered and searched by: one value per column of its index. */
export interface QueueKeys extends RiskTimes {
  open: boolean;
  /** When the next call may be made; null when no call is next (waits for others, or closed). */
  notBefore: Instant | null;
  notAfter: Instant | null;
  /** The promise; of a closed case, when it was closed. */
  dueAt: Instant;
  planKind: Plan['kind'];
  code: Plan['code'];
  /** The end of a waiting time on the measure ladder. */
  waitsUntil: Instant | null;
  /** When an open report becomes an open end; null: a card, or closed. */
  closeBy: Instant | null;
  /** The agreed time of the next call, if there is one. */
  appointmentAt: Instant | null;
  /** Whether a call was logged. */
  tried: boolean;
  /** Whether calls of an open case wait for a lead's word before they count. */
  doubtful: boolean;
  /** Normalised, one searchable value per line. */
  searchText: string;
}

/** Full-width and half-width, upper and lower case are the same to somebody who searches. */
export function normaliseSearch(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

function searchTextOf({ contact, externalId, ...subject }: Case): string {
  const reported = subject.kind === 'spam_report' ? subject.facts.reportedNumber : '';
  return [contact.name, contact.phone, contact.altPhone ?? '', externalId, reported]
    .filter((value) => value !== '')
    .map(normaliseSearch)
    .join('\n');
}

/** The queue columns of a case. */
export function queueKeys(subject: Case): QueueKeys {
  const { plan } = subject;
  const calls = plan.kind === 'call';
  return {
    open: !isClosed(subject),
    notBefore: calls ? plan.notBefore : null,
    notAfter: calls ? plan.notAfter : null,
    ...riskTimesOf(subject),
    dueAt: subject.closedAt ?? subject.dueAt,
    planKind: plan.kind,
    code: plan.code,
    waitsUntil: plan.kind === 'measure' ? plan.notBefore : null,
    closeBy: subject.kind === 'spam_report' && !isClosed(subject) ? subject.closeBy : null,
    appointmentAt: calls && plan.code === 'appointment' ? plan.notBefore : null,
    tried: subject.history.some((entry) => entry.type === 'attempt'),
    doubtful: !isClosed(subject) && doubtfulCalls(subject.history).length > 0,
    searchText: searchTextOf(subject),
  };
}

/**
 * Whether a case answers a query: part of a name, number or case number; `138****1234` finds the number
 * behind the mask.
 */
export function matchesSearch(searchText: string, query: string): boolean {
  const parts = normaliseSearch(query).split(/\*+/);
  const [only = ''] = parts;
  if (parts.length === 1) return searchText.includes(only);
  return searchText.split('\n').some((line) => {
    let from = 0;
    return parts.every((part) => {
      const found = line.indexOf(part, from);
      from = found + part.length;
      return found >= 0;
    });
  });
}

/** Views of the queue; the later ones are what staff and leads do beside calling. `any`: closed ones too. */
export const QUEUE_TABS = [
  'open',
  'due',
  'appointment',
  'tried',
  'waiting',
  'closed',
  'open_ends',
  'overdue',
  'investigate',
  'review',
  'appeal',
  'verify',
  'propose',
  'approve',
  'doubtful',
  'decisions',
  'messages',
  'measures',
  'any',
] as const;
export type QueueTab = (typeof QUEUE_TABS)[number];

/** What waits for a lead, the shortest promise first. */
export const DECISIONS = [
  'approve',
  'appeal',
  'review',
  'propose',
  'doubtful',
] as const satisfies readonly QueueTab[];

const INVESTIGATION: readonly Plan['code'][] = ['awaiting_investigation', 'awaiting_finding', 'new_evidence'];
const PROPOSABLE: readonly Plan['code'][] = ['waiting', 'second_waiting'];

/**
 * Whether a case belongs in a tab at this moment. `callingTime`: whether the calendar has a window open now,
 * because a plan whose window passed unused is due again in the next one, and never at night.
 */
export function inTab(keys: QueueKeys, tab: QueueTab, now: Instant, callingTime: boolean): boolean {
  const due = keys.open && keys.notBefore !== null && keys.notBefore <= now && callingTime;
  switch (tab) {
    case 'open':
      return keys.open;
    case 'due':
      return due;
    case 'appointment':
      return keys.open && keys.appointmentAt !== null;
    case 'tried':
      return keys.open && keys.tried;
    case 'waiting':
      return keys.open && !due;
    case 'open_ends':
      return isOpenEnd(keys, now);
    case 'overdue':
      return keys.open && riskOf(keys, now) === 'overdue';
    case 'investigate':
      return INVESTIGATION.includes(keys.code);
    case 'review':
      return keys.planKind === 'review' && keys.code !== 'appeal_review';
    case 'appeal':
      return keys.code === 'appeal_review';
    case 'verify':
      return keys.code === 'verifying';
    case 'propose':
      return PROPOSABLE.includes(keys.code) && keys.waitsUntil !== null && keys.waitsUntil <= now;
    case 'approve':
      return keys.code === 'approval_due';
    case 'doubtful':
      return keys.doubtful;
    // A case that waits for two decisions is still one case.
    case 'decisions':
      return DECISIONS.some((one) => inTab(keys, one, now, callingTime));
    case 'messages':
      return keys.planKind === 'message';
    case 'measures':
      return keys.planKind === 'measure';
    case 'closed':
      return !keys.open;
    case 'any':
      return true;
  }
}

/** A report that is past its promise without feedback. */
export function isOpenEnd({ closeBy }: Pick<QueueKeys, 'closeBy'>, now: Instant): boolean {
  return closeBy !== null && closeBy < now;
}

/** What falls due at a moment that is known in advance. */
export const DUE_THINGS = ['first_call', 'appointment', 'close'] as const;
export type DueThing = (typeof DUE_THINGS)[number];

/**
 * When something of a case falls due: its promised first call, the agreed time, the feedback of a report;
 * null: never.
 */
export function fallsDueAt(keys: QueueKeys, thing: DueThing): Instant | null {
  if (!keys.open) return null;
  switch (thing) {
    case 'first_call':
      return keys.code === 'first_call' && !keys.tried ? keys.dueAt : null;
    case 'appointment':
      return keys.appointmentAt;
    case 'close':
      return keys.closeBy;
  }
}

const RISKS: readonly Risk[] = ['overdue', 'soon', 'half', 'fine'];

/**
 * Rank of a case at this moment: callable now, then calls to come, then those that wait for others, then
 * closed ones.
 */
function rank(keys: QueueKeys, now: Instant): number {
  if (!keys.open) return 3;
  if (keys.notBefore === null) return 2;
  return keys.notBefore <= now ? 0 : 1;
}

/**
 * Order of the queue: what may be called now, reached appointments first by their time, the rest by what is
 * most at risk (overdue, then 80 %, then 50 % of the promise over) and by promise; then by when the call may
 * be made, then the waiting by promise. Closed ones last, the newest first. Negative: `a` before `b`; equal
 * cases stay as they were.
 */
export function compareQueue(a: QueueKeys, b: QueueKeys, now: Instant): number {
  const byRank = rank(a, now) - rank(b, now);
  if (byRank !== 0) return byRank;
  if (rank(a, now) === 1) return (a.notBefore ?? 0) - (b.notBefore ?? 0) || a.dueAt - b.dueAt;
  if (rank(a, now) === 0) {
    const agreed = Number(b.appointmentAt !== null) - Number(a.appointmentAt !== null);
    if (agreed !== 0 || a.appointmentAt !== null)
      return agreed || (a.appointmentAt ?? 0) - (b.appointmentAt ?? 0);
    return RISKS.indexOf(riskOf(a, now)) - RISKS.indexOf(riskOf(b, now)) || a.dueAt - b.dueAt;
  }
  return rank(a, now) === 3 ? b.dueAt - a.dueAt : a.dueAt - b.dueAt;
}
