import type { Case } from '../../shared/case/case.ts';
import { queueKeys } from '../../shared/case/queue.ts';
import { maskPhone } from '../../shared/format.ts';
import type { QueueRow } from '../../shared/ipc/view.ts';

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
  halfAt: number | null;
  soonAt: number;
  planKind: string;
  code: string;
  waitsUntil: number | null;
  closeBy: number | null;
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

/** Who brought the case before a lead: the proposal that waits, or the last call of what is to be reviewed. */
function askOf({ plan, history }: Case): QueueRow['ask'] {
  if (plan.code === 'approval_due') {
    const proposal = history.find(({ id }) => id === plan.params.measureId);
    return proposal?.type === 'measure' ? { byId: proposal.byId, at: proposal.at, why: proposal.why } : null;
  }
  if (plan.kind !== 'review') return null;
  const call = history.findLast((entry) => entry.type === 'attempt');
  return call?.type === 'attempt' ? { byId: call.byId, at: call.at, why: call.reason || call.note } : null;
}

/** What a row of the queue shows of a case, beside its state on this desk. */
export function queueRowOf(subject: Case, state: Pick<QueueRow, 'unsent' | 'hasDraft'>): QueueRow {
  return {
    ...state,
    id: subject.id,
    kind: subject.kind,
    stage: subject.stage,
    externalId: subject.externalId,
    name: subject.contact.name,
    maskedPhone: maskPhone(subject.contact.phone),
    dueAt: subject.dueAt,
    sla: subject.sla,
    closeBy: subject.closeBy,
    plan: subject.plan,
    ask: askOf(subject),
    attempts: subject.history.filter((entry) => entry.type === 'attempt').length,
    assigneeId: subject.assigneeId,
  };
}
