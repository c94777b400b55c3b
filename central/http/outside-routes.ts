import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { Batch, Confirmation, Receipt, type TakenResponse, Verification } from '../../shared/api/outcomes.ts';
import { ROUTES } from '../../shared/api/routes.ts';
import { outcomes } from '../outcomes/feed.ts';
import { takeBatch } from '../outside/batch.ts';
import { CONFIRMATIONS, RECEIPTS, VERIFICATIONS } from '../outside/kinds.ts';
import type { Dated, OutsideKind } from '../outside/take.ts';
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
    const brought = <Item extends Dated>(
      { path, response }: { path: string; response: typeof TakenResponse },
      kind: OutsideKind<Item>,
      item: z.ZodType<Item>,
    ) =>
      app.post(
        path,
        { ...system, schema: { body: Batch, response: { 200: response, ...answers } } },
        (request) => writes.take(() => takeBatch(partsOf(request), kind, item, request.body.items)),
      );
    brought(receipts, RECEIPTS, Receipt);
    brought(confirmations, CONFIRMATIONS, Confirmation);
    brought(verifications, VERIFICATIONS, Verification);
  };
}
