import type { RouteName } from '../../shared/api/routes.ts';
import type { ErrorCode } from '../../shared/errors.ts';

export type Tag = 'Operation' | 'Sessions' | 'Desks' | 'Other systems';

interface Operation {
  tag: Tag;
  summary: string;
  description: string;
  /** What a 200 brings. */
  answer: string;
  /** Beside what every route may say. */
  errors: readonly ErrorCode[];
}

const SIGNED_IN: readonly ErrorCode[] = ['not_signed_in', 'session_expired', 'forbidden'];
const BATCH =
  'Items are taken one by one, in order and each once however often it is sent: a bad one refuses no other. ' +
  '`results` has one answer per item; `refused` names those that were not taken, and why.';

/** What each route is for and how it may refuse. */
export const OPERATIONS: Readonly<Record<RouteName, Operation>> = {
  health: {
    tag: 'Operation',
    summary: 'Whether central can work',
    description: 'Needs no session. 503 with the same body while the database is away or of another version.',
    answer: 'It can',
    errors: [],
  },
  signIn: {
    tag: 'Sessions',
    summary: 'Sign in',
    description:
      'Opens a session for an account on a device. The access token goes into `Authorization: Bearer`.',
    answer: 'A session',
    errors: ['wrong_credentials', 'account_disabled'],
  },
  refresh: {
    tag: 'Sessions',
    summary: 'Go on with a session',
    description:
      'Exchanges the refresh token for its successor. A token stays good until a successor was used once, so that a lost answer costs nothing.',
    answer: 'The next pair of tokens',
    errors: ['session_expired', 'account_disabled'],
  },
  challenge: {
    tag: 'Sessions',
    summary: 'Ask for something to sign, after a restore',
    description: 'For a desk whose session a central that was put back does not know.',
    answer: 'The challenge',
    errors: ['recovery_over', 'recovery_refused', 'account_disabled'],
  },
  recover: {
    tag: 'Sessions',
    summary: 'Open a session that may only push, after a restore',
    description: 'With the signed challenge, in the days after a restore.',
    answer: 'A token for pushes',
    errors: ['recovery_over', 'recovery_refused', 'account_disabled'],
  },
  signOut: {
    tag: 'Sessions',
    summary: 'End a session',
    description: 'All tokens of the session end.',
    answer: 'It has ended',
    errors: SIGNED_IN,
  },
  outcomes: {
    tag: 'Other systems',
    summary: 'Read what happened and what is asked for',
    description:
      'Results, findings, messages to send, measures to apply or take back, loops that closed, in the order of commits. ' +
      'Begin without a cursor, go on with the one of the last answer. `outcomes_restarted`: central was put back; begin ' +
      'without a cursor, ids tell what is known, and bring again what was done since its `since`.',
    answer: 'A page of outcomes, and where to go on',
    errors: [...SIGNED_IN, 'outcomes_restarted'],
  },
  receipts: {
    tag: 'Other systems',
    summary: 'Say what became of messages',
    description: `Of \`message.requested\`, by its \`messageId\`. ${BATCH}`,
    answer: 'What became of each item',
    errors: SIGNED_IN,
  },
  confirmations: {
    tag: 'Other systems',
    summary: 'Say what was done about measures',
    description: `Of \`measure.approved\` and \`measure.lift_requested\`, by their \`measureId\`. ${BATCH}`,
    answer: 'What became of each item',
    errors: SIGNED_IN,
  },
  verifications: {
    tag: 'Other systems',
    summary: 'Say what came of the verification of cards',
    description: `By the id under which the card was imported. ${BATCH}`,
    answer: 'What became of each item',
    errors: SIGNED_IN,
  },
  lookup: {
    tag: 'Desks',
    summary: 'Find the cases of a caller',
    description: 'Cases of the team with exactly this number. Kept in the audit.',
    answer: 'The cases',
    errors: SIGNED_IN,
  },
  kept: {
    tag: 'Desks',
    summary: 'Results that only the ledger has',
    description: 'For leads and admins: results of another team, or too many for the case.',
    answer: 'The results, the latest first',
    errors: [...SIGNED_IN, 'not_found'],
  },
  pull: {
    tag: 'Desks',
    summary: 'Read what a desk holds',
    description:
      'A page of a snapshot, of what changed since a cursor, or that the cursor cannot be served. With `queueShape` a snapshot comes as lines: the answer, then one case per line.',
    answer: 'A page',
    errors: [...SIGNED_IN, 'update_required'],
  },
  push: {
    tag: 'Desks',
    summary: 'Bring the work of a desk',
    description:
      'Mutations (logAttempt, addNote, reassign, …) in the order of their sequence, each taken exactly once by its id and answered by itself.',
    answer: 'What became of each',
    errors: [...SIGNED_IN, 'client_forked', 'sequence_gap'],
  },
  wait: {
    tag: 'Desks',
    summary: 'Wait for news',
    description: 'Answers when something newer is there, or after 25 s.',
    answer: 'Whether there is news',
    errors: SIGNED_IN,
  },
  desks: {
    tag: 'Desks',
    summary: 'The desks of the team',
    description: 'For leads and admins.',
    answer: 'The desks',
    errors: SIGNED_IN,
  },
};

/** What every route may say. */
export const ANY_ROUTE: readonly ErrorCode[] = [
  'invalid_input',
  'payload_too_large',
  'rate_limited',
  'central_busy',
  'internal',
];

/** The errors of the contract in words. */
export const ERRORS: Partial<Record<ErrorCode, string>> = {
  invalid_input: 'The request is not of the form described; `field` names where',
  payload_too_large: 'The body is larger than central takes',
  rate_limited: 'Too often; come again after `seconds`',
  central_busy: 'Central cannot answer now; come again',
  internal: 'Something failed here; the request id finds it in the log',
  not_signed_in: 'There is no access token',
  session_expired: 'The token or its session is over',
  forbidden: 'The role of the account may not do that',
  not_found: 'There is no such thing in the team',
  wrong_credentials: 'Account or password is wrong',
  account_disabled: 'The account is closed',
  recovery_over: 'No restore is being recovered from',
  recovery_refused: 'The device is not known, or the signature is not right',
  outcomes_restarted:
    'Central was put back; begin without a cursor and bring again what was done since `since`',
  update_required: 'The protocol of the request is too old',
  client_forked: 'The sequence was used for other work; begin under a new client id',
  sequence_gap: 'Work before this is missing; send from `lastSeq` on',
};
