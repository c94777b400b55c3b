import type { Case } from '../../shared/case/case.ts';
import { type HistoryEntry, inOrder } from '../../shared/case/history.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import { causeOf } from '../../shared/mutation/cause.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { OutcomeEvent } from '../db/outcome-feed.ts';
import { derivedId } from '../intake/entry-id.ts';

/**
 * What every outcome says of its case. The number is there because the receivers call, write to or bar it.
 */
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

/**
 * What a change of a case tells other systems: one outcome per new fact, and one when the loop closed or
 * opened again.
 */
export function outcomesOf(
  before: Case | null,
  after: Case,
  made: { at: number; library: Library | null },
): OutcomeEvent[] {
  const { at } = made;
  const known = new Set(before?.history.map(({ id }) => id));
  const facts = after.history.flatMap((entry): OutcomeEvent[] => {
    const outcome = known.has(entry.id) ? null : outcomeOf(after, entry);
    return outcome ? [{ id: entry.id, at: entry.at, caseId: after.id, ...outcome }] : [];
  });
  if ((before !== null && isClosed(before)) === isClosed(after)) return facts;
  const type = isClosed(after) ? 'case.closed' : 'case.reopened';
  const body = { ...caseOf(after), proof: after.plan.code };
  const id = derivedId([type, after.id, turnOf(known, after, made)].join(':'));
  return [...facts, { id, at, type, caseId: after.id, body }];
}

/** The entry that closed the loop or opened it again: a central that was put back finds the same one. */
function turnOf(
  known: ReadonlySet<string>,
  after: Case,
  { at, library }: { at: number; library: Library | null },
): string {
  const closed = isClosed(after);
  const cause = library && causeOf(after, { at, library }, (earlier) => isClosed(earlier) === closed);
  if (cause !== null && !known.has(cause)) return cause;
  const newest = inOrder(after.history).findLast(({ id }) => !known.has(id));
  if (newest) return newest.id;
  // Planned anew, by other rules or because time has passed: no entry did it.
  return [library?.policy.version, inOrder(after.history).at(-1)?.id].join(':');
}
