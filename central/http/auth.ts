import type { FastifyRequest } from 'fastify';
import { Role } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { sessionHolder } from '../db/sessions.ts';
import type { Caller, Services } from '../services.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent a request to a route that needs a session. */
    caller: Caller | null;
  }
}

/**
 * The person behind the access token of a request. Asks the database each time, so that a disabled account or
 * an ended session is out at once. Throws `not_signed_in` without a token, `session_expired` with one that is
 * no longer good.
 */
async function identify(
  { db, tokens, clock }: Services,
  request: FastifyRequest,
  bringing: boolean,
): Promise<Caller> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new CodedError('not_signed_in');
  const named = await tokens.read(token);
  const found = named === null ? null : await sessionHolder(db, named);
  // Somebody may have replaced the key: from then on all processes believe the same tokens.
  const sessionId = found ? await tokens.read(token, found.tokenKey ?? undefined) : null;
  if (sessionId === null || !found) throw new CodedError('session_expired');
  const { tokenKey: _, pushUntil, ...holder } = found;
  if (pushUntil !== null && pushUntil < clock.now()) throw new CodedError('session_expired');
  if (pushUntil !== null && !bringing) throw new CodedError('forbidden');
  return { ...holder, sessionId };
}

/** People at a desk. */
export const PEOPLE: readonly Role[] = ['agent', 'lead', 'admin'];
/** Other systems of the operator, and who runs central. */
export const SYSTEMS: readonly Role[] = ['integration', 'admin'];

/**
 * Options of a route that needs a session, of one of these roles where some are named: decided before the
 * body is read. `bringing`: also one that may only push, see `recoverSession`. Throws `forbidden` for the
 * others.
 */
export function signedIn(
  services: Services,
  roles: readonly Role[] = Role.options,
  { bringing = false }: { bringing?: boolean } = {},
) {
  return {
    async onRequest(request: FastifyRequest): Promise<void> {
      const caller = await identify(services, request, bringing);
      if (!roles.includes(caller.role)) throw new CodedError('forbidden');
      request.caller = caller;
    },
  };
}

/** The caller of a route that was registered with `signedIn`. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new CodedError('not_signed_in');
  return request.caller;
}
