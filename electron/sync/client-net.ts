import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import axios, { type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { ROUTES, type RouteName } from '../../shared/api/routes.ts';
import { CodedError } from '../../shared/errors.ts';
import { SECOND } from '../../shared/time.ts';
import type { Net } from './net.ts';
import { readAnswer } from './read-answer.ts';
import { readPage } from './read-page.ts';
import { isPrivate } from './server-address.ts';
import { isCertificateFault, trustedCertificates } from './trust.ts';

const ANSWER_MS = 20 * SECOND;
/** Central holds a wait for up to 25 s. */
const WAIT_MS = 40 * SECOND;
/** Larger than any page that we ask for; stops a stranger from filling the memory. */
const LARGEST_ANSWER = 64 * 1024 * 1024;

const unpack = promisify(gunzip);
/** Rows unpack to five to ten times their compressed size; too small a guess only costs another step. */
const UNPACKED_RATIO = 8;

interface Call {
  body?: unknown;
  token?: string;
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * The HTTP client of central. `server`: its address without a slash at the end; one that would send passwords
 * and cases in the clear is never asked. `trusted`: whom to believe, PEM.
 */
export function clientNet(server: string, trusted: () => string[] = trustedCertificates): Net {
  const safe = isPrivate(server);
  const tls = server.startsWith('https:') ? { ca: trusted(), rejectUnauthorized: true } : {};
  const client = axios.create({
    baseURL: server,
    // A desk speaks to its central directly: a proxy for the web has no business with these rows, nor has a
    // redirect.
    proxy: false,
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER,
    headers: { 'accept-encoding': 'gzip' },
    decompress: false,
    responseType: 'arraybuffer',
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ...tls }),
  });

  async function ask(name: RouteName, options: Call): Promise<{ status: number; body: Buffer }> {
    const route = ROUTES[name];
    if (!safe) throw new CodedError('central_insecure');
    try {
      const response: AxiosResponse<Buffer> = await client.request({
        method: route.method,
        url: route.path,
        data: options.body,
        headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
        timeout: options.timeout ?? ANSWER_MS,
        signal: options.signal,
      });
      return { status: response.status, body: await unpacked(response) };
    } catch (error) {
      const code = isCertificateFault(error) ? 'central_certificate' : 'central_unreachable';
      throw new CodedError(code, {}, { cause: error });
    }
  }

  async function call<S extends z.ZodType>(name: RouteName, answer: S, options: Call): Promise<z.output<S>> {
    const { status, body } = await ask(name, options);
    return readAnswer(status, body.toString('utf8'), answer);
  }

  return {
    signIn: (body) => call('signIn', ROUTES.signIn.response, { body }),
    refresh: (refreshToken) => call('refresh', ROUTES.refresh.response, { body: { refreshToken } }),
    challenge: (body) => call('challenge', ROUTES.challenge.response, { body }),
    recover: (body) => call('recover', ROUTES.recover.response, { body }),
    signOut: async (token) => {
      await call('signOut', ROUTES.signOut.response, { token, timeout: 3 * SECOND });
    },
    pull: async (body, token) => {
      const answer = await ask('pull', { body, token });
      return readPage(answer.status, answer.body);
    },
    push: (body, token) => call('push', ROUTES.push.response, { body, token }),
    desks: (token) => call('desks', ROUTES.desks.response, { token }),
    kept: (caseId, token) => call('kept', ROUTES.kept.response, { body: { caseId }, token }),
    lookup: (number, token) => call('lookup', ROUTES.lookup.response, { body: { number }, token }),
    wait: (from, token, signal) =>
      call('wait', ROUTES.wait.response, { body: from, token, timeout: WAIT_MS, signal }),
  };
}

/**
 * The bytes of an answer. They are unpacked in one go beside this thread: as a stream, every 16 KB of a page
 * would wait for the rows that are being written meanwhile.
 */
async function unpacked({ data, headers }: AxiosResponse<Buffer>): Promise<Buffer> {
  if (headers['content-encoding'] !== 'gzip') return data;
  const chunkSize = Math.max(1_024, data.length * UNPACKED_RATIO);
  return unpack(data, { chunkSize, maxOutputLength: LARGEST_ANSWER });
}
