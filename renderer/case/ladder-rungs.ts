import { planInputOf } from '../../shared/case/replan.ts';
import type { MeasureEntry } from '../../shared/case/steps.ts';
import { type Ladder, readLadder } from '../../shared/policy/ladder.ts';
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

type Level = MeasureEntry['level'];

const RUNG_OF: Readonly<Record<Level, number>> = { outgoing: 2, both: 5 };
const LIFTED = 6;

/** What a ladder says of each step. */
const SAID = {
  proposed: 'proposed',
  approved: 'approved',
  declined: 'declined',
  applied: 'applied',
  failed: 'undone',
  lift_requested: 'liftRequested',
  lifted: 'applied',
} as const;

/** What was done about a measure: who and when. */
function stepsSaid(steps: readonly MeasureEntry[], { words: { t, time }, now, nameOf }: Context): string[] {
  return steps.map(({ step, byId, at }) =>
    t(`case.ladder.${SAID[step]}`, {
      name: nameOf(byId) ?? t('common.system'),
      moment: time.moment(at, now),
    }),
  );
}

interface Measures {
  /** The newest measure of each level, from its proposal on. */
  outgoing: readonly MeasureEntry[];
  both: readonly MeasureEntry[];
  /** Taking back what was applied, if nothing was proposed since. */
  lift: readonly MeasureEntry[];
  newest: MeasureEntry | null;
}

function measuresOf({ history }: OpenCase): Measures {
  const all = history.filter((entry) => entry.type === 'measure');
  const lastOf = (step: MeasureEntry['step'], steps: readonly MeasureEntry[]) =>
    steps.findLastIndex((entry) => entry.step === step);
  const climb = (level: Level) => {
    const steps = all.filter((entry) => entry.level === level);
    const since = steps.slice(Math.max(0, lastOf('proposed', steps)));
    const taken = since.findIndex(({ step }) => step === 'lift_requested');
    return taken < 0 ? since : since.slice(0, taken);
  };
  const asked = lastOf('lift_requested', all);
  const lift = asked > lastOf('proposed', all) ? all.slice(asked) : [];
  return { outgoing: climb('outgoing'), both: climb('both'), lift, newest: all.at(-1) ?? null };
}

function sentSaid(sent: Ladder['notice'], { words: { t, time }, now }: Context): string[] {
  return sent ? [t(`case.ladder.${sent.state}`, { moment: time.moment(sent.since, now) })] : [];
}

/** Which rung a case stands on, also while a person decides about it; -1: it does not climb. */
function standing({ plan: { code }, stage }: OpenCase, ladder: Ladder, measures: Measures): number {
  const { applied, approved, proposal, reminder, notice, failedAt } = ladder;
  const lifts = stage === 'lifted' || code === 'lift_requested';
  if (lifts || (failedAt !== null && measures.lift.length > 0)) return LIFTED;
  const measure = approved ?? proposal ?? (failedAt === null ? null : measures.newest);
  if (measure) return RUNG_OF[measure.level];
  if (applied?.level === 'both') return RUNG_OF.both;
  if (code === 'reminder_wait') return 3;
  if (applied) return reminder ? (reminder.state === 'delivered' ? 4 : 3) : RUNG_OF.outgoing;
  if (notice) return notice.state === 'delivered' ? 1 : 0;
  return -1;
}

/**
 * The climb as it was when a measure was applied; the reason for it may be settled, and the measure taken
 * back, by now.
 */
function wholeClimb({ history }: OpenCase): Ladder {
  return readLadder(
    history.filter((entry) => entry.type !== 'measure' || entry.step !== 'lifted'),
    0,
  );
}

/** The measure ladder of a re-verification as it was climbed so far; empty before its first rung. */
export function rungsOf(found: OpenCase, context: Context): Rung[] {
  if (found.kind !== 'real_name') return [];
  const { words, now } = context;
  const { ladder } = readForPlan(planInputOf(found, context.library, now));
  const measures = measuresOf(found);
  const here = standing(found, ladder, measures);
  if (here < 0) return [];
  const sent = ladder.applied || here === LIFTED ? wholeClimb(found) : ladder;
  // What is taken back after its first measure has not seen the rungs of the second one.
  const climbed = here === LIFTED && measures.both.length === 0 ? RUNG_OF.outgoing : here;
  const { code, notBefore } = found.plan;
  const until =
    notBefore === null ? [] : [words.t('case.ladder.until', { moment: words.time.moment(notBefore, now) })];
  const rungs: readonly [RungName, readonly string[]][] = [
    ['notice', sentSaid(sent.notice, context)],
    ['waiting', code === 'waiting' ? until : []],
    ['outgoing', stepsSaid(measures.outgoing, context)],
    ['reminder', code === 'reminder_wait' ? until : sentSaid(sent.reminder, context)],
    ['secondWaiting', code === 'second_waiting' ? until : []],
    ['both', stepsSaid(measures.both, context)],
    ['lifted', stepsSaid(measures.lift, context)],
  ];
  return rungs.map(([name, said], index) => ({
    name,
    said,
    place: index === here ? 'here' : index < here && index <= climbed ? 'past' : 'ahead',
  }));
}
