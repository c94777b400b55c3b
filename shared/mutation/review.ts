import type { Case } from '../case/case.ts';
import type { ReviewDecision } from '../case/steps.ts';
import type { Matter } from '../policy/matters.ts';
import { openMatters } from './answers.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { type Decided, decided } from './decide.ts';
import type { ResolveReview } from './mutation.ts';

/** How a case of a kind may go on after a review. */
export const REVIEW_DECISIONS: Readonly<Record<Case['kind'], readonly ReviewDecision[]>> = {
  spam_report: ['call_again', 'investigate', 'message'],
  real_name: ['call_again', 'ladder'],
};

/** Not for a lead to review: others answer it, or nobody needs to. */
const BESIDE_REVIEW: readonly Matter['kind'][] = [
  'new_evidence',
  'do_not_call',
  'appeal_review',
  'closed_reached',
  'closed_receipt',
  'closed_verified',
];

/** Whether a decision is about anything that the case is in review for. */
function isKnown(subject: Case, { answers }: Decided, { library }: ApplyContext): boolean {
  const due = openMatters(subject, library).filter(({ kind }) => !BESIDE_REVIEW.includes(kind));
  return due.length === 0 || due.some(({ id }) => answers.includes(id));
}

/**
 * Records the lead's decision about a case in review and plans it anew. Refused with `not_found`,
 * `not_in_review` (somebody decided before, it is in review for what the lead did not know, or an appeal is
 * to be decided) or `illegal_transition` (not for this kind).
 */
export function resolveReview(
  { args }: ResolveReview,
  made: Decided,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (!subject) return { ok: false, code: 'not_found', params: {} };
  if (subject.history.some(({ id }) => id === made.id)) return { ok: true, cases: [], flags: [] };
  const reviews = subject.plan.kind === 'review' && subject.plan.code !== 'appeal_review';
  if (!context.kept && !(reviews && isKnown(subject, made, context)))
    return { ok: false, code: 'not_in_review', params: {} };
  if (!REVIEW_DECISIONS[subject.kind].includes(args.decision))
    return { ok: false, code: 'illegal_transition', params: { from: subject.stage, to: args.decision } };
  const { decision, why } = args;
  return decided(subject, { ...made, type: 'review', decision, why }, context);
}
