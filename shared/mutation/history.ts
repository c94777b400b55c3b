import type { HistoryEntry } from '../case/history.ts';
import type { Instant } from '../time.ts';

/** The history with one more entry at its place in time; entries of the same moment keep the order of arrival. */
export function withEntry(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  const later = history.findIndex((existing) => existing.at > entry.at);
  return later < 0 ? [...history, entry] : [...history.slice(0, later), entry, ...history.slice(later)];
}

/**
 * When a decision, a request or another system's answer takes effect: not before anything that is known of the case, so that
 * it never seems to come before what it is about. Arrival arbitrates, not the clock of a device that is behind.
 */
export function momentAfter(history: readonly HistoryEntry[], at: Instant): Instant {
  return history.reduce((moment, entry) => Math.max(moment, entry.at + 1), at);
}
