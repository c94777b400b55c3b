import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { isAway, isBusy } from '../db/transaction.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  invalid_input: 400,
  wrong_credentials: 401,
  session_expired: 401,
  not_signed_in: 401,
  recovery_refused: 403,
  recovery_over: 403,
  account_disabled: 403,
  forbidden: 403,
  not_found: 404,
  client_forked: 409,
  sequence_gap: 409,
  outcomes_restarted: 409,
  payload_too_large: 413,
  account_locked: 423,
  update_required: 426,
  rate_limited: 429,
  central_busy: 503,
};

/** HTTP status of a code; 500 for what should not happen. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 500;
}

function codeOfStatus(status: number | undefined): ErrorCode {
  if (status === 404) return 'not_found';
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'rate_limited';
  return status !== undefined && status >= 400 && status < 500 ? 'invalid_input' : 'internal';
}

/**
 * Whatever was thrown, as an error with one of our codes. Names the field that was wrong, never its value.
 */
export function codedError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const field = error.validation[0]?.instancePath.replace(/^\//, '').replaceAll('/', '.') ?? '';
    return new CodedError('invalid_input', field ? { field } : {}, { cause: error });
  }
  if (isBusy(error) || isAway(error)) return new CodedError('central_busy', {}, { cause: error });
  const status = error instanceof Error ? (error as Partial<FastifyError>).statusCode : undefined;
  return new CodedError(codeOfStatus(status), {}, { cause: error });
}
