import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Case } from './case.ts';
import type { CaseKind, CaseStage, RealNameStage, SpamReportStage } from './kinds.ts';
import type { Plan } from './plan.ts';

type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

/** Where a spam report may go from each stage. A closed one comes back by a dispute, new evidence or a changed finding. */
export const SPAM_REPORT_MOVES: Moves<SpamReportStage> = {
  investigating: ['to_call', 'in_review', 'message_requested', 'closed'],
  to_call: ['investigating', 'in_review', 'message_requested', 'closed'],
  in_review: ['investigating', 'to_call', 'message_requested', 'closed'],
  message_requested: ['investigating', 'to_call', 'in_review', 'closed'],
  closed: ['investigating', 'to_call', 'in_review', 'message_requested'],
};

const CONTACT_AGAIN: readonly RealNameStage[] = [
  'to_call',
  'evidence_awaited',
  'verifying',
  'in_review',
  'closed',
];

/** Where a re-verification may go from each stage. The ladder is climbed rung by rung; verification leaves it at any rung. */
export const REAL_NAME_MOVES: Moves<RealNameStage> = {
  to_call: ['evidence_awaited', 'verifying', 'in_review', 'notice', 'closed'],
  evidence_awaited: ['to_call', 'verifying', 'in_review', 'notice', 'closed'],
  verifying: ['to_call', 'evidence_awaited', 'in_review', 'notice', 'closed'],
  in_review: ['to_call', 'evidence_awaited', 'verifying', 'notice', 'closed'],
  notice: ['waiting', ...CONTACT_AGAIN],
  waiting: ['measure_proposed', ...CONTACT_AGAIN],
  measure_proposed: ['measure_approved', 'waiting', ...CONTACT_AGAIN],
  measure_approved: ['measure_applied', 'closed'],
  measure_applied: ['closed'],
  closed: ['to_call', 'in_review'],
};

/** The ladder from its first rung on: a plan that asks for a measure does not send a case back to the start. */
const LADDER: readonly RealNameStage[] = [
  'notice',
  'waiting',
  'measure_proposed',
  'measure_approved',
  'measure_applied',
];
/** A decided measure stands until a verification lifts it; calls in between change the plan, not the stage. */
const BINDING: readonly RealNameStage[] = ['measure_approved', 'measure_applied'];

function spamReportStage(plan: Plan): SpamReportStage | null {
  switch (plan.kind) {
    case 'call':
      return 'to_call';
    case 'message':
      return 'message_requested';
    case 'review':
      return 'in_review';
    case 'blocked':
      return 'investigating';
    case 'closed':
      return 'closed';
    case 'measure':
      return null;
  }
}

function realNameStage(from: RealNameStage, plan: Plan): RealNameStage {
  if (plan.kind === 'closed') return 'closed';
  if (BINDING.includes(from)) return from;
  switch (plan.kind) {
    case 'call':
      return plan.code === 'awaiting_evidence' ? 'evidence_awaited' : 'to_call';
    case 'message':
    case 'measure':
      return LADDER.includes(from) ? from : 'notice';
    case 'review':
      return 'in_review';
    case 'blocked':
      return 'verifying';
  }
}

/** Whether the state machine of the kind allows the move; staying is always allowed. */
export function mayMove(kind: CaseKind, from: CaseStage, to: CaseStage): boolean {
  if (from === to) return true;
  const moves: Partial<Record<CaseStage, readonly CaseStage[]>> =
    kind === 'spam_report' ? SPAM_REPORT_MOVES : REAL_NAME_MOVES;
  return moves[from]?.includes(to) ?? false;
}

export type Stepped = { ok: true; case: Case } | { ok: false; code: ErrorCode; params: ErrorParams };

function refusal(from: CaseStage, to: string): Stepped {
  return { ok: false, code: 'illegal_transition', params: { from, to } };
}

/**
 * The case with a new plan and the stage that follows from it. Refused with `illegal_transition` when the kind's table has
 * no such move (a spam report has no measures).
 */
export function stageAfter(subject: Case, plan: Plan): Stepped {
  if (subject.kind === 'spam_report') {
    const stage = spamReportStage(plan);
    if (!stage || !mayMove(subject.kind, subject.stage, stage))
      return refusal(subject.stage, stage ?? plan.kind);
    return { ok: true, case: { ...subject, plan, stage } };
  }
  const stage = realNameStage(subject.stage, plan);
  if (!mayMove(subject.kind, subject.stage, stage)) return refusal(subject.stage, stage);
  return { ok: true, case: { ...subject, plan, stage } };
}
