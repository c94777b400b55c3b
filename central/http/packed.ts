import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const pack = promisify(gzip);
/** Smaller ones are not worth it. */
const LEAST = 1_024;
/** Rows pack to less than a quarter; too small a guess only costs another step. */
const PACKED_RATIO = 4;

/**
 * Sends a large body that is made already: packed in one go beside the event loop, which a stream of many
 * small pieces would come back to for each.
 */
export async function sendPacked(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, body }: { type: string; body: Buffer },
): Promise<never> {
  reply.type(`${type}; charset=utf-8`).header('vary', 'accept-encoding');
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (!takesGzip || body.length < LEAST) return reply.send(body) as never;
  const chunkSize = Math.max(LEAST, Math.ceil(body.length / PACKED_RATIO));
  const packed = await pack(body, { level: constants.Z_BEST_SPEED, chunkSize });
  return reply.header('content-encoding', 'gzip').send(packed) as never;
}
