import type { Case } from '../../shared/case/case.ts';
import { queueKeys } from '../../shared/case/queue.ts';
import { maskPhone } from '../../shared/format.ts';
import type { QueueRow } from '../../shared/ipc/view.ts';

/** What a row of the queue shows of a case itself; whether it is unsent or has a draft is asked when it is shown. */
export type StoredQueueRow = Omit<QueueRow, 'unsent' | 'hasDraft'>;

/** The narrow row that decides where a case stands in the queue: bound to the columns of the table `queue`. */
export interface QueueColumns {
  id: string;
  kind: string;
  assigneeId: string | null;
  open: number;
  tried: number;
  dueAt: number;
  notBefore: number | null;
  notAfter: number | null;
  appointmentAt: number | null;
  search: string;
}

export function queueColumnsOf(subject: Case): QueueColumns {
  const { open, tried, searchText, ...times } = queueKeys(subject);
  return {
    id: subject.id,
    kind: subject.kind,
    assigneeId: subject.assigneeId,
    open: Number(open),
    tried: Number(tried),
    ...times,
    search: searchText,
  };
}

export function queueRowOf(subject: Case): StoredQueueRow {
  return {
    id: subject.id,
    kind: subject.kind,
    stage: subject.stage,
    externalId: subject.externalId,
    name: subject.contact.name,
    maskedPhone: maskPhone(subject.contact.phone),
    dueAt: subject.dueAt,
    plan: subject.plan,
    attempts: subject.history.filter((entry) => entry.type === 'attempt').length,
    assigneeId: subject.assigneeId,
  };
}
