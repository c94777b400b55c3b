import type { HistoryEntry } from '../case/history.ts';

/** The history with one more entry at its place in time; entries of the same moment keep the order of arrival. */
export function withEntry(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
  const later = history.findIndex((existing) => existing.at > entry.at);
  return later < 0 ? [...history, entry] : [...history.slice(0, later), entry, ...history.slice(later)];
}
