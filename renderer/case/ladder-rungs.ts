import { planInputOf } from '../../shared/case/replan.ts';
import type { Ladder } from '../../shared/policy/ladder.ts';
import type { Library } from '../../shared/policy/library.ts';
import { readForPlan } from '../../shared/policy/plan.ts';
import type { Words } from '../i18n/words.ts';
import type { OpenCase } from './use-case.ts';

export type RungName = 'notice' | 'waiting' | 'outgoing' | 'reminder' | 'secondWaiting' | 'both' | 'lifted';

/** A rung of the measure ladder: how far it is, and what is known of it in words. */
export interface Rung {
  name: RungName;
  place: 'past' | 'here' | 'ahead';
  said: readonly string[];
}

interface Context {
  library: Library;
  words: Words;
  now: number;
  nameOf(id: string | null): string | null;
}

type Level = 'outgoing' | 'both';

/** What was proposed, approved and applied of a measure: who and when, newest proposal only. */
function measureSaid({ history }: OpenCase, level: Level, { words, now, nameOf }: Context): string[] {
  const { t, time } = words;
  const steps = history.filter((entry) => entry.type === 'measure' && entry.level === level);
  const last = steps.findLastIndex((entry) => entry.type === 'measure' && entry.step === 'proposed');
  return steps.slice(Math.max(0, last)).flatMap((entry) => {
    if (entry.type !== 'measure') return [];
    const values = { name: nameOf(entry.byId) ?? t('common.system'), moment: time.moment(entry.at, now) };
    if (entry.step === 'proposed' || entry.step === 'approved' || entry.step === 'applied')
      return [t(`case.ladder.${entry.step}`, values)];
    return [];
  });
}

function sentSaid(sent: Ladder['notice'], { words: { t, time }, now }: Context): string[] {
  return sent ? [t(`case.ladder.${sent.state}`, { moment: time.moment(sent.since, now) })] : [];
}

/** Which rung a case stands on; -1: it has not begun to climb. */
function standing({ plan: { code, params }, stage }: OpenCase, { applied, reminder }: Ladder): number {
  if (stage === 'lifted' || code === 'lift_requested') return 6;
  if (code === 'both_barred') return 5;
  if (code === 'second_waiting') return 4;
  if (code === 'reminder_wait' || code === 'reminder_requested') return 3;
  if (code === 'approval_due' || code === 'application_requested') return params.level === 'both' ? 5 : 2;
  if (code === 'waiting') return 1;
  if (code === 'notice_requested') return 0;
  if (applied?.level === 'both') return 5;
  return applied ? (reminder ? 3 : 2) : -1;
}

/** The measure ladder of a re-verification as it was climbed so far; empty before its first rung. */
export function rungsOf(found: OpenCase, context: Context): Rung[] {
  if (found.kind !== 'real_name') return [];
  const { words, now } = context;
  const { t, time } = words;
  const { ladder } = readForPlan(planInputOf(found, context.library, now));
  const here = standing(found, ladder);
  if (here < 0) return [];
  const until =
    found.plan.notBefore === null
      ? []
      : [t('case.ladder.until', { moment: time.moment(found.plan.notBefore, now) })];
  const lifted = found.history.findLast((entry) => entry.type === 'measure' && entry.step === 'lifted');
  const lifting = lifted
    ? [t('case.ladder.applied', { moment: time.moment(lifted.at, now) })]
    : ladder.lift
      ? [t('case.ladder.liftRequested', { moment: time.moment(ladder.lift.since, now) })]
      : [];
  const rungs: readonly [RungName, readonly string[]][] = [
    ['notice', sentSaid(ladder.notice, context)],
    ['waiting', found.plan.code === 'waiting' ? until : []],
    ['outgoing', measureSaid(found, 'outgoing', context)],
    ['reminder', found.plan.code === 'reminder_wait' ? until : sentSaid(ladder.reminder, context)],
    ['secondWaiting', found.plan.code === 'second_waiting' ? until : []],
    ['both', measureSaid(found, 'both', context)],
    ['lifted', lifting],
  ];
  return rungs.map(([name, said], index) => ({
    name,
    said,
    place: index < here ? 'past' : index === here ? 'here' : 'ahead',
  }));
}
