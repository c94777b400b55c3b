import { isTry } from '../case/history.ts';
import type { PlanCode } from '../case/plan.ts';
import type { Instant } from '../time.ts';
import { livingNumbers, type Reading, type ReadingRules, type Standing } from './standing.ts';

/** A person decides first; what comes afterwards goes on from where it stood. */
const PAUSING: readonly Standing['is'][] = ['review', 'unknown'];
/** Something else than calls is next. */
const ELSEWHERE: readonly Standing['is'][] = ['closed', 'verifying', 'new_evidence'];

function reasonOf(
  { standing, open, round, dead }: Reading,
  { maxAttempts, hasAlternative }: ReadingRules,
): PlanCode | null {
  if (standing.is === 'refused') return 'refused';
  if (open.some(({ kind }) => kind === 'do_not_call')) return 'do_not_call';
  if (standing.is === 'message') return standing.code;
  if (standing.is === 'exhausted') return 'attempts_exhausted';
  // An agreed call, and a look at promised evidence, are owed even when all tries are used up.
  if (standing.is === 'appointment' || standing.is === 'evidence') return null;
  if (livingNumbers({ dead }, hasAlternative).length === 0) return 'vacant_number';
  return round.filter(isTry).length >= maxAttempts ? 'attempts_exhausted' : null;
}

/**
 * The reading with the reason why calls have ended, if they have. It holds since the first such reason
 * without a break, so that a later one (a refusal during the waiting time) neither repeats a notice nor
 * prolongs anything.
 */
export function withExhaustion(reading: Reading, at: Instant, rules: ReadingRules): Reading {
  const { standing, exhausted } = reading;
  if (PAUSING.includes(standing.is)) return reading;
  const code = ELSEWHERE.includes(standing.is) ? null : reasonOf(reading, rules);
  if (code === null) return exhausted === null ? reading : { ...reading, exhausted: null };
  return { ...reading, exhausted: { code, since: exhausted?.since ?? at } };
}
