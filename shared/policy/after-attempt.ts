import type { Attempt } from '../case/history.ts';
import type { NumberName } from '../case/kinds.ts';
import { HOUR, MINUTE } from '../time.ts';
import type { Reading, ReadingRules, RetryEffect, Standing } from './standing.ts';

/** `former`: who had the case once and lost it. */
export type AttemptRules = ReadingRules & { former: ReadonlySet<string | null> };

const NEXT_PART: RetryEffect = { do: 'retry', when: 'next_part' };
const NEXT_DAY: RetryEffect = { do: 'retry', when: 'next_day' };
/** An attempt that reached nobody changes nothing about these. */
const SETTLED: readonly Standing['is'][] = [
  'exhausted',
  'verifying',
  'review',
  'appeal',
  'new_evidence',
  'refused',
  'message',
];

function reopens({ effect }: Attempt): boolean {
  if (effect?.do === 'review') return effect.code === 'dispute_review' || effect.code === 'complaint_review';
  return effect?.do === 'investigate';
}

/** The result of somebody who had lost the case counts, but a time that another agreed with the person is not theirs to move. */
function isBound({ standing }: Reading, attempt: Attempt, { former }: AttemptRules): boolean {
  if (standing.is !== 'appointment' && standing.is !== 'evidence') return false;
  return attempt.flags.includes('not_owner') && former.has(attempt.byId) && standing.byId !== attempt.byId;
}

/** An agreed time stands until it has come: an early try without success does not break the promise. */
function stillPromised(standing: Standing, attempt: Attempt, toleranceMinutes: number): boolean {
  if (standing.is === 'appointment') return attempt.startedAt < standing.callAt - toleranceMinutes * MINUTE;
  return standing.is === 'evidence' && attempt.startedAt < standing.checkAt;
}

function nthOf({ round }: Reading, { disposition, dialled }: Attempt): number {
  return round.filter((made) => made.disposition === disposition && made.dialled === dialled).length;
}

function retried(reading: Reading, attempt: Attempt, effect: RetryEffect, rules: AttemptRules): Standing {
  const { standing } = reading;
  if (isBound(reading, attempt, rules)) return standing;
  if (SETTLED.includes(standing.is) || stillPromised(standing, attempt, rules.toleranceMinutes))
    return standing;
  const nth = nthOf(reading, attempt);
  if (effect.max !== undefined && nth > effect.max) return { is: 'exhausted', since: attempt.at };
  return { is: 'retry', last: attempt, effect, nth };
}

/** What an effect means for the number that was called, beside what it means for the case. */
function killed(reading: Reading, attempt: Attempt): boolean {
  const { effect } = attempt;
  if (effect?.do === 'review') return effect.code === 'wrong_number_review';
  return (
    effect?.do === 'message' &&
    effect.code === 'vacant_number' &&
    nthOf(reading, attempt) >= (effect.after ?? 1)
  );
}

function standingAfter(reading: Reading, attempt: Attempt, rules: AttemptRules): Standing {
  const { effect, at } = attempt;
  const { standing } = reading;
  if (standing.is === 'closed' && !reopens(attempt)) return standing;
  if (attempt.reached && attempt.final) return { is: 'closed', by: 'reached' };
  switch (effect?.do) {
    case 'close':
      return { is: 'closed', by: 'reached' };
    case 'review':
      return { is: 'review', since: at, code: effect.code };
    case 'appeal':
      return { is: 'appeal', since: at, before: standing.is === 'appeal' ? standing.before : standing };
    case 'investigate':
      return { is: 'new_evidence', since: at };
    case 'verify':
      return { is: 'verifying', since: at };
    case 'ladder':
      return { is: 'refused', since: at };
    case 'evidence':
      if (isBound(reading, attempt, rules)) return standing;
      return { is: 'evidence', since: at, checkAt: at + effect.hours * HOUR, byId: attempt.byId };
    case 'appointment':
      if (attempt.callbackAt === null) return retried(reading, attempt, NEXT_PART, rules);
      if (isBound(reading, attempt, rules)) return standing;
      return { is: 'appointment', since: at, callAt: attempt.callbackAt, byId: attempt.byId };
    case 'message':
      return nthOf(reading, attempt) < (effect.after ?? 1)
        ? retried(reading, attempt, NEXT_DAY, rules)
        : { is: 'message', since: at, code: effect.code };
    case 'retry':
      return retried(reading, attempt, effect, rules);
    case undefined:
      if (SETTLED.includes(standing.is)) return standing;
      return { is: 'unknown', since: at, disposition: attempt.disposition };
  }
}

/** The reading after one more call. */
export function afterAttempt(before: Reading, attempt: Attempt, rules: AttemptRules): Reading {
  const reading = { ...before, round: [...before.round, attempt] };
  const dead = killed(reading, attempt) ? new Set([...reading.dead, attempt.dialled]) : reading.dead;
  const other: NumberName = attempt.dialled === 'phone' ? 'altPhone' : 'phone';
  const left = dead !== reading.dead && !dead.has(other) && (other === 'phone' || rules.hasAlternative);
  const standing: Standing =
    left && before.standing.is !== 'closed' ? { is: 'alternative' } : standingAfter(reading, attempt, rules);
  const { effect } = attempt;
  const asked = effect?.do === 'message' && effect.code === 'do_not_call';
  const agreed = standing.is === 'appointment' && standing !== reading.standing;
  return {
    ...reading,
    standing,
    dead,
    // Whoever was reached was told, or said something that a message on its way does not know.
    request: attempt.reached ? null : reading.request,
    doNotCall: asked || (reading.doNotCall && !agreed),
  };
}
