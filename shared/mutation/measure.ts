import type { Case } from '../case/case.ts';
import type { MeasureLevel } from '../case/kinds.ts';
import type { MeasureEntry } from '../case/steps.ts';
import { type LadderStage, type LadderStepOf, mayStep } from '../case/transitions.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import { openMatters } from './answers.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { type Decided, decided, type Made } from './decide.ts';
import type { DecideAppeal, DecideMeasure, ProposeMeasure } from './mutation.ts';

function refused(code: ErrorCode, params: ErrorParams = {}): ApplyResult {
  return { ok: false, code, params };
}

/** A step that a person takes; only one that may follow at the stage type-checks. */
function taken<S extends LadderStage>(
  _stage: S,
  step: LadderStepOf<S>,
  rest: Made & { level: MeasureLevel; measureId: string; why: string },
): MeasureEntry {
  return { ...rest, type: 'measure', step };
}

const isKnown = (subject: Case, { id }: Made) => subject.history.some((entry) => entry.id === id);

/**
 * Proposes the next measure. Refused with `not_found`, `illegal_transition` (not the next
 * rung) or `waiting_time` with `until` (the waiting time is not over).
 */
export function proposeMeasure(
  { args }: ProposeMeasure,
  made: Made,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (subject?.kind !== 'real_name') return refused('not_found');
  if (isKnown(subject, made)) return { ok: true, cases: [], flags: [] };
  if (context.kept) {
    const { level, why } = args;
    const entry = { ...made, type: 'measure', step: 'proposed', level, measureId: made.id, why } as const;
    return decided(subject, entry, context);
  }
  const { stage, plan } = subject;
  const level = plan.code === 'waiting' ? 'outgoing' : plan.code === 'second_waiting' ? 'both' : null;
  if (level !== args.level || (stage !== 'waiting' && stage !== 'measure_applied'))
    return refused('illegal_transition', { from: stage, to: 'measure_proposed' });
  if (plan.notBefore !== null && made.at < plan.notBefore)
    return refused('waiting_time', { until: plan.notBefore });
  return decided(
    subject,
    taken(stage, 'proposed', { ...made, level, measureId: made.id, why: args.why }),
    context,
  );
}

/**
 * Approves or declines a proposal. Refused with `not_found`, `own_proposal` (a second
 * person must), `superseded` (another proposal stands) or `illegal_transition` (none does).
 */
export function decideMeasure(
  { args }: DecideMeasure,
  made: Made,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (subject?.kind !== 'real_name') return refused('not_found');
  if (isKnown(subject, made)) return { ok: true, cases: [], flags: [] };
  const { stage } = subject;
  const step = args.approve ? 'approved' : 'declined';
  const proposal = subject.history.find((entry) => entry.type === 'measure' && entry.id === args.measureId);
  if (context.kept) {
    if (proposal?.type !== 'measure') return refused('superseded');
    const { level, measureId } = proposal;
    return decided(subject, { ...made, type: 'measure', step, level, measureId, why: args.why }, context);
  }
  if (stage !== 'measure_proposed' || !mayStep(stage, step))
    return refused('illegal_transition', { from: stage, to: `measure_${step}` });
  if (proposal?.type !== 'measure' || subject.plan.params.measureId !== args.measureId)
    return refused('superseded');
  if (proposal.byId === context.author.id) return refused('own_proposal');
  const { level, measureId } = proposal;
  return decided(subject, taken(stage, step, { ...made, level, measureId, why: args.why }), context);
}

/**
 * Decides about an appeal. Refused with `not_found` or `not_in_review` (there is none that the lead knew).
 */
export function decideAppeal(
  { args }: DecideAppeal,
  made: Decided,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (subject?.kind !== 'real_name') return refused('not_found');
  if (isKnown(subject, made)) return { ok: true, cases: [], flags: [] };
  const appeals = openMatters(subject, context.library).filter(({ kind }) => kind === 'appeal_review');
  const known = appeals.length === 0 || appeals.some(({ id }) => made.answers.includes(id));
  if (!context.kept && (subject.plan.code !== 'appeal_review' || !known)) return refused('not_in_review');
  const step = args.uphold ? 'upheld' : 'dismissed';
  return decided(subject, { ...made, type: 'appeal', step, why: args.why }, context);
}
