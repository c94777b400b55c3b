import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ROUTES } from '../../shared/api/routes.ts';
import { outcomes } from '../outcomes/feed.ts';
import { CONFIRMATIONS, RECEIPTS, VERIFICATIONS } from '../outside/kinds.ts';
import { takeOutside } from '../outside/take.ts';
import type { Services } from '../services.ts';
import { callerOf, SYSTEMS, signedIn } from './auth.ts';
import { errorAnswers } from './contract.ts';
import { limitedBySession } from './limits.ts';
import type { Turns } from './turns.ts';

/** What other systems of the operator read and bring. */
export function outsideRoutes(services: Services, writes: Turns, perMinute: number): FastifyPluginAsyncZod {
  const { outcomes: feed, receipts, confirmations, verifications } = ROUTES;
  const answers = errorAnswers();
  const system = { ...signedIn(services, SYSTEMS), ...limitedBySession(perMinute) };
  const partsOf = (request: FastifyRequest) => {
    const { teamId, id: byId } = callerOf(request);
    return { ...services, teamId, byId };
  };
  return async (app) => {
    app.get(
      feed.path,
      { ...system, schema: { querystring: feed.request, response: { 200: feed.response, ...answers } } },
      async (request) => outcomes(services, callerOf(request), request.query),
    );
    app.post(
      receipts.path,
      { ...system, schema: { body: receipts.request, response: { 200: receipts.response, ...answers } } },
      async (request) => ({
        results: await writes.take(() => takeOutside(partsOf(request), RECEIPTS, request.body.items)),
      }),
    );
    app.post(
      confirmations.path,
      {
        ...system,
        schema: { body: confirmations.request, response: { 200: confirmations.response, ...answers } },
      },
      async (request) => ({
        results: await writes.take(() => takeOutside(partsOf(request), CONFIRMATIONS, request.body.items)),
      }),
    );
    app.post(
      verifications.path,
      {
        ...system,
        schema: { body: verifications.request, response: { 200: verifications.response, ...answers } },
      },
      async (request) => ({
        results: await writes.take(() => takeOutside(partsOf(request), VERIFICATIONS, request.body.items)),
      }),
    );
  };
}
