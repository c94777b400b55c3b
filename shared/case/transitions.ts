import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Case } from './case.ts';
import type { CaseKind, CaseStage, RealNameStage, SpamReportStage } from './kinds.ts';
import type { Plan } from './plan.ts';

type Moves<S extends string> = Readonly<Record<S, readonly S[]>>;

/**
 * Where a spam report may go from each stage, as things happen in order of time. A closed one comes back by a
 * dispute, new evidence or a changed finding; one that nobody has looked into goes back to `reported` when
 * what came in between is dealt with. A correction, or a call that a desk hands in later, changes what came
 * before and binds to no move.
 */
export const SPAM_REPORT_MOVES: Moves<SpamReportStage> = {
  reported: ['investigating', 'decided', 'to_call', 'in_review', 'message_requested', 'closed'],
  investigating: ['decided', 'to_call', 'in_review', 'message_requested', 'closed'],
  decided: ['to_call', 'investigating', 'in_review', 'message_requested', 'closed'],
  to_call: ['reported', 'decided', 'investigating', 'in_review', 'message_requested', 'closed'],
  in_review: ['reported', 'investigating', 'decided', 'to_call', 'message_requested', 'closed'],
  message_requested: ['investigating', 'decided', 'to_call', 'in_review', 'closed'],
  closed: ['investigating', 'decided', 'to_call', 'in_review', 'message_requested'],
};

const CONTACT_AGAIN: readonly RealNameStage[] = ['to_call', 'evidence_awaited', 'verifying', 'in_review'];

/**
 * Where a re-verification may go from each stage. The ladder is climbed rung by rung; agreement leaves it
 * before a measure stands, only a verification or an upheld appeal does afterwards. A second measure is
 * declined to where the first one stands.
 */
export const REAL_NAME_MOVES: Moves<RealNameStage> = {
  to_call: ['evidence_awaited', 'verifying', 'in_review', 'notice', 'closed'],
  evidence_awaited: ['to_call', 'verifying', 'in_review', 'notice', 'closed'],
  verifying: ['to_call', 'evidence_awaited', 'in_review', 'notice', 'closed'],
  in_review: [
    ...(['to_call', 'evidence_awaited', 'verifying', 'notice'] as const),
    ...(['waiting', 'measure_proposed', 'lifted', 'closed'] as const),
  ],
  notice: ['waiting', ...CONTACT_AGAIN, 'closed'],
  waiting: ['measure_proposed', 'notice', ...CONTACT_AGAIN, 'closed'],
  measure_proposed: ['measure_approved', 'measure_applied', 'waiting', 'notice', ...CONTACT_AGAIN, 'closed'],
  measure_approved: ['measure_applied', 'notice', ...CONTACT_AGAIN, 'lifted', 'closed'],
  measure_applied: ['measure_proposed', 'notice', ...CONTACT_AGAIN, 'lifted'],
  lifted: [...CONTACT_AGAIN, 'notice'],
  closed: [...CONTACT_AGAIN, 'notice'],
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

function spamReportStage(plan: Plan, assigneeId: string | null): SpamReportStage {
  switch (plan.kind) {
    case 'call':
      return assigneeId === null ? 'decided' : 'to_call';
    case 'message':
      return 'message_requested';
    case 'review':
    case 'measure':
      return 'in_review';
    case 'blocked':
      return plan.code === 'awaiting_investigation' ? 'reported' : 'investigating';
    case 'closed':
      return 'closed';
  }
}

/**
 * `params`: `approved`, a measure is on its way; `barred`, one stands; `lifted`, the end was taking one back.
 */
function realNameStage({ kind, code, params }: Plan): RealNameStage {
  const rung = RUNGS[code];
  if (rung) return rung;
  if (params.approved !== undefined) return 'measure_approved';
  if (params.barred !== undefined) return 'measure_applied';
  switch (kind) {
    case 'call':
      return code === 'awaiting_evidence' ? 'evidence_awaited' : 'to_call';
    case 'message':
    case 'measure':
      return 'notice';
    case 'review':
      return 'in_review';
    case 'blocked':
      return 'verifying';
    case 'closed':
      return params.lifted === undefined ? 'closed' : 'lifted';
  }
}

/** The case with a new plan and the stage that follows from it, wherever it stood. */
export function staged(subject: Case, plan: Plan): Case {
  return subject.kind === 'spam_report'
    ? { ...subject, plan, stage: spamReportStage(plan, subject.assigneeId) }
    : { ...subject, plan, stage: realNameStage(plan) };
}

/** Whether the state machine of the kind allows the move; staying is always allowed. */
export function mayMove(kind: CaseKind, from: CaseStage, to: CaseStage): boolean {
  if (from === to) return true;
  const moves: Partial<Record<CaseStage, readonly CaseStage[]>> =
    kind === 'spam_report' ? SPAM_REPORT_MOVES : REAL_NAME_MOVES;
  return moves[from]?.includes(to) ?? false;
}

export type Stepped = { ok: true; case: Case } | { ok: false; code: ErrorCode; params: ErrorParams };

/**
 * The case with a new plan and the stage that follows from it, as one move from where it stands. Refused with
 * `illegal_transition` when the kind has no such move (a spam report has no measures) or its table does not
 * allow it.
 */
export function stageAfter(subject: Case, plan: Plan): Stepped {
  const from = subject.stage;
  const moved = staged(subject, plan);
  const foreign = subject.kind === 'spam_report' && plan.kind === 'measure';
  if (!foreign && mayMove(subject.kind, from, moved.stage)) return { ok: true, case: moved };
  return {
    ok: false,
    code: 'illegal_transition',
    params: { from, to: foreign ? plan.kind : moved.stage },
  };
}
