import { knows, type Raised, toldAnew } from '../policy/matters.ts';
import type { Instant } from '../time.ts';
import type { Case, SpamReportCase } from './case.ts';
import { asCorrected, type ReadEntry } from './history.ts';

/** What the loop of a case is promised from. */
export interface Promised {
  /** From when the call-back counts: the decision that the person is to be told, else the opening. */
  since: Instant;
  /**
   * Whether there is something to tell: not before the first decision, nor while an objection waits for the
   * next one.
   */
  decided: boolean;
  /** When the reporter was last told what came of the report; null: not yet. */
  answeredAt: Instant | null;
}

/** Whether the reporter, or the lead for them, asks for another look at what was found. */
function objects(entry: ReadEntry): boolean {
  if (entry.type === 'review') return entry.decision === 'investigate';
  if (entry.type !== 'attempt') return false;
  const { effect } = entry;
  return effect?.do === 'investigate' || (effect?.do === 'review' && effect.code === 'dispute_review');
}

/** Whether an entry proves that the reporter heard what came of the report, by telephone or by message. */
function tells(entry: ReadEntry): boolean {
  if (entry.type === 'message') return entry.purpose === 'feedback' && entry.step === 'delivered';
  if (entry.type !== 'attempt' || entry.doubtful) return false;
  return objects(entry) || entry.effect?.do === 'close';
}

/**
 * To be told is the first decision, one that answers an objection (a finding, or the lead's word that the old
 * one stands), or one with another verdict. The same verdict once more, for the sake of another report of the
 * number, gives nobody more time.
 */
function promisedReport({ history, facts, openedAt }: SpamReportCase): Promised {
  let since: Instant | null = null;
  let verdict: string | null = null;
  let objections: readonly Raised[] = [];
  const corrected = toldAnew(history);
  const entries = asCorrected(history);
  const newest = entries.findLast(({ type }) => type === 'finding');
  for (const entry of entries) {
    const decides = entry.type === 'review' || entry.type === 'finding';
    const left = objections.filter((objection) => !(decides && knows(entry, objection)));
    const answered = left.length < objections.length;
    objections = left;
    if (objects(entry)) {
      const old = !('answers' in entry) || entry.answers === undefined;
      objections = [...left, corrected.get(entry.id) ?? { id: entry.id, old }];
    } else if (entry.type === 'review' && answered) since = entry.at;
    if (entry.type !== 'finding') continue;
    // A finding that was imported was decided earlier than it was recorded.
    const decidedAt = entry === newest ? (facts.finding?.decidedAt ?? entry.at) : entry.at;
    if (since === null || answered || entry.verdict !== verdict) since = decidedAt;
    verdict = entry.verdict;
  }
  const decidedAt = since ?? facts.finding?.decidedAt ?? openedAt;
  return {
    // A number may have been decided long before somebody reported it once more.
    since: Math.max(openedAt, decidedAt),
    decided: facts.finding !== null && objections.length === 0,
    answeredAt: entries.findLast(tells)?.at ?? null,
  };
}

/** What the loop of a case is promised from, read from its history. */
export function promisedOf(subject: Case): Promised {
  if (subject.kind === 'spam_report') return promisedReport(subject);
  return { since: subject.openedAt, decided: true, answeredAt: null };
}
