import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ErrorBody } from '../../shared/api/routes.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Services } from '../services.ts';
import { describeContract } from './describe.ts';
import { codedError, statusOf } from './errors.ts';
import type { Journal } from './journal.ts';
import { routes } from './routes.ts';

export interface ServerOptions {
  /** Of each place of the network, and of each known device. */
  signInsPerMinute: number;
  /** How long a wait lasts when nothing happens, ms. */
  waitMs: number;
  /**
   * Whose word about where a request comes from is believed: that of so many reverse proxies in a row, or of
   * those at these addresses; absent: nobody's.
   */
  trustProxy?: number | string[] | undefined;
  journal: Journal;
  /** Of each session, for each kind of request; for look-ups less. */
  requestsPerMinute: number;
  lookupsPerMinute: number;
  /** How long a request may take to arrive, ms. */
  requestMs: number;
  /** So many requests that write run at once; the other half of the connections is for reading. */
  writesAtOnce?: number;
}

/** Longer than any request waits for its answer: a connection on which nothing moves for so long ends, ms. */
const IDLE = 120_000;
const MEGABYTE = 1_048_576;
/** How long a request may still take when central ends, ms. */
const GRACE = 5_000;

function bodyOf(error: CodedError, requestId: string): ErrorBody {
  return { error: { code: error.code, params: error.params, requestId } };
}

/**
 * Closing ends the waits at once, lets running requests finish, and holds no connection open for further
 * ones.
 */
function endGracefully(app: FastifyInstance, services: Services): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => app.server.closeAllConnections(), GRACE).unref();
    await services.hub.close();
  });
  app.addHook('onClose', () => services.spreads?.close());
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/** Central's HTTP server, not yet listening. Closing it ends the waits at once. */
export async function createServer(services: Services, options: ServerOptions): Promise<FastifyInstance> {
  const hops = options.trustProxy ?? false;
  const app = fastify({
    bodyLimit: MEGABYTE,
    requestTimeout: options.requestMs,
    connectionTimeout: IDLE,
    http: {
      headersTimeout: options.requestMs,
      // How often Node looks for requests that take too long.
      connectionsCheckingInterval: Math.min(5_000, options.requestMs),
    },
    trustProxy: typeof hops === 'number' ? (_address, hop) => hop < hops : hops,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    genReqId: () => services.ids.uuid(),
    logger: false,
    clientErrorHandler(error, socket) {
      const head = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request';
      const text = JSON.stringify(bodyOf(new CodedError('invalid_input'), services.ids.uuid()));
      if (!socket.writable) return;
      socket.end(
        `HTTP/1.1 ${head}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
      );
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  app.setErrorHandler(async (error, request, reply) => {
    const coded = codedError(error);
    if (coded.code === 'internal') options.journal.failure(request.id, error);
    return reply.code(statusOf(coded.code)).send(bodyOf(coded, request.id));
  });
  app.setNotFoundHandler(async (request, reply) =>
    reply.code(404).send(bodyOf(new CodedError('not_found'), request.id)),
  );
  app.addHook('onResponse', async (request, reply) => {
    options.journal.request({
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? '(none)',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
  endGracefully(app, services);

  await app.register(helmet);
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, context) =>
      new CodedError('rate_limited', { seconds: Math.ceil(context.ttl / 1_000) }),
  });
  await app.register(compress, {
    threshold: 1_024,
    encodings: ['gzip', 'identity'],
    requestEncodings: ['gzip', 'identity'],
    zlibOptions: { level: constants.Z_BEST_SPEED },
  });
  await app.register(routes(services, options));
  describeContract(app);
  return app;
}
