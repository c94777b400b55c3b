import type { HistoryEntry } from '../case/history.ts';
import type { Instant } from '../time.ts';

/** Calls of one case before a team lead must decide how it goes on; their decision allows as many again. */
export const MOST_CALLS = 500;

/**
 * Since when a case has had as many calls as it may have without a lead's decision; null: it may have more.
 */
export function calledTooOftenSince(history: readonly HistoryEntry[]): Instant | null {
  let calls = 0;
  let allowed = MOST_CALLS;
  let since: Instant | null = null;
  for (const { type, at } of history) {
    if (type === 'attempt') {
      calls += 1;
      if (calls >= allowed) since ??= at;
    }
    if (type !== 'review' || calls < allowed) continue;
    allowed += MOST_CALLS;
    since = calls < allowed ? null : at;
  }
  return since;
}
