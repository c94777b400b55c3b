import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineJournal } from '../../../central/http/journal.ts';
import { ErrorBody, Health, ROUTES } from '../../../shared/api/routes.ts';
import { PROTOCOL_VERSION } from '../../../shared/api/sync.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send, signIn } from '../../support/central-client.ts';
import { attempt, giveCases, seedReports } from '../../support/seed-cases.ts';

let central: TestCentral;
let agent: TestUser;
let caseIds: string[];
const written: string[] = [];

beforeAll(async () => {
  central = await startCentral({
    server: {
      journal: lineJournal(
        () => 0,
        (line) => written.push(line),
      ),
    },
  });
  const lead = await central.addUser('lead', { role: 'lead' });
  agent = await central.addUser('agent1', { name: '陈晓慧' });
  caseIds = await seedReports(central, agent.teamId, 40);
  await giveCases(central, lead, caseIds, agent.id);
});
afterAll(() => central.stop());

test('health says what this is', async () => {
  const answer = await send(central.url, '/v1/health', { method: 'GET' });
  expect(Health.parse(JSON.parse(answer.text))).toMatchObject({
    product: 'callback-desk',
    protocol: PROTOCOL_VERSION,
  });
});

test.each([
  ['an unknown path', '/v1/nothing', { method: 'GET' }, 404, 'not_found'],
  ['a wrong method', '/v1/health', { method: 'PATCH' }, 404, 'not_found'],
  ['malformed JSON', '/v1/session', { raw: '{"account":' }, 400, 'invalid_input'],
  ['HTML', '/v1/session', { raw: '<html>', headers: { 'content-type': 'text/html' } }, 400, 'invalid_input'],
  ['an empty body', '/v1/session', { raw: '' }, 400, 'invalid_input'],
  ['wrong types', '/v1/session', { body: { account: 1 } }, 400, 'invalid_input'],
  ['a body over a megabyte', '/v1/session', { raw: `"${'x'.repeat(1_100_000)}"` }, 413, 'payload_too_large'],
  ['no session', '/v1/push', { body: {} }, 401, 'not_signed_in'],
  [
    'an unknown refresh token',
    '/v1/session/refresh',
    { body: { refreshToken: 'x' } },
    401,
    'session_expired',
  ],
] as const)('%s is answered in our envelope', async (_what, path, options, status, code) => {
  const answer = await send(central.url, path, options);
  expect([answer.status, answer.code]).toEqual([status, code]);
});

test('a bomb of zeros behind gzip is too large as well', async () => {
  const { accessToken } = await signIn(central, agent);
  const response = await fetch(`${central.url}/v1/push`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(Buffer.alloc(20_000_000, ' ')),
  });
  expect([response.status, ErrorBody.parse(await response.json()).error.code]).toEqual([
    413,
    'payload_too_large',
  ]);
});

test('a compressed push is taken, a large pull comes compressed', async () => {
  const desk = await deskOf(central, agent);
  const headers = { authorization: `Bearer ${desk.token}`, 'content-type': 'application/json' };
  const body = {
    protocol: PROTOCOL_VERSION,
    clientId: desk.clientId,
    deviceNow: 1,
    mutations: [{ seq: 1, mutation: attempt(caseIds[0] ?? '') }],
  };
  const pushed = await fetch(`${central.url}/v1/push`, {
    method: 'POST',
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(body)),
  });
  expect(pushed.status).toBe(200);
  const from = { mode: 'snapshot', at: null, after: null };
  const pulled = await fetch(`${central.url}/v1/pull`, {
    method: 'POST',
    headers: { ...headers, 'accept-encoding': 'gzip' },
    body: JSON.stringify({
      protocol: PROTOCOL_VERSION,
      clientId: desk.clientId,
      scopes: [],
      from,
      limit: 100,
    }),
  });
  expect(pulled.headers.get('content-encoding')).toBe('gzip');
  expect(ROUTES.pull.response.parse(await pulled.json()).kind).toBe('snapshot');
});

test('bytes that are no HTTP get an answer in our envelope', async () => {
  const socket = connect(Number(new URL(central.url).port), '127.0.0.1');
  socket.end('this is not a request\r\n\r\n');
  const [head, body] = (await text(socket)).split('\r\n\r\n');
  expect(head).toContain('400 Bad Request');
  expect(ErrorBody.parse(JSON.parse(body ?? '')).error.code).toBe('invalid_input');
});

test('OpenAPI describes every route of the contract', async () => {
  const answer = await send(central.url, '/openapi.json', { method: 'GET' });
  const document: { openapi: string; paths: Record<string, Record<string, unknown>> } = JSON.parse(
    answer.text,
  );
  for (const { path, method } of Object.values(ROUTES)) {
    expect(document.paths[path]?.[method.toLowerCase()]).toBeDefined();
  }
  expect(JSON.stringify(document.paths['/v1/push'])).toContain('logAttempt');
});

test('the log names routes and outcomes, never people, numbers or tokens', async () => {
  const desk = await deskOf(central, agent);
  await desk.push(attempt(caseIds[1] ?? '', { note: '机主不便' }));
  await send(central.url, '/v1/nothing?phone=17000000001', { method: 'GET' });
  await central.db.updateTable('account').set({ team_id: agent.teamId }).execute();
  const log = written.join('');
  expect(log).toContain('"route":"/v1/push"');
  for (const secret of [desk.token, '17000000001', '陈晓慧', 'agent1', 'password-1', '机主不便']) {
    expect(log).not.toContain(secret);
  }
});
