import type { DispositionEffect } from '../case/disposition.ts';
import type { Attempt } from '../case/history.ts';
import type { NumberName } from '../case/kinds.ts';
import type { Instant } from '../time.ts';

export type RetryEffect = Extract<DispositionEffect, { do: 'retry' }>;
export type ReviewCode = Extract<DispositionEffect, { do: 'review' }>['code'];
type MessageCode = Extract<DispositionEffect, { do: 'message' }>['code'];

/** What the last deciding event of a history leaves to do, before any time is chosen. `since`: when that event was. */
export type Standing =
  | { is: 'untried' }
  /** The number that was called is of no use; the contact's other one is left. */
  | { is: 'alternative' }
  | { is: 'verification_failed' }
  /** `nth`: how often this outcome came in the present round. */
  | { is: 'retry'; last: Attempt; effect: RetryEffect; nth: number }
  /** `byId`: who agreed the time with the person. */
  | { is: 'appointment'; since: Instant; callAt: Instant; byId: string | null }
  | { is: 'evidence'; since: Instant; checkAt: Instant; byId: string | null }
  | { is: 'exhausted'; since: Instant }
  | { is: 'unknown'; since: Instant; disposition: string }
  | { is: 'verifying'; since: Instant }
  | { is: 'review'; since: Instant; code: ReviewCode | 'verification_review' | 'message_failed' }
  /** `before`: what stands when the appeal is dismissed. */
  | { is: 'appeal'; since: Instant; before: Standing }
  | { is: 'new_evidence'; since: Instant }
  | { is: 'refused'; since: Instant }
  | { is: 'message'; since: Instant; code: MessageCode | 'lead_decided' }
  | { is: 'closed'; by: 'reached' | 'receipt' | 'verified' };

/** A history read from its beginning. */
export interface Reading {
  standing: Standing;
  /** The person asked for no calls and has not agreed to one since. */
  doNotCall: boolean;
  /** All attempts of the present round: since the start, or since something gave a new reason to call. */
  round: Attempt[];
  /** Numbers that nobody needs to call again. */
  dead: ReadonlySet<NumberName>;
  failedVerifications: number;
  /** The message with the feedback that is on its way; its receipt closes the loop. */
  request: string | null;
  /** When a measure was last to be taken back by an appeal that was upheld; null: never. */
  upheldAt: Instant | null;
}

export const UNREAD: Reading = {
  standing: { is: 'untried' },
  doNotCall: false,
  round: [],
  dead: new Set(),
  failedVerifications: 0,
  request: null,
  upheldAt: null,
};

export interface ReadingRules {
  hasAlternative: boolean;
  /** From how long before an agreed time on a call counts as the agreed one, minutes. */
  toleranceMinutes: number;
  /** So many failed verifications are answered by a call. */
  failedVerifications: number;
}
