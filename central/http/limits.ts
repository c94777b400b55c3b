import type { FastifyRequest } from 'fastify';
import { SignInRequest } from '../../shared/api/account.ts';
import { normaliseAccount } from '../../shared/names.ts';
import { MINUTE } from '../../shared/time.ts';
import { isKnownDevice } from '../accounts/sign-in.ts';
import { networkOf } from '../accounts/tries.ts';
import type { Queryable } from '../db/connect.ts';

/** Options of a route that a session may ask so often, beside `signedIn`; decided before the body is read. */
export function limitedBySession(perMinute: number) {
  const hook = 'preParsing' as const;
  const keyGenerator = (request: FastifyRequest) => request.caller?.sessionId ?? request.ip;
  return { config: { rateLimit: { max: perMinute, timeWindow: MINUTE, hook, keyGenerator } } };
}

/** Options of a route without a session that each place of the network may ask so often. */
export function limitedByNetwork(perMinute: number) {
  const keyGenerator = (request: FastifyRequest) => networkOf(request.ip);
  return { config: { rateLimit: { max: perMinute, timeWindow: MINUTE, keyGenerator } } };
}

/**
 * As `limitedByNetwork`, for signing in: a device that is known has a count of its own, so that strangers
 * at the same address never take its turn.
 */
export function limitedByDevice(db: Queryable, perMinute: number) {
  const keyGenerator = async (request: FastifyRequest) => {
    const asked = SignInRequest.safeParse(request.body).data;
    const known = asked !== undefined && (await isKnownDevice(db, asked));
    return known ? `device ${asked.device.id} ${normaliseAccount(asked.account)}` : networkOf(request.ip);
  };
  const hook = 'preHandler' as const;
  return { config: { rateLimit: { max: perMinute, timeWindow: MINUTE, hook, keyGenerator } } };
}
