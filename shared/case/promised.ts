import type { Instant } from '../time.ts';
import type { Case, SpamReportCase } from './case.ts';
import { asCorrected, type HistoryEntry } from './history.ts';

/** Whether the reporter, or the lead for them, asks for another look at what was found. */
function objects(entry: HistoryEntry): boolean {
  if (entry.type === 'review') return entry.decision === 'investigate';
  if (entry.type !== 'attempt') return false;
  const { effect } = entry;
  return effect?.do === 'investigate' || (effect?.do === 'review' && effect.code === 'dispute_review');
}

/**
 * The decision that the reporter is to be told: the first one, one that answers an objection, or one with another verdict. The
 * same verdict once more, for the sake of another report of the number, gives nobody more time to tell them.
 */
function decisionOf({ history, facts }: SpamReportCase): Instant | null {
  let since: Instant | null = null;
  let verdict: string | null = null;
  let objected = false;
  const entries = asCorrected(history);
  const newest = entries.findLast(({ type }) => type === 'finding');
  for (const entry of entries) {
    objected ||= objects(entry);
    if (entry.type !== 'finding') continue;
    // A finding that was imported was decided earlier than it was recorded.
    const decidedAt = entry === newest ? (facts.finding?.decidedAt ?? entry.at) : entry.at;
    if (since === null || objected || entry.verdict !== verdict) since = decidedAt;
    objected = false;
    verdict = entry.verdict;
  }
  return since ?? facts.finding?.decidedAt ?? null;
}

/**
 * From when the promise of a case counts: the decision that the person is to be told, else its opening. A number may have been
 * decided long before somebody reported it once more.
 */
export function promisedSince(subject: Case): Instant {
  if (subject.kind === 'real_name') return subject.openedAt;
  return Math.max(subject.openedAt, decisionOf(subject) ?? 0);
}
