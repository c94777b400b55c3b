import type { Disposition, DispositionEffect } from '../case/disposition.ts';
import { type Attempt, asCorrected, type HistoryEntry } from '../case/history.ts';
import type { CaseKind } from '../case/kinds.ts';
import { HOUR, type Instant, MINUTE } from '../time.ts';

type RetryEffect = Extract<DispositionEffect, { do: 'retry' }>;
type ReviewCode = Extract<DispositionEffect, { do: 'review' }>['code'];
type MessageCode = Extract<DispositionEffect, { do: 'message' }>['code'];

/** What the last deciding event of a history leaves to do, before any time is chosen. */
export type Standing =
  | { is: 'untried' }
  /** `nth`: how often this outcome came in the present round. */
  | { is: 'retry'; last: Attempt; effect: RetryEffect; nth: number }
  /** `byId`: who agreed the time with the person. */
  | { is: 'appointment'; callAt: Instant; byId: string | null }
  | { is: 'evidence'; checkAt: Instant; byId: string | null }
  | { is: 'exhausted' }
  | { is: 'unknown'; disposition: string }
  | { is: 'verifying' }
  | { is: 'review'; code: ReviewCode }
  | { is: 'new_evidence' }
  | { is: 'refused' }
  | { is: 'message'; code: MessageCode }
  | { is: 'closed' };

/** A history read from its beginning. */
export interface Reading {
  standing: Standing;
  /** The person asked for no calls and has not agreed to one since. */
  doNotCall: boolean;
  /** All attempts of the present round: since the start, or since a changed finding gave a new reason to call. */
  round: Attempt[];
}

export interface ReadingRules {
  kind: CaseKind;
  dispositions: ReadonlyMap<string, Disposition>;
  /** From how long before an agreed time on a call counts as the agreed one, minutes. */
  toleranceMinutes: number;
}

/** `former`: who had the case once and lost it. */
type Rules = ReadingRules & { former: ReadonlySet<string | null> };

const NEXT_PART: RetryEffect = { do: 'retry', when: 'next_part' };
const NEXT_DAY: RetryEffect = { do: 'retry', when: 'next_day' };
/** An attempt that reached nobody changes nothing about these. */
const SETTLED: readonly Standing['is'][] = [
  'exhausted',
  'verifying',
  'review',
  'new_evidence',
  'refused',
  'message',
];
/** A changed finding is a new reason to call in these. */
const OPENED_BY_FINDING: readonly Standing['is'][] = ['closed', 'exhausted', 'retry', 'unknown'];

function reopens(effect: DispositionEffect | undefined): boolean {
  if (effect?.do === 'review') return effect.code === 'dispute_review' || effect.code === 'complaint_review';
  return effect?.do === 'investigate';
}

/** The result of somebody who had lost the case counts, but a time that another agreed with the person is not theirs to move. */
function isBound({ standing }: Reading, attempt: Attempt, { former }: Rules): boolean {
  if (standing.is !== 'appointment' && standing.is !== 'evidence') return false;
  return attempt.flags.includes('not_owner') && former.has(attempt.byId) && standing.byId !== attempt.byId;
}

/** An agreed time stands until it has come: an early try without success does not break the promise. */
function stillPromised(standing: Standing, attempt: Attempt, toleranceMinutes: number): boolean {
  if (standing.is === 'appointment') return attempt.startedAt < standing.callAt - toleranceMinutes * MINUTE;
  return standing.is === 'evidence' && attempt.startedAt < standing.checkAt;
}

function retried(reading: Reading, attempt: Attempt, effect: RetryEffect, rules: Rules): Standing {
  const { standing } = reading;
  if (isBound(reading, attempt, rules)) return standing;
  if (SETTLED.includes(standing.is) || stillPromised(standing, attempt, rules.toleranceMinutes))
    return standing;
  const nth = reading.round.filter((a) => a.disposition === attempt.disposition).length;
  if (effect.max !== undefined && nth > effect.max) return { is: 'exhausted' };
  return { is: 'retry', last: attempt, effect, nth };
}

function standingAfter(reading: Reading, attempt: Attempt, rules: Rules): Standing {
  const known = rules.dispositions.get(attempt.disposition);
  const effect = known?.kinds.includes(rules.kind) ? known.effect : undefined;
  if (reading.standing.is === 'closed' && !reopens(effect)) return reading.standing;
  if (attempt.reached && attempt.final) return { is: 'closed' };
  switch (effect?.do) {
    case 'close':
      return { is: 'closed' };
    case 'review':
      return { is: 'review', code: effect.code };
    case 'investigate':
      return { is: 'new_evidence' };
    case 'verify':
      return { is: 'verifying' };
    case 'ladder':
      return { is: 'refused' };
    case 'evidence':
      if (isBound(reading, attempt, rules)) return reading.standing;
      return { is: 'evidence', checkAt: attempt.at + effect.hours * HOUR, byId: attempt.byId };
    case 'appointment':
      if (attempt.callbackAt === null) return retried(reading, attempt, NEXT_PART, rules);
      if (isBound(reading, attempt, rules)) return reading.standing;
      return { is: 'appointment', callAt: attempt.callbackAt, byId: attempt.byId };
    case 'message': {
      const nth = reading.round.filter((a) => a.disposition === attempt.disposition).length;
      return nth < (effect.after ?? 1)
        ? retried(reading, attempt, NEXT_DAY, rules)
        : { is: 'message', code: effect.code };
    }
    case 'retry':
      return retried(reading, attempt, effect, rules);
    case undefined:
      if (SETTLED.includes(reading.standing.is)) return reading.standing;
      return { is: 'unknown', disposition: attempt.disposition };
  }
}

function afterAttempt(reading: Reading, attempt: Attempt, rules: Rules): Reading {
  const round = [...reading.round, attempt];
  const standing = standingAfter({ ...reading, round }, attempt, rules);
  const effect = rules.dispositions.get(attempt.disposition)?.effect;
  const asked = effect?.do === 'message' && effect.code === 'do_not_call';
  const agreed = standing.is === 'appointment' && standing !== reading.standing;
  return { standing, round, doNotCall: asked || (reading.doNotCall && !agreed) };
}

function afterFinding(reading: Reading, changed: boolean): Reading {
  const { standing } = reading;
  const answered =
    standing.is === 'new_evidence' || (standing.is === 'review' && standing.code === 'dispute_review');
  if (!answered && !(changed && OPENED_BY_FINDING.includes(standing.is))) return reading;
  return { ...reading, standing: { is: 'untried' }, round: [] };
}

/** Reads a history in order of time (ties by id) and says where it stands. Total: unknown codes are kept as unknown. */
export function readHistory(history: readonly HistoryEntry[], rules: ReadingRules): Reading {
  const ordered = asCorrected(history).sort(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  let reading: Reading = { standing: { is: 'untried' }, doNotCall: false, round: [] };
  let verdict: string | null = null;
  const moves = ordered.filter((entry) => entry.type === 'assignment');
  const former = new Set(moves.map(({ fromId }) => fromId).filter((id) => id !== null));
  for (const entry of ordered) {
    if (entry.type === 'attempt') reading = afterAttempt(reading, entry, { ...rules, former });
    if (entry.type === 'finding') {
      reading = afterFinding(reading, verdict !== null && verdict !== entry.verdict);
      verdict = entry.verdict;
    }
  }
  return reading;
}
