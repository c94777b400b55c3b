import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { clientNet } from '../../../electron/sync/client-net.ts';
import { type Outside, startOutside } from '../../support/outside.ts';

let outside: Outside | null = null;

afterEach(async () => {
  await outside?.stop();
  outside = null;
});

const ANSWER = { changed: true, serverTime: 1 };
const QUESTION = { version: 0, epoch: null };

/** What a desk makes of an answer to its question whether something is new. */
async function ask(encoding: string | null, body: Buffer | string): Promise<unknown> {
  const headers = encoding === null ? {} : { 'content-encoding': encoding };
  const answer: RequestListener = (_request, response) => response.writeHead(200, headers).end(body);
  outside = await startOutside(answer);
  return clientNet(outside.url).wait(QUESTION, 'token', new AbortController().signal);
}

it('reads an answer plain and compressed', async () => {
  expect(await ask(null, JSON.stringify(ANSWER))).toEqual(ANSWER);
  await outside?.stop();
  expect(await ask('gzip', gzipSync(JSON.stringify(ANSWER)))).toEqual(ANSWER);
});

it('reads a compressed answer that is far larger than its size lets guess', async () => {
  const padded = JSON.stringify({ ...ANSWER, padding: '宽'.repeat(2_000_000) });
  expect(await ask('gzip', gzipSync(padded))).toEqual(ANSWER);
});

it('asks for the compression that it reads', async () => {
  let asked: unknown;
  outside = await startOutside((request, response) => {
    asked = request.headers['accept-encoding'];
    response.end(JSON.stringify(ANSWER));
  });
  await clientNet(outside.url).wait(QUESTION, 'token', new AbortController().signal);
  expect(asked).toBe('gzip');
});

it.each([
  ['cut short', gzipSync(JSON.stringify(ANSWER)).subarray(0, 30)],
  ['no gzip at all', Buffer.from(JSON.stringify(ANSWER))],
  ['larger than any page once it is unpacked', gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '))],
])('takes a compressed answer that is %s for no answer', async (_what, body) => {
  await expect(ask('gzip', body)).rejects.toMatchObject({ code: 'central_unreachable' });
});

it.each([
  ['br', brotliCompressSync(JSON.stringify(ANSWER))],
  ['deflate', deflateSync(JSON.stringify(ANSWER))],
])('knows that an answer in "%s" is not from central', async (encoding, body) => {
  await expect(ask(encoding, body)).rejects.toMatchObject({ code: 'central_not_ours' });
});
