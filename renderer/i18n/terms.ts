import type { i18n as I18n, TFunction } from 'i18next';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Plan } from '../../shared/case/plan.ts';
import type { TimeWords } from './time.ts';

/** Lists that grow with the data: an unknown code is shown as it came rather than hidden. */
type OpenList = 'action' | 'category' | 'channel' | 'missing' | 'stage' | 'finding';

/** The word for a code of an open list. */
export function termLabel(t: TFunction, i18n: I18n, list: OpenList, code: string): string {
  const key = `case.${list}.${code}`;
  return i18n.exists(key) ? String(t(key as 'case.stage.to_call')) : code.replaceAll('_', ' ');
}

/** A measure in words; an unknown one as it came. */
export function levelLabel(t: TFunction, level: unknown): string {
  return level === 'outgoing' || level === 'both' ? t(`plan.level.${level}`) : String(level ?? '');
}

/** A sentence may begin with a word that is written small inside of one. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function partsOf(t: TFunction, time: TimeWords, plan: Plan, now: number) {
  const level = levelLabel(t, plan.params.level ?? plan.params.barred);
  const until = plan.notBefore === null ? '' : time.moment(plan.notBefore, now);
  return { ...plan.params, attempt: plan.attempt, ofAttempts: plan.ofAttempts, level, until };
}

const REASONS = ['attempts_exhausted', 'do_not_call', 'vacant_number', 'lead_decided', 'refused'] as const;

/** The waiting time of the ladder that is over, if the case stands at the end of one. */
function waitedOver({ code, notBefore }: Plan, now: number): 'waiting' | 'second_waiting' | null {
  return (code === 'waiting' || code === 'second_waiting') && (notBefore ?? 0) <= now ? code : null;
}

/** Why a case stands where it stands: the step, what led to it, and what stands beside it. */
export function whySentence(t: TFunction, time: TimeWords, plan: Plan, now: number): string {
  const parts = partsOf(t, time, plan, now);
  const { number, barred, late, reason } = plan.params;
  const because = REASONS.find((known) => known === reason);
  const also = [
    because && plan.kind === 'measure' ? t(`plan.reason.${because}`, parts) : '',
    number === 'altPhone' && plan.code !== 'alternative_number' ? t('plan.also.alternative') : '',
    barred !== undefined && plan.kind !== 'measure'
      ? t('plan.also.barred', { level: levelLabel(t, barred) })
      : '',
    late === undefined ? '' : t('plan.also.late'),
  ];
  const over = waitedOver(plan, now);
  const step = over ? t(`plan.over.${over}`, parts) : t(`plan.why.${plan.code}`, parts);
  return capital([step, ...also].filter((part) => part !== '').join(' · '));
}

/** What is known of the result whose consequence is told. `counted`: whether it counts as an attempt. */
export interface ResultMeaning {
  kind: CaseKind;
  counted: boolean;
  /** Whether the same result may come only so often, so that the tries may end sooner. */
  limited: boolean;
}

function followsIn(t: TFunction, time: TimeWords, plan: Plan, now: number): string {
  const window = plan.notBefore === null ? null : time.window(plan.notBefore, plan.notAfter, now);
  const parts = { ...partsOf(t, time, plan, now), when: window === null ? '' : t('plan.when', { window }) };
  const over = waitedOver(plan, now);
  return over ? t(`plan.over.${over}`, parts) : t(`plan.next.${plan.code}`, parts).trim();
}

/** What follows, in a sentence with its time. */
export function followsSentence(t: TFunction, time: TimeWords, plan: Plan, now: number): string {
  return capital(followsIn(t, time, plan, now));
}

/**
 * What follows, in a sentence with its time; of a try that reached nobody also which it was and how many are
 * left.
 */
export function nextSentence(
  t: TFunction,
  time: TimeWords,
  plan: Plan,
  { now, result }: { now: number; result: ResultMeaning },
): string {
  const follows = followsIn(t, time, plan, now);
  if (!plan.code.startsWith('retry_')) return capital(follows);
  const { ofAttempts } = plan;
  const made = plan.attempt - 1;
  const before = result.counted ? t('plan.tried', { n: made, ofAttempts }) : t('plan.notCounted');
  const left = { count: ofAttempts - made };
  const after = result.limited ? `plan.leftAtMost.${result.kind}` : (`plan.left.${result.kind}` as const);
  return capital(`${before}${follows}${t(after as 'plan.left.spam_report', left)}`);
}
