import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Case, SpamReportCase } from './case.ts';
import type { CaseKind, CaseStage, RealNameStage, SpamReportStage } from './kinds.ts';
import type { Plan } from './plan.ts';

type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

/**
 * Where a spam report may go from each stage. A closed one comes back by a dispute, new evidence, a changed finding or a
 * correction; one that nobody has looked into goes back to `reported` when what came in between is dealt with or corrected.
 */
export const SPAM_REPORT_MOVES: Moves<SpamReportStage> = {
  reported: ['investigating', 'decided', 'to_call', 'in_review', 'message_requested', 'closed'],
  investigating: ['reported', 'decided', 'to_call', 'in_review', 'message_requested', 'closed'],
  decided: ['reported', 'to_call', 'investigating', 'in_review', 'message_requested', 'closed'],
  to_call: ['reported', 'decided', 'investigating', 'in_review', 'message_requested', 'closed'],
  in_review: ['reported', 'investigating', 'decided', 'to_call', 'message_requested', 'closed'],
  message_requested: ['reported', 'investigating', 'decided', 'to_call', 'in_review', 'closed'],
  closed: ['reported', 'investigating', 'decided', 'to_call', 'in_review', 'message_requested'],
};

const CONTACT_AGAIN: readonly RealNameStage[] = ['to_call', 'evidence_awaited', 'verifying', 'in_review'];

/**
 * Where a re-verification may go from each stage. The ladder is climbed rung by rung; agreement leaves it before a measure
 * stands, only a verification or an upheld appeal does afterwards. A review may be about a result that was keyed wrongly: from
 * there a case returns to wherever its history says.
 */
export const REAL_NAME_MOVES: Moves<RealNameStage> = {
  to_call: ['evidence_awaited', 'verifying', 'in_review', 'notice', 'closed'],
  evidence_awaited: ['to_call', 'verifying', 'in_review', 'notice', 'closed'],
  verifying: ['to_call', 'evidence_awaited', 'in_review', 'notice', 'closed'],
  in_review: [
    ...['to_call', 'evidence_awaited', 'verifying', 'notice', 'waiting'],
    ...['measure_proposed', 'measure_approved', 'measure_applied', 'closed'],
  ] as RealNameStage[],
  notice: ['waiting', ...CONTACT_AGAIN, 'closed'],
  waiting: ['measure_proposed', 'notice', ...CONTACT_AGAIN, 'closed'],
  measure_proposed: ['measure_approved', 'measure_applied', 'waiting', 'notice', ...CONTACT_AGAIN, 'closed'],
  measure_approved: ['measure_applied', 'in_review', 'lifted'],
  measure_applied: ['measure_proposed', ...CONTACT_AGAIN, 'lifted'],
  lifted: ['to_call', 'evidence_awaited', 'in_review'],
  closed: ['to_call', 'evidence_awaited', 'in_review'],
};

/** The stage of each step on the ladder. */
const RUNGS: Partial<Record<Plan['code'], RealNameStage>> = {
  notice_requested: 'notice',
  waiting: 'waiting',
  approval_due: 'measure_proposed',
  application_requested: 'measure_approved',
  reminder_wait: 'measure_applied',
  reminder_requested: 'measure_applied',
  second_waiting: 'measure_applied',
  both_barred: 'measure_applied',
};
/** Closing from here takes a measure back. */
const BINDING: readonly RealNameStage[] = ['measure_approved', 'measure_applied'];

/** What a person may do on the ladder from which stage; a step from any other does not type-check. */
export const LADDER_STEPS = {
  waiting: ['proposed'],
  measure_applied: ['proposed'],
  measure_proposed: ['approved', 'declined'],
} as const satisfies Partial<Record<RealNameStage, readonly string[]>>;
export type LadderStage = keyof typeof LADDER_STEPS;
export type LadderStepOf<S extends LadderStage> = (typeof LADDER_STEPS)[S][number];

/** Whether a step of the ladder may follow at this stage. */
export function mayStep(stage: CaseStage, step: LadderStepOf<LadderStage>): boolean {
  const steps: Partial<Record<CaseStage, readonly string[]>> = LADDER_STEPS;
  return steps[stage]?.includes(step) ?? false;
}

function spamReportStage({ assigneeId }: SpamReportCase, plan: Plan): SpamReportStage | null {
  switch (plan.kind) {
    case 'call':
      return assigneeId === null ? 'decided' : 'to_call';
    case 'message':
      return 'message_requested';
    case 'review':
      return 'in_review';
    case 'blocked':
      return plan.code === 'awaiting_investigation' ? 'reported' : 'investigating';
    case 'closed':
      return 'closed';
    case 'measure':
      return null;
  }
}

function realNameStage(from: RealNameStage, plan: Plan): RealNameStage {
  const rung = RUNGS[plan.code];
  if (rung) return rung;
  if (plan.kind === 'closed') return BINDING.includes(from) || from === 'lifted' ? 'lifted' : 'closed';
  if (plan.params.barred !== undefined) return 'measure_applied';
  switch (plan.kind) {
    case 'call':
      return plan.code === 'awaiting_evidence' ? 'evidence_awaited' : 'to_call';
    case 'message':
      return 'notice';
    case 'measure':
      return from;
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
    const stage = spamReportStage(subject, plan);
    if (!stage || !mayMove(subject.kind, subject.stage, stage))
      return refusal(subject.stage, stage ?? plan.kind);
    return { ok: true, case: { ...subject, plan, stage } };
  }
  const stage = realNameStage(subject.stage, plan);
  if (!mayMove(subject.kind, subject.stage, stage)) return refusal(subject.stage, stage);
  return { ok: true, case: { ...subject, plan, stage } };
}
