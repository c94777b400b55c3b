import type { Case } from '../case/case.ts';
import type { ReviewDecision } from '../case/steps.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { decided, type Made } from './decide.ts';
import type { ResolveReview } from './mutation.ts';

/** How a case of a kind may go on after a review. */
export const REVIEW_DECISIONS: Readonly<Record<Case['kind'], readonly ReviewDecision[]>> = {
  spam_report: ['call_again', 'investigate', 'message'],
  real_name: ['call_again', 'ladder'],
};

/**
 * Records the lead's decision about a case in review and plans it anew. Refused with `not_found`,
 * `not_in_review` (somebody decided before, or an appeal is to be decided) or `illegal_transition` (not for this kind).
 */
export function resolveReview(
  { args }: ResolveReview,
  made: Made,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (!subject) return { ok: false, code: 'not_found', params: {} };
  if (subject.history.some(({ id }) => id === made.id)) return { ok: true, cases: [], flags: [] };
  if (!context.kept && (subject.plan.kind !== 'review' || subject.plan.code === 'appeal_review'))
    return { ok: false, code: 'not_in_review', params: {} };
  if (!REVIEW_DECISIONS[subject.kind].includes(args.decision))
    return { ok: false, code: 'illegal_transition', params: { from: subject.stage, to: args.decision } };
  const { decision, why } = args;
  return decided(subject, { ...made, type: 'review', decision, why }, context);
}
