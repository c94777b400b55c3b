import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import axios, { type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { ErrorBody, ROUTES, type RouteName } from '../../shared/api/routes.ts';
import { CodedError } from '../../shared/errors.ts';
import { SECOND } from '../../shared/time.ts';
import { type Net, PulledPage } from './net.ts';

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

/** The HTTP client of central. `server`: its address without a slash at the end. */
export function clientNet(server: string): Net {
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
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  });

  async function call<S extends z.ZodType>(name: RouteName, answer: S, options: Call): Promise<z.output<S>> {
    const route = ROUTES[name];
    let response: AxiosResponse<Buffer>;
    let body: string;
    try {
      response = await client.request({
        method: route.method,
        url: route.path,
        data: options.body,
        headers: options.token === undefined ? {} : { authorization: `Bearer ${options.token}` },
        timeout: options.timeout ?? ANSWER_MS,
        signal: options.signal,
      });
      body = await textOf(response);
    } catch (error) {
      throw new CodedError('central_unreachable', {}, { cause: error });
    }
    return readAnswer(response.status, body, answer);
  }

  return {
    signIn: (body) => call('signIn', ROUTES.signIn.response, { body }),
    refresh: (refreshToken) => call('refresh', ROUTES.refresh.response, { body: { refreshToken } }),
    challenge: (body) => call('challenge', ROUTES.challenge.response, { body }),
    recover: (body) => call('recover', ROUTES.recover.response, { body }),
    signOut: async (token) => {
      await call('signOut', ROUTES.signOut.response, { token, timeout: 3 * SECOND });
    },
    pull: (body, token) => call('pull', PulledPage, { body, token }),
    push: (body, token) => call('push', ROUTES.push.response, { body, token }),
    desks: (token) => call('desks', ROUTES.desks.response, { token }),
    kept: (caseId, token) => call('kept', ROUTES.kept.response, { body: { caseId }, token }),
    lookup: (number, token) => call('lookup', ROUTES.lookup.response, { body: { number }, token }),
    wait: (from, token, signal) =>
      call('wait', ROUTES.wait.response, { body: from, token, timeout: WAIT_MS, signal }),
  };
}

/**
 * The words of an answer. They are unpacked in one go beside this thread: as a stream, every 16 KB of a page
 * would wait for the rows that are being written meanwhile.
 */
async function textOf({ data, headers }: AxiosResponse<Buffer>): Promise<string> {
  if (headers['content-encoding'] !== 'gzip') return data.toString('utf8');
  const chunkSize = Math.max(1_024, data.length * UNPACKED_RATIO);
  return (await unpack(data, { chunkSize, maxOutputLength: LARGEST_ANSWER })).toString('utf8');
}

/** Tells central's answer, central's refusal and a stranger's words apart. `body`: the text as it came. */
export function readAnswer<S extends z.ZodType>(status: number, body: unknown, answer: S): z.output<S> {
  const parsed = parseJson(body);
  if (status >= 200 && status < 300) {
    const value = answer.safeParse(parsed);
    if (value.success) return value.data;
    throw new CodedError('central_not_ours', { status });
  }
  const refusal = ErrorBody.safeParse(parsed);
  // No route that a desk asks for is missing at a central: the path in front of it is wrong.
  if (refusal.data?.error.code === 'not_found') throw new CodedError('central_not_ours', { status });
  if (refusal.success) throw new CodedError(refusal.data.error.code, refusal.data.error.params);
  // A gateway in front of central may refuse a large body in its own words; a smaller one is the answer all
  // the same.
  if (status === 413) throw new CodedError('payload_too_large', { status });
  throw new CodedError('central_not_ours', { status });
}

function parseJson(body: unknown): unknown {
  if (typeof body !== 'string') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
