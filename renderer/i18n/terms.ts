import type { i18n as I18n, TFunction } from 'i18next';
import type { Plan } from '../../shared/case/plan.ts';
import type { TimeWords } from './time.ts';

/** Lists that grow with the data: an unknown code is shown as it came rather than hidden. */
type OpenList = 'action' | 'category' | 'channel' | 'missing' | 'stage' | 'finding';

/** The word for a code of an open list. */
export function termLabel(t: TFunction, i18n: I18n, list: OpenList, code: string): string {
  const key = `case.${list}.${code}`;
  return i18n.exists(key) ? String(t(key as 'case.stage.to_call')) : code.replaceAll('_', ' ');
}

/** Why a case stands where it stands. */
export function whySentence(t: TFunction, plan: Plan): string {
  const parts = { ...plan.params, attempt: plan.attempt, ofAttempts: plan.ofAttempts };
  return t(`plan.why.${plan.code}`, parts);
}

/** What follows, in a sentence with its time. */
export function nextSentence(t: TFunction, time: TimeWords, plan: Plan, now: number): string {
  const window = plan.notBefore === null ? null : time.window(plan.notBefore, plan.notAfter, now);
  const when = window === null ? '' : t('plan.when', { window });
  return t(`plan.next.${plan.code}`, {
    ...plan.params,
    attempt: plan.attempt,
    ofAttempts: plan.ofAttempts,
    when,
  });
}
