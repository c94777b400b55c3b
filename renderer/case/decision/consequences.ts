import type { HistoryEntry } from '../../../shared/case/history.ts';
import type { NumberCall } from '../../../shared/case/number-calls.ts';
import type { Plan } from '../../../shared/case/plan.ts';
import type { AppealEntry, ReviewDecision } from '../../../shared/case/steps.ts';
import { decided } from '../../../shared/mutation/decide.ts';
import { heldBack } from '../../../shared/policy/held-back.ts';
import type { Library } from '../../../shared/policy/library.ts';
import type { Words } from '../../i18n/words.ts';
import type { OpenCase } from '../use-case.ts';

/** A lead's way to decide a review or an appeal, as the history will have it. */
export type Verdict =
  | { type: 'review'; decision: ReviewDecision }
  | { type: 'appeal'; step: AppealEntry['step'] }
  | { type: 'calls_confirmed'; attemptIds: string[] };

const NOBODY_YET = '00000000-0000-4000-8000-000000000000';

/**
 * What would be next after a decision that answers what its maker was shown, by the same rules that make the
 * plan once it is taken; null when it cannot be.
 */
export function planAfter(
  found: OpenCase,
  verdict: Verdict,
  {
    library,
    elsewhere,
    answers,
    now,
  }: { library: Library; elsewhere: readonly NumberCall[]; answers: readonly string[]; now: number },
): Plan | null {
  const made = { id: NOBODY_YET, at: now, byId: null };
  const entry: HistoryEntry =
    verdict.type === 'calls_confirmed'
      ? { ...made, ...verdict }
      : { ...made, why: '', answers: [...answers], ...verdict };
  const outcome = decided(found, entry, { library });
  const [after] = outcome.ok ? outcome.cases : [];
  return after ? heldBack(after, elsewhere, library) : null;
}

/** What a decision usually leads to: then its own words say it best. */
const USUAL: Readonly<Record<ReviewDecision, (plan: Plan) => boolean>> = {
  call_again: ({ kind }) => kind === 'call',
  investigate: ({ code }) => code === 'new_evidence',
  message: ({ code }) => code === 'lead_decided',
  ladder: ({ code }) => code === 'notice_requested',
};

/** What a decision leads to, in a sentence: also where the case does not go the usual way. */
export function consequenceOf(
  verdict: Verdict,
  plan: Plan | null,
  { t, level, follows }: Words,
  now: number,
): string {
  if (verdict.type === 'review') {
    const { decision } = verdict;
    return plan === null || USUAL[decision](plan)
      ? t(`decision.consequence.${decision}`)
      : follows(plan, now);
  }
  if (verdict.type === 'calls_confirmed') return plan ? follows(plan, now) : '';
  if (verdict.step === 'dismissed')
    return plan === null || plan.kind === 'call' ? t('decision.consequence.dismiss') : follows(plan, now);
  return plan?.code === 'lift_requested'
    ? t('decision.consequence.uphold_barred', { level: level(plan.params.level) })
    : t('decision.consequence.uphold');
}
