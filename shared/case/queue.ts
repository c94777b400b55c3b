import type { Instant } from '../time.ts';
import type { Case } from './case.ts';

/** What a desk's queue is ordered, filtered and searched by: one value per column of its index. */
export interface QueueKeys {
  open: boolean;
  /** When the next call may be made; null when no call is next (waits for others, or closed). */
  notBefore: Instant | null;
  notAfter: Instant | null;
  /** The promise; of a closed case, when it was closed. */
  dueAt: Instant;
  /** The agreed time of the next call, if there is one. */
  appointmentAt: Instant | null;
  /** Whether a call was logged. */
  tried: boolean;
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
    open: subject.stage !== 'closed',
    notBefore: calls ? plan.notBefore : null,
    notAfter: calls ? plan.notAfter : null,
    dueAt: subject.closedAt ?? subject.dueAt,
    appointmentAt: calls && plan.code === 'appointment' ? plan.notBefore : null,
    tried: subject.history.some((entry) => entry.type === 'attempt'),
    searchText: searchTextOf(subject),
  };
}

/** Whether a case answers a query: part of a name, number or case number; `138****1234` finds the number behind the mask. */
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

export type QueueTab = 'open' | 'due' | 'appointment' | 'tried' | 'waiting' | 'closed';

/**
 * Whether a case belongs in a tab at this moment. `callingTime`: whether the calendar has a window open now, because a plan
 * whose window passed unused is due again in the next one, and never at night.
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
    case 'closed':
      return !keys.open;
  }
}

/** Rank of a case at this moment: callable now, then calls to come, then those that wait for others, then closed ones. */
function rank(keys: QueueKeys, now: Instant): number {
  if (!keys.open) return 3;
  if (keys.notBefore === null) return 2;
  return keys.notBefore <= now ? 0 : 1;
}

/**
 * Order of the queue: what may be called now, reached appointments first by their time, the rest by promise; then by when the call may be
 * made, then the waiting by promise. Closed ones last, the newest first. Negative: `a` before `b`; equal cases stay as they were.
 */
export function compareQueue(a: QueueKeys, b: QueueKeys, now: Instant): number {
  const byRank = rank(a, now) - rank(b, now);
  if (byRank !== 0) return byRank;
  if (rank(a, now) === 1) return (a.notBefore ?? 0) - (b.notBefore ?? 0) || a.dueAt - b.dueAt;
  if (rank(a, now) === 0) {
    const agreed = Number(b.appointmentAt !== null) - Number(a.appointmentAt !== null);
    return agreed || (a.appointmentAt ?? a.dueAt) - (b.appointmentAt ?? b.dueAt);
  }
  return rank(a, now) === 3 ? b.dueAt - a.dueAt : a.dueAt - b.dueAt;
}
