import type { Case } from '../../shared/case/case.ts';
import type { HistoryEntry } from '../../shared/case/history.ts';
import { CodedError } from '../../shared/errors.ts';
import { maskPhone, maskTail, phoneTail } from '../../shared/format.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import type { OpenDesk } from '../session/open-desk.ts';

/** @throws not_found when the case is not on this desk (any more), case_unreadable. */
export function caseOf(desk: OpenDesk, caseId: string): Case {
  const found = desk.case(caseId);
  if (!found) throw new CodedError(desk.reader.has(caseId) ? 'case_unreadable' : 'not_found');
  return found;
}

const masked = (phone: string | null) => (phone === null ? null : maskPhone(phone));

/** Numbers stand in the history too. */
function maskedEntry(entry: HistoryEntry): HistoryEntry {
  if (entry.type !== 'number' || entry.phone === undefined) return entry;
  return { ...entry, phone: maskPhone(entry.phone), former: masked(entry.former ?? null) };
}

/** What is known of the holder's document is hidden as a whole. */
function maskedFacts<C extends Case>({ facts }: C): C['facts'] {
  return 'idTail' in facts && facts.idTail ? { ...facts, idTail: maskTail(facts.idTail) } : facts;
}

/** A case with every number masked. */
export function maskedCase<C extends Case>(subject: C): C {
  const { name, phone, altPhone } = subject.contact;
  return {
    ...subject,
    facts: maskedFacts(subject),
    contact: { name, phone: maskPhone(phone), altPhone: masked(altPhone) },
    history: subject.history.map(maskedEntry),
  };
}

/** Nobody compares a document for somebody else's case, so that its script must not ask. */
function withoutDocument(subject: Case): Case {
  return subject.kind === 'real_name' ? { ...subject, facts: { ...subject.facts, idTail: null } } : subject;
}

/** A case for a screen: numbers masked, with the person's draft and what central does not have yet. */
export function viewOf(desk: OpenDesk, subject: Case): CaseView {
  const { contact } = subject;
  const unsentEntries = desk.reader.unsentEntries(subject.id);
  const visiting = desk.isVisiting(subject.id);
  return {
    case: maskedCase(visiting ? withoutDocument(subject) : subject),
    phoneTail: phoneTail(contact.phone),
    altPhoneTail: contact.altPhone === null ? null : phoneTail(contact.altPhone),
    visiting,
    draft: desk.reader.draft(subject.id),
    unsent: unsentEntries.length > 0,
    gone: desk.gone(subject.id),
    others: desk.reader.others(subject),
    elsewhere: desk.reader.calls.elsewhere(subject),
    unsentEntries,
  };
}
