import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ROUTES } from '../../shared/api/routes.ts';
import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import { challengeFor, recoverSession } from '../accounts/recover.ts';
import { refreshSession } from '../accounts/refresh.ts';
import { signIn } from '../accounts/sign-in.ts';
import { healthOf } from '../db/health.ts';
import { storedEpoch } from '../db/meta.ts';
import { tagOf } from '../db/pull.ts';
import { revokeSessions } from '../db/sessions.ts';
import { keptResults } from '../kept.ts';
import { lookUp } from '../lookup.ts';
import manifest from '../package.json';
import type { Services } from '../services.ts';
import { noteWait } from '../sync/contact.ts';
import { teamDesks } from '../sync/desks.ts';
import { pull } from '../sync/pull.ts';
import { push } from '../sync/push.ts';
import { PushBody } from '../sync/push-body.ts';
import { scopesOf } from '../sync/scopes.ts';
import { AtOnce } from './at-once.ts';
import { callerOf, PEOPLE, signedIn } from './auth.ts';
import { errorAnswers } from './contract.ts';
import { limitedByDevice, limitedByNetwork, limitedBySession } from './limits.ts';
import { outsideRoutes } from './outside-routes.ts';
import { sendPacked } from './packed.ts';
import type { ServerOptions } from './server.ts';
import { Turns } from './turns.ts';

/** Half of the connections of a server. */
const WRITES_AT_ONCE = 10;
/** A desk has one; those that a network holds on to are over when their patience is. */
const WAITS_AT_ONCE = 8;
/** Less than a desk waits for an answer, ms. */
const WRITE_PATIENCE = 10_000;

/** Room for any single result: 400 steps with answers of 1,000 characters, six bytes each at most. Bytes. */
const LARGEST_PUSH = 4 * 1_048_576;

function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

/** The routes of the contract, each a line or two between the contract and the part that does the work. */
export function routes(services: Services, options: ServerOptions): FastifyPluginAsyncZod {
  const { health, signIn: opening, refresh, signOut, pull: pulling, push: pushing, wait, desks } = ROUTES;
  const { lookup, kept, challenge, recover } = ROUTES;
  const writes = new Turns(options.writesAtOnce ?? WRITES_AT_ONCE, WRITE_PATIENCE);
  const waits = new AtOnce(WAITS_AT_ONCE);
  const answers = errorAnswers();
  return async (app) => {
    app.decorateRequest('caller', null);
    const session = signedIn(services);
    const often = limitedBySession(options.requestsPerMinute);
    const person = { ...signedIn(services, PEOPLE), ...often };
    app.get(
      health.path,
      { schema: { response: { 200: health.response, 503: health.response, ...answers } } },
      async (_request, reply) => {
        const { database, epoch } = await healthOf(services.db);
        return reply.code(database === 'ready' || database === 'busy' ? 200 : 503).send({
          product: 'callback-desk' as const,
          protocol: PROTOCOL_VERSION,
          version: manifest.version,
          // As other processes see it by now; without the database the one that this process began in.
          epoch: epoch ?? services.epoch,
          serverTime: services.clock.now(),
          database,
        });
      },
    );

    const limited = limitedByNetwork(options.signInsPerMinute);
    app.post(
      opening.path,
      {
        ...limitedByDevice(services.db, options.signInsPerMinute),
        schema: { body: opening.request, response: { 200: opening.response, ...answers } },
      },
      (request) => signIn(services, request.body, request.ip),
    );
    app.post(
      refresh.path,
      { schema: { body: refresh.request, response: { 200: refresh.response, ...answers } } },
      (request) => refreshSession(services, request.body.refreshToken),
    );
    app.post(
      challenge.path,
      { ...limited, schema: { body: challenge.request, response: { 200: challenge.response, ...answers } } },
      (request) => challengeFor(services, request.body),
    );
    app.post(
      recover.path,
      { ...limited, schema: { body: recover.request, response: { 200: recover.response, ...answers } } },
      (request) => recoverSession(services, request.body),
    );
    app.delete(
      signOut.path,
      { ...session, schema: { response: { 200: signOut.response, ...answers } } },
      async (request) => {
        const { sessionId } = callerOf(request);
        await revokeSessions(services.db, { sessionId }, services.clock.now());
        return {};
      },
    );

    app.post(
      pulling.path,
      { ...person, schema: { body: pulling.request, response: { 200: pulling.response, ...answers } } },
      async (request, reply) => {
        const { from, queueShape } = request.body;
        const body = await pull(services, callerOf(request), request.body);
        const lines = from.mode === 'snapshot' && queueShape !== undefined;
        return sendPacked(request, reply, {
          type: lines ? 'application/x-ndjson' : 'application/json',
          body,
        });
      },
    );
    app.post(
      pushing.path,
      {
        ...signedIn(services, PEOPLE, { bringing: true }),
        ...often,
        bodyLimit: LARGEST_PUSH,
        schema: { body: pushing.request, response: { 200: pushing.response, ...answers } },
        // More lenient than the contract: see PushBody.
        validatorCompiler: () => (body: unknown) => {
          const parsed = PushBody.safeParse(body);
          return parsed.success ? { value: parsed.data } : { error: parsed.error };
        },
      },
      (request) => writes.take(() => push(services, callerOf(request), request.body)),
    );
    app.post(
      wait.path,
      { ...person, schema: { body: wait.request, response: { 200: wait.response, ...answers } } },
      async (request, reply) => {
        const caller = callerOf(request);
        const left = goneSignal(reply);
        const { version, epoch, tag } = request.body;
        return waits.take(caller.sessionId, async () => {
          await noteWait(services, caller);
          // After a restore or a loss the versions start lower: whoever waits for a higher one would hear of
          // it hours later.
          const moved = epoch !== null && epoch !== (await storedEpoch(services.db));
          const gone = tag !== null && tag !== (await tagOf(services.db, caller.teamId, version));
          if (moved || gone) return { changed: true, serverTime: services.clock.now() };
          const changed = await services.hub.wait(
            caller.teamId,
            scopesOf(caller),
            version,
            options.waitMs,
            left,
          );
          return { changed, serverTime: services.clock.now() };
        });
      },
    );
    app.get(
      desks.path,
      { ...person, schema: { response: { 200: desks.response, ...answers } } },
      async (request) => teamDesks(services, callerOf(request)),
    );
    app.post(
      lookup.path,
      {
        ...person,
        ...limitedBySession(options.lookupsPerMinute),
        schema: { body: lookup.request, response: { 200: lookup.response, ...answers } },
      },
      async (request) => lookUp(services, callerOf(request), request.body),
    );
    app.post(
      kept.path,
      { ...person, schema: { body: kept.request, response: { 200: kept.response, ...answers } } },
      async (request) => keptResults(services, callerOf(request), request.body),
    );
    await app.register(outsideRoutes(services, writes, options.requestsPerMinute));
  };
}
