import type { HistoryEntry } from '../case/history.ts';
import type { Instant } from '../time.ts';

/**
 * The history with one more entry at its place in time; entries of the same moment keep the order of arrival.
 */
export function withEntry(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  const later = history.findIndex((existing) => existing.at > entry.at);
  return later < 0 ? [...history, entry] : [...history.slice(0, later), entry, ...history.slice(later)];
}

/**
 * When a decision, a request or another system's answer counts: after everything that it may be about, also
 * when the clock of who made it is behind; never in the same moment, because entries of one moment are told
 * apart by their ids alone.
 */
export function behind(history: readonly HistoryEntry[], at: Instant): Instant {
  return history.reduce((latest, entry) => Math.max(latest, entry.at + 1), at);
}
