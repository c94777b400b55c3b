import type { Attempt, ReadAttempt } from '../case/history.ts';
import { HOUR, MINUTE } from '../time.ts';
import {
  type AttemptRules,
  livingNumbers,
  type Pause,
  type Reading,
  type RetryEffect,
  type Standing,
} from './standing.ts';

const NEXT_PART: RetryEffect = { do: 'retry', when: 'next_part' };
const NEXT_DAY: RetryEffect = { do: 'retry', when: 'next_day' };
/** After the least gap that the rules demand. */
const AFTER_GAP: RetryEffect = { do: 'retry', when: 'minutes' };
/** An attempt that reached nobody changes nothing about these. */
const SETTLED: readonly Standing['is'][] = [
  'exhausted',
  'verifying',
  'review',
  'new_evidence',
  'refused',
  'message',
  'closed',
];
/** A call that the person was promised. */
const PROMISED: readonly Standing['is'][] = ['appointment', 'evidence'];
/** In these the wish for no calls changes nothing but how the case goes on afterwards. */
const BEYOND_CALLS: readonly Standing['is'][] = [
  'evidence',
  'verifying',
  'review',
  'new_evidence',
  'refused',
  'message',
];

function reopens({ effect }: Attempt): boolean {
  if (effect?.do === 'review') return effect.code === 'dispute_review' || effect.code === 'complaint_review';
  return effect?.do === 'investigate';
}

/**
 * The result of somebody who had lost the case counts, but a time that another agreed with the person is not
 * theirs to move.
 */
function isBound({ standing }: Reading, { flags, byId }: Attempt, { former }: AttemptRules): boolean {
  if (standing.is !== 'appointment' && standing.is !== 'evidence') return false;
  return flags.includes('not_owner') && byId !== null && former.has(byId) && standing.byId !== byId;
}

/** An agreed time stands until it has come: an early try without success does not break the promise. */
function stillPromised(standing: Standing, attempt: Attempt, toleranceMinutes: number): boolean {
  if (standing.is === 'appointment') return attempt.startedAt < standing.callAt - toleranceMinutes * MINUTE;
  return standing.is === 'evidence' && attempt.startedAt < standing.checkAt;
}

/** How often a result has come in a round. One that came too soon after another is no second one. */
function nthOf({ round }: Reading, { disposition, dialled }: Attempt): number {
  const same = round.filter((made) => made.disposition === disposition && made.dialled === dialled);
  return Math.min(same.length, Math.max(1, same.filter(({ tooSoon }) => !tooSoon).length));
}

/** Whether an attempt that reached nobody leaves everything as it stands. */
function isUnmoved(reading: Reading, attempt: Attempt, rules: AttemptRules): boolean {
  const { standing } = reading;
  return (
    isBound(reading, attempt, rules) ||
    SETTLED.includes(standing.is) ||
    stillPromised(standing, attempt, rules.toleranceMinutes)
  );
}

/** A call of ours that counts as no attempt, because nobody could have answered it. */
const isSpoilt = ({ counted, direction, doubtful }: ReadAttempt): boolean =>
  !counted && direction === 'outbound' && !doubtful;

function spoiltInARow({ round }: Reading): number {
  return round.length - 1 - round.findLastIndex((attempt) => !isSpoilt(attempt));
}

/** How often in the round the person has put us off. */
function putOffs({ round }: Reading): number {
  return round.filter(
    ({ effect, doubtful }) => !doubtful && (effect?.do === 'appointment' || effect?.do === 'evidence'),
  ).length;
}

/**
 * Whether a doubtful call says anything all the same: what a person said on it holds, a call without an
 * answer does not.
 */
export function isSaid({ effect, reached, callbackAt }: Attempt): boolean {
  switch (effect?.do) {
    case 'retry':
      return false;
    case 'message':
      return reached;
    case 'appointment':
      return callbackAt !== null;
    default:
      return true;
  }
}

/**
 * Whether a doubtful call would close the case, or end the calls: a lead looks first, and until then it
 * changes nothing.
 */
export function wouldEnd({ doubtful, reached, final, effect }: ReadAttempt): boolean {
  if (!doubtful) return false;
  if (effect?.do === 'close' || effect?.do === 'ladder') return true;
  return reached && (final || effect?.do === 'message');
}

/** How far the next call keeps away from a doubtful one that changes nothing else, as from any other. */
function pauseAfter(before: Reading, attempt: ReadAttempt, rules: AttemptRules): Pause | null {
  if (attempt.direction === 'inbound' || isUnmoved(before, attempt, rules)) return before.pause;
  const nth = Math.max(before.pause?.nth ?? 0, nthOf(before, attempt)) + 1;
  const pause = (effect: RetryEffect): Pause => ({ last: attempt, effect, nth });
  if (wouldEnd(attempt)) return pause(AFTER_GAP);
  switch (attempt.effect?.do) {
    case 'retry':
      return pause(attempt.effect);
    case 'message':
      return pause(NEXT_DAY);
    default:
      return pause(NEXT_PART);
  }
}

/** A review for a reason that no result names: the call itself raised it. */
const raised = ({ id, answers }: Attempt) => ({ id, old: answers === undefined });

function retried(reading: Reading, attempt: Attempt, effect: RetryEffect, rules: AttemptRules): Standing {
  if (isUnmoved(reading, attempt, rules)) return reading.standing;
  const nth = nthOf(reading, attempt);
  const since = attempt.at;
  if (spoiltInARow(reading) >= rules.maxLineFaults)
    return { is: 'review', since, code: 'line_fault_review', ...raised(attempt) };
  if (effect.max !== undefined && nth > effect.max) return { is: 'exhausted', since };
  return { is: 'retry', since, last: attempt, effect, nth };
}

/** Whether the result says that the number which was called is of no use. */
function kills(reading: Reading, attempt: Attempt): boolean {
  const { effect } = attempt;
  if (effect?.do === 'review') return effect.code === 'wrong_number_review';
  return (
    effect?.do === 'message' &&
    effect.code === 'vacant_number' &&
    nthOf(reading, attempt) >= (effect.after ?? 1)
  );
}

function afterMessageEffect(
  reading: Reading,
  attempt: Attempt,
  effect: Extract<NonNullable<Attempt['effect']>, { do: 'message' }>,
  rules: AttemptRules,
): Standing {
  const { standing } = reading;
  if (nthOf(reading, attempt) < (effect.after ?? 1)) return retried(reading, attempt, NEXT_DAY, rules);
  if (attempt.reached ? BEYOND_CALLS.includes(standing.is) : isUnmoved(reading, attempt, rules))
    return standing;
  return { is: 'message', since: attempt.at, code: effect.code };
}

function standingAfter(reading: Reading, attempt: ReadAttempt, rules: AttemptRules): Standing {
  const { effect, at: since } = attempt;
  const { standing } = reading;
  if (standing.is === 'closed' && !reopens(attempt)) return standing;
  if (wouldEnd(attempt)) return standing;
  const closed: Standing = { is: 'closed', since, by: 'reached', ...raised(attempt) };
  if (attempt.reached && attempt.final) return closed;
  switch (effect?.do) {
    case 'close':
      return closed;
    case 'review':
      return { is: 'review', since, code: effect.code, ...rules.raiser };
    case 'appeal':
      // The call that was promised is kept with it; once the appeal is decided, the next one is a try like
      // any other.
      return PROMISED.includes(standing.is) ? retried(reading, attempt, NEXT_DAY, rules) : standing;
    case 'investigate':
      return { is: 'new_evidence', since };
    case 'verify':
      // Nothing is left to hand in: nobody would verify it once more.
      if (reading.verifiedAt !== null) return { ...closed, by: 'verified' };
      return { is: 'verifying', since };
    case 'ladder':
      return { is: 'refused', since };
    case 'evidence':
      if (isBound(reading, attempt, rules)) return standing;
      if (putOffs(reading) > rules.maxPutOffs)
        return { is: 'review', since, code: 'put_off_review', ...raised(attempt) };
      return { is: 'evidence', since, checkAt: since + effect.hours * HOUR, byId: attempt.byId };
    case 'appointment':
      if (attempt.callbackAt === null) return retried(reading, attempt, NEXT_PART, rules);
      if (isBound(reading, attempt, rules)) return standing;
      if (putOffs(reading) > rules.maxPutOffs)
        return { is: 'review', since, code: 'put_off_review', ...raised(attempt) };
      return { is: 'appointment', since, callAt: attempt.callbackAt, byId: attempt.byId };
    case 'message':
      return afterMessageEffect(reading, attempt, effect, rules);
    case 'retry':
      return retried(reading, attempt, effect, rules);
    case undefined:
      if (SETTLED.includes(standing.is)) return standing;
      return { is: 'unknown', since, disposition: attempt.disposition, ...rules.raiser };
  }
}

/** The reading after one more call. */
export function afterAttempt(before: Reading, attempt: ReadAttempt, rules: AttemptRules): Reading {
  const { at, dialled, reached, doubtful } = attempt;
  if (doubtful && !isSaid(attempt)) return { ...before, pause: pauseAfter(before, attempt, rules) };
  const pause = wouldEnd(attempt) ? pauseAfter(before, attempt, rules) : null;
  const reading = { ...before, round: [...before.round, attempt], pause };
  const dead = new Set(before.dead);
  const useless = !doubtful && kills(reading, attempt);
  if (useless) dead.add(dialled);
  // Whoever speaks on a number proves that it is good.
  else if (reached) dead.delete(dialled);
  const left =
    useless && !before.dead.has(dialled) && livingNumbers({ dead }, rules.hasAlternative).length > 0;
  const settled = SETTLED.includes(before.standing.is) || (!reached && isUnmoved(before, attempt, rules));
  const standing: Standing =
    left && !settled ? { is: 'alternative', since: at } : standingAfter(reading, attempt, rules);
  return {
    ...reading,
    standing,
    dead,
  };
}
