import type { FastifyRequest } from 'fastify';
import { MINUTE } from '../../shared/time.ts';

/** Options of a route that a session may ask so often, beside `signedIn`; decided before the body is read. */
export function limitedBySession(perMinute: number) {
  const hook = 'preParsing' as const;
  const keyGenerator = (request: FastifyRequest) => request.caller?.sessionId ?? request.ip;
  return { config: { rateLimit: { max: perMinute, timeWindow: MINUTE, hook, keyGenerator } } };
}
