import type { Case } from '../../shared/case/case.ts';
import type { HistoryEntry } from '../../shared/case/history.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import type { OutcomeEvent } from '../db/outcome-feed.ts';

/** What every outcome says of its case. The number is there because the receivers call, write to or bar it. */
function caseOf({ kind, externalId, contact, stage }: Case) {
  return { kind, externalId, name: contact.name, phone: contact.phone, stage };
}

function messageBody(subject: Case, purpose: string) {
  const finding = subject.kind === 'spam_report' ? subject.facts.finding : null;
  return { purpose, verdict: finding?.verdict ?? null, action: finding?.action ?? null };
}

function outcomeOf(subject: Case, entry: HistoryEntry): Pick<OutcomeEvent, 'type' | 'body'> | null {
  const about = caseOf(subject);
  switch (entry.type) {
    case 'attempt': {
      const { effect: _, run: __, type: ___, ...result } = entry;
      return { type: 'result.logged', body: { ...about, result } };
    }
    case 'correction': {
      const { effect: _, type: __, ...result } = entry;
      return { type: 'result.corrected', body: { ...about, result } };
    }
    case 'finding':
      return { type: 'finding.recorded', body: { ...about, verdict: entry.verdict, action: entry.action } };
    case 'message':
      if (entry.step !== 'requested') return null;
      return {
        type: 'message.requested',
        body: { ...about, messageId: entry.id, ...messageBody(subject, entry.purpose) },
      };
    case 'measure': {
      const { measureId, level } = entry;
      if (entry.step === 'approved')
        return { type: 'measure.approved', body: { ...about, measureId, level } };
      if (entry.step === 'lift_requested')
        return { type: 'measure.lift_requested', body: { ...about, measureId, level } };
      return null;
    }
    default:
      return null;
  }
}

/** What a change of a case tells other systems: one outcome per new fact, and one when the loop closed or opened again. */
export function outcomesOf(
  before: Case | null,
  after: Case,
  { at, uuid }: { at: number; uuid: () => string },
): OutcomeEvent[] {
  const known = new Set(before?.history.map(({ id }) => id));
  const facts = after.history.flatMap((entry): OutcomeEvent[] => {
    const outcome = known.has(entry.id) ? null : outcomeOf(after, entry);
    return outcome ? [{ id: entry.id, at: entry.at, caseId: after.id, ...outcome }] : [];
  });
  if ((before !== null && isClosed(before)) === isClosed(after)) return facts;
  const type = isClosed(after) ? 'case.closed' : 'case.reopened';
  const body = { ...caseOf(after), proof: after.plan.code };
  return [...facts, { id: uuid(), at, type, caseId: after.id, body }];
}
