import type { Case } from '../../shared/case/case.ts';
import { asCorrected, doubtsAgainst, type HistoryEntry, unconfirmed } from '../../shared/case/history.ts';
import { isClosed } from '../../shared/case/kinds.ts';
import type { Plan } from '../../shared/case/plan.ts';
import { maskPhone } from '../../shared/format.ts';
import type { QueueRow } from '../../shared/ipc/view.ts';
import type { QueueEntry } from './queue-source.ts';

/**
 * Who brought the case before a lead, and in which words: who made the proposal that waits, or what is to be
 * reviewed.
 */
function askOf({ plan, history }: Case): QueueRow['ask'] {
  if (plan.code === 'approval_due') {
    const proposal = history.find(({ id }) => id === plan.params.measureId);
    return proposal?.type === 'measure' ? { byId: proposal.byId, at: proposal.at, why: proposal.why } : null;
  }
  if (plan.kind !== 'review') return null;
  const brought = asCorrected(history).findLast((entry) => brings(entry, plan.code));
  if (!brought) return null;
  const why =
    brought.type === 'attempt' ? brought.reason || brought.note : 'why' in brought ? brought.why : '';
  return { byId: brought.byId, at: brought.at, why: why ?? '' };
}

/**
 * Whether an entry may be what brought a case before a lead: another system's answer where that is the
 * matter, else a call.
 */
function brings(entry: HistoryEntry, code: Plan['code']): boolean {
  switch (code) {
    case 'measure_failed':
      return entry.type === 'measure' && entry.step === 'failed';
    case 'message_failed':
    case 'notice_failed':
      return entry.type === 'message' && entry.step === 'failed';
    case 'verification_review':
      return entry.type === 'verification' && !entry.passed;
    case 'appeal_review':
      return entry.type === 'attempt' && entry.effect?.do === 'appeal';
    default:
      return entry.type === 'attempt';
  }
}

/**
 * Whose calls do not count before a lead confirms them, and why; null: there are none that anybody waits for.
 */
function doubtsOf(subject: Case): QueueRow['doubts'] {
  const calls = unconfirmed(subject.history);
  if (isClosed(subject) || calls.length === 0) return null;
  return {
    byIds: [...new Set(calls.map(({ byId }) => byId))],
    at: calls.reduce((newest, { at }) => Math.max(newest, at), 0),
    flags: doubtsAgainst(calls),
    count: calls.length,
  };
}

/** What a row of the queue shows of a case, beside its state on this desk. */
export function queueRowOf(subject: Case, state: Pick<QueueRow, 'unsent' | 'hasDraft'>): QueueRow {
  return {
    ...state,
    unreadable: false,
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
    doubts: doubtsOf(subject),
    attempts: subject.history.filter((entry) => entry.type === 'attempt').length,
    assigneeId: subject.assigneeId,
  };
}

/** A row of a case that this program cannot read: where it stands, and nothing that it says. */
export function unreadableRowOf(
  { id, kind, assigneeId, dueAt }: QueueEntry,
  state: Pick<QueueRow, 'unsent' | 'hasDraft'>,
): QueueRow {
  return {
    ...state,
    unreadable: true,
    id,
    kind,
    assigneeId,
    stage: '',
    externalId: '',
    name: '',
    maskedPhone: '',
    dueAt,
    sla: { goal: 'none', since: dueAt, halfAt: dueAt, soonAt: dueAt },
    closeBy: dueAt,
    plan: {
      kind: 'blocked',
      code: 'policy_unavailable',
      notBefore: null,
      notAfter: null,
      attempt: 0,
      ofAttempts: 0,
      params: {},
    },
    ask: null,
    doubts: null,
    attempts: 0,
  };
}
