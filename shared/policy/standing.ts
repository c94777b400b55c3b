import type { DispositionEffect } from '../case/disposition.ts';
import type { Attempt, ReadAttempt } from '../case/history.ts';
import type { NumberName } from '../case/kinds.ts';
import type { PlanCode } from '../case/plan.ts';
import type { Instant } from '../time.ts';
import type { OpenMatter, Raised } from './matters.ts';

export type RetryEffect = Extract<DispositionEffect, { do: 'retry' }>;
type ReviewCode = Extract<DispositionEffect, { do: 'review' }>['code'];
type MessageCode = Extract<DispositionEffect, { do: 'message' }>['code'];

/**
 * What the last deciding event of a history leaves to do, before any time is chosen. `since`: when that event
 * was.
 */
export type Standing = { since: Instant } & (
  | { is: 'untried' }
  /** The number that was called is of no use; the contact's other one is left. */
  | { is: 'alternative' }
  | { is: 'verification_failed' }
  /** `nth`: how often this outcome came in the present round. */
  | ({ is: 'retry' } & Pause)
  /** `byId`: who agreed the time with the person. */
  | { is: 'appointment'; callAt: Instant; byId: string | null }
  | { is: 'evidence'; checkAt: Instant; byId: string | null }
  | { is: 'exhausted' }
  | ({ is: 'unknown'; disposition: string } & Raised)
  | { is: 'verifying' }
  | ({
      is: 'review';
      code: ReviewCode | 'verification_review' | 'message_failed' | 'put_off_review' | 'line_fault_review';
    } & Raised)
  | { is: 'new_evidence' }
  | { is: 'refused' }
  | { is: 'message'; code: MessageCode | 'lead_decided' }
  | ({ is: 'closed'; by: 'reached' | 'receipt' | 'verified' } & Raised)
);

/**
 * Why messages or measures take the place of calls, and since when without a break: a second reason starts
 * nothing anew.
 */
export interface Exhausted {
  code: PlanCode;
  since: Instant;
}

/** A call from which the next one keeps its distance. `nth`: how often this outcome came. */
export interface Pause {
  last: Attempt;
  effect: RetryEffect;
  nth: number;
}

/** A history read from its beginning. */
export interface Reading {
  standing: Standing;
  /** Null: calls go on. A review in between breaks nothing. */
  exhausted: Exhausted | null;
  /**
   * What somebody told and nobody who knew it has answered, in order of time, also when something else is
   * next.
   */
  open: readonly OpenMatter[];
  /** All attempts of the present round: since the start, or since something gave a new reason to call. */
  round: ReadAttempt[];
  /** A doubtful call, after the last other one, that changes nothing but when the next one may be. */
  pause: Pause | null;
  /** Numbers that nobody needs to call again. */
  dead: ReadonlySet<NumberName>;
  failedVerifications: number;
  /** The message with the feedback that is on its way; its receipt closes the loop. */
  request: string | null;
  /** When an appeal was last upheld: a measure approved before is taken back. */
  upheldAt: Instant | null;
  /** When the registration was verified, unless a later verification failed: no measure may stand. */
  verifiedAt: Instant | null;
}

export const UNREAD: Reading = {
  standing: { is: 'untried', since: 0 },
  exhausted: null,
  open: [],
  round: [],
  pause: null,
  dead: new Set(),
  failedVerifications: 0,
  request: null,
  upheldAt: null,
  verifiedAt: null,
};

export interface ReadingRules {
  hasAlternative: boolean;
  /** Counted attempts of a round after which calls end. */
  maxAttempts: number;
  /** From how long before an agreed time on a call counts as the agreed one, minutes. */
  toleranceMinutes: number;
  /** So often in a round the person may put us off. */
  maxPutOffs: number;
  /** So many calls in a row may fail by a fault of ours. */
  maxLineFaults: number;
  /** So many failed verifications are answered by a call. */
  failedVerifications: number;
}

/** `former`: who had the case once and lost it. `raiser`: what raised a matter that the attempt brings. */
export type AttemptRules = ReadingRules & { former: ReadonlySet<string>; raiser: Raised };

/** Numbers of the contact that a call may still reach. */
export function livingNumbers({ dead }: Pick<Reading, 'dead'>, hasAlternative: boolean): NumberName[] {
  const numbers: NumberName[] = hasAlternative ? ['phone', 'altPhone'] : ['phone'];
  return numbers.filter((number) => !dead.has(number));
}
