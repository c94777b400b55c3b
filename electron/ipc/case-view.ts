import type { Case } from '../../shared/case/case.ts';
import { CodedError } from '../../shared/errors.ts';
import { maskPhone, phoneTail } from '../../shared/format.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import type { OpenDesk } from '../session/open-desk.ts';

/** @throws not_found when the case is not on this desk (any more). */
export function caseOf(desk: OpenDesk, caseId: string): Case {
  const found = desk.case(caseId);
  if (!found) throw new CodedError('not_found');
  return found;
}

/** A case for a screen: numbers masked, with the person's draft and what central does not have yet. */
export function viewOf(desk: OpenDesk, subject: Case): CaseView {
  const { contact } = subject;
  const unsentEntries = desk.reader.unsentEntries(subject.id);
  return {
    case: {
      ...subject,
      contact: {
        name: contact.name,
        phone: maskPhone(contact.phone),
        altPhone: contact.altPhone === null ? null : maskPhone(contact.altPhone),
      },
    },
    phoneTail: phoneTail(contact.phone),
    altPhoneTail: contact.altPhone === null ? null : phoneTail(contact.altPhone),
    visiting: desk.isVisiting(subject.id),
    draft: desk.reader.draft(subject.id),
    unsent: unsentEntries.length > 0,
    unsentEntries,
  };
}
