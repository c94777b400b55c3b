import type { Finding, SpamReportCase } from '../case/case.ts';
import { replanned } from '../case/replan.ts';
import type { Library } from '../policy/library.ts';
import type { Instant } from '../time.ts';
import { withEntry } from './history.ts';

/**
 * Records what staff found out about the reported number and makes the report callable. A case that is closed, exhausted or
 * in the middle of its tries starts a new round only when the *verdict* changed (the reporter was, or is being, told
 * otherwise); a changed action or date alone is recorded silently. A dispute and new evidence are answered by any new
 * finding. The same finding again, or the same id, changes nothing: the case itself comes back.
 */
export function applyFinding(
  subject: SpamReportCase,
  finding: Finding,
  context: { id: string; at: Instant; byId: string | null; library: Library },
): SpamReportCase {
  const { id, at, byId, library } = context;
  const known = subject.facts.finding;
  const same =
    known?.verdict === finding.verdict &&
    known.action === finding.action &&
    known.decidedAt === finding.decidedAt;
  if (same || subject.history.some((entry) => entry.id === id)) return subject;
  const { verdict, action } = finding;
  const decided: SpamReportCase = {
    ...subject,
    facts: { ...subject.facts, finding },
    history: withEntry(subject.history, { id, at, byId, type: 'finding', verdict, action }),
  };
  return replanned(decided, library, at);
}
