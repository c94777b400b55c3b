import { z } from 'zod';

/**
 * Every refusal in the product has one of these codes. Central, desk and `shared/` speak in codes and
 * parameters; the sentence that a person reads is made in `renderer/i18n`, the one for a terminal in
 * `central/cli`.
 */
export const ERROR_CODES = [
  // input and rights
  'invalid_input',
  'not_found',
  'forbidden',
  'payload_too_large',
  'rate_limited',
  'unknown_disposition',
  'disposition_not_allowed',
  'missing_callback_time',
  'missing_note',
  'missing_reason',
  'missing_evidence',
  'superseded',
  'assignee_unavailable',
  'illegal_transition',
  'case_closed',
  'not_in_review',
  'outcomes_restarted',
  'waiting_time',
  'own_proposal',
  'own_call',
  'too_many_decisions',
  // accounts and sessions
  'wrong_credentials',
  'account_locked',
  'account_disabled',
  'session_expired',
  'password_changed',
  'not_signed_in',
  'recovery_refused',
  'recovery_over',
  'offline_unlock_unavailable',
  'wrong_password_offline',
  // the network and central
  'central_unreachable',
  'central_not_ours',
  'central_failed',
  'central_busy',
  'central_address_invalid',
  'central_certificate',
  'central_insecure',
  'client_forked',
  'sequence_gap',
  'cache_differs',
  'update_required',
  'case_unreadable',
  // this desk
  'already_running',
  'unsent_left',
  'sender_refused',
  'disk_full',
  'store_corrupt',
  'store_newer',
  'store_busy',
  'store_failed',
  'queue_failed',
  'dial_unavailable',
  'internal',
] as const;

export const ErrorCode = z.enum(ERROR_CODES);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** Values that a sentence about the error needs; never personal data. */
export const ErrorParams = z.record(z.string(), z.union([z.string(), z.number()]));
export type ErrorParams = z.infer<typeof ErrorParams>;

/** An expected refusal: carries a code for the log and parameters for the sentence. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'CodedError';
    this.code = code;
    this.params = params;
  }
}
