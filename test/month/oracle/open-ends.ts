import type { SpamReportCase } from '../../../shared/case/case.ts';
import { isClosed } from '../../../shared/case/kinds.ts';
import { DEFAULT_POLICY } from '../../../shared/policy/default-policy.ts';
import { DAY } from '../../../shared/time.ts';
import type { Ledger } from '../ledger.ts';

/** Reached in such a way that the reporter was told what came of the report. */
const TOLD = ['FB_OK', 'FB_DISPUTE', 'FB_MORE'];

/** When the reporter was told last, by those who remember it; null: never. */
function toldAt(subject: SpamReportCase, ledger: Ledger): number | null {
  const calls = ledger
    .callsTo(subject.contact.phone)
    .filter(({ caseId, disposition }) => caseId === subject.id && TOLD.includes(disposition))
    .map(({ endedAt }) => endedAt);
  const messages = subject.history.flatMap((entry) =>
    entry.type === 'message' && entry.purpose === 'feedback' && entry.step === 'delivered' ? entry.at : [],
  );
  const latest = Math.max(0, ...calls, ...messages);
  return latest > 0 ? latest : null;
}

/**
 * The decision of which the reporter has still to be told: the first one since they were told last, or a
 * later one with another verdict; null: there is none.
 */
function untoldDecision({ history }: SpamReportCase, told: number | null): number | null {
  let since: number | null = null;
  let verdict: string | null = null;
  for (const entry of history) {
    if (entry.type !== 'finding') continue;
    const owed = told === null || entry.at >= told;
    if (owed && (since === null || entry.verdict !== verdict)) since = entry.at;
    verdict = entry.verdict;
  }
  return since;
}

/**
 * Until when a report must be answered. A reporter is told within `closeDays` of the decision, and within
 * `hardCloseDays` of the report whatever happens; a decision that comes after that limit starts its
 * `closeDays` anew. Who was told once and objected, added evidence, or must be told another verdict, is owed
 * the answer within `closeDays` of the decision since then (and while there is none, within `hardCloseDays`
 * of the objection).
 */
function promisedBy(subject: SpamReportCase, ledger: Ledger): number {
  const { closeDays, hardCloseDays } = DEFAULT_POLICY.rules.spam_report;
  const told = toldAt(subject, ledger);
  const owedSince = untoldDecision(subject, told);
  const hard = (told ?? subject.openedAt) + hardCloseDays * DAY;
  if (owedSince === null) return hard;
  const soft = owedSince + closeDays * DAY;
  return told === null && owedSince < hard ? Math.min(soft, hard) : soft;
}

/**
 * An open end that is due: a report that is open although what was promised about it is over, by this
 * reckoning or by what the case itself says (`closeBy`). The same verdict once more extends no promise.
 */
export function isOpenEndDue(subject: SpamReportCase, now: number, ledger: Ledger): boolean {
  return !isClosed(subject) && Math.min(subject.closeBy, promisedBy(subject, ledger)) < now;
}
