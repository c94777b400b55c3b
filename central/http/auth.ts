import type { FastifyRequest } from 'fastify';
import { CodedError } from '../../shared/errors.ts';
import { sessionHolder } from '../db/sessions.ts';
import type { Caller, Services } from '../services.ts';

/**
 * The person behind the access token of a request. Asks the database each time, so that a disabled account or an ended
 * session is out at once. Throws `not_signed_in` without a token, `session_expired` with one that is no longer good.
 */
export async function callerOf({ db, tokens }: Services, request: FastifyRequest): Promise<Caller> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new CodedError('not_signed_in');
  const sessionId = await tokens.read(token);
  const holder = sessionId === null ? null : await sessionHolder(db, sessionId);
  if (sessionId === null || !holder) throw new CodedError('session_expired');
  return { ...holder, sessionId };
}
