import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenApi } from '../../../central/openapi/document.ts';
import { recoveryText } from '../../../shared/api/recover.ts';
import { ROUTES, type RouteName } from '../../../shared/api/routes.ts';
import { PROTOCOL_VERSION } from '../../../shared/api/sync.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type Answer, deskOf, send, signIn } from '../../support/central-client.ts';
import { attempt, giveCases, seedCard, seedReports } from '../../support/seed-cases.ts';

let central: TestCentral;
let document: OpenApi;
let ajv: Ajv2020;
let agent: TestUser;
let lead: TestUser;
let system: TestUser;
let ids: string[];

beforeAll(async () => {
  central = await startCentral();
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  system = await central.addUser('gw', { role: 'integration' });
  ids = await seedReports(central, agent.teamId, 3);
  await giveCases(central, lead, ids, agent.id);
  await seedCard(central, agent.teamId);
  document = JSON.parse((await send(central.url, '/openapi.json', { method: 'GET' })).text);
  ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // The same numbers as in OpenAPI's own registry of formats.
  for (const format of ['int32', 'int64']) ajv.addFormat(format, true);
  ajv.addSchema(document, 'openapi');
});
afterAll(() => central.stop());

const pointer = (...words: string[]) =>
  `openapi#/${words.map((word) => word.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
const operationOf = (name: RouteName) =>
  document.paths[ROUTES[name].path]?.[ROUTES[name].method.toLowerCase()];

function fits(at: string, value: unknown): void {
  const check = ajv.getSchema(at);
  if (!check) throw new Error(`no schema at ${at}`);
  expect([at, check(value), check.errors]).toEqual([at, true, null]);
}

/** Asks a route, and holds request and answer against the description. */
async function ask(
  name: RouteName,
  { body, token, query = '' }: { body?: unknown; token?: string; query?: string } = {},
): Promise<Answer> {
  const { path, method } = ROUTES[name];
  const answer = await send(central.url, path + query, {
    method,
    ...(body !== undefined && { body }),
    ...(token && { token }),
  });
  const own = ['paths', path, method.toLowerCase()];
  const json = ['content', 'application/json', 'schema'];
  fits(pointer(...own, 'responses', String(answer.status), ...json), JSON.parse(answer.text));
  if (body !== undefined && answer.status === 200) fits(pointer(...own, 'requestBody', ...json), body);
  return answer;
}

test('every operation has an id, words, security and named schemas, and every reference leads somewhere', () => {
  expect(document.openapi).toBe('3.1.0');
  const names = Object.keys(ROUTES) as RouteName[];
  expect(names.map((name) => operationOf(name)?.operationId)).toEqual(names);
  for (const name of names) {
    const { summary, description, security, tags, responses } = operationOf(name) ?? {};
    expect([summary, description, tags?.length].every(Boolean)).toBe(true);
    expect(security).toEqual(ROUTES[name].auth ? [{ session: [] }] : []);
    for (const each of Object.values(responses ?? {})) {
      expect(each.description).not.toMatch(/^$|Default Response/);
      expect(each.content['application/json']?.schema).toHaveProperty('$ref');
    }
  }
  const refs = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name = ''] of refs) expect(document.components.schemas).toHaveProperty([name]);
  for (const name of Object.keys(document.components.schemas))
    expect(ajv.getSchema(pointer('components', 'schemas', name))).toBeTypeOf('function');
  expect(document.components.schemas.Instant).toMatchObject({ type: 'integer', format: 'int64' });
  expect(JSON.stringify(document)).not.toContain('"additionalProperties":false');
});

test('every code that a refusal names is one of ours, and every status says its codes in words', () => {
  for (const name of Object.keys(ROUTES) as RouteName[])
    for (const [status, { description }] of Object.entries(operationOf(name)?.responses ?? {})) {
      if (status === '200' || (name === 'health' && status === '503')) continue;
      const codes = [...description.matchAll(/`([a-z_]+)`: /g)].map(([, code]) => code);
      expect(codes.length).toBeGreaterThan(0);
      for (const code of codes) expect(ERROR_CODES).toContain(code);
    }
});

describe('real answers are as described', () => {
  test('of sessions', async () => {
    const device = { id: randomUUID(), name: 'd' };
    const { account, password } = agent;
    const opened = await ask('signIn', { body: { account, password, device } });
    const { refreshToken, accessToken } = JSON.parse(opened.text);
    expect((await ask('refresh', { body: { refreshToken } })).status).toBe(200);
    expect((await ask('signOut', { token: accessToken })).status).toBe(200);
    expect((await ask('signIn', { body: { account, password: 'x', device } })).status).toBe(401);
    expect((await ask('refresh', { body: {} })).status).toBe(400);
    expect((await ask('health')).status).toBe(200);
  });

  test('of desks', async () => {
    const { accessToken: token } = await signIn(central, agent);
    const { accessToken: leads } = await signIn(central, lead);
    const clientId = randomUUID();
    const pull = { protocol: PROTOCOL_VERSION, clientId, scopes: [], limit: 100 };
    const whole = { mode: 'snapshot', at: null, after: null, only: null };
    const snapshot = JSON.parse((await ask('pull', { token, body: { ...pull, from: whole } })).text);
    expect(snapshot.changes.length).toBeGreaterThan(3);
    const work = attempt(ids[0] ?? '', { disposition: 'FB_OK' });
    const mutations = [{ seq: 1, mutation: work }];
    const push = { protocol: PROTOCOL_VERSION, clientId, deviceNow: central.clock.now(), mutations };
    expect(JSON.parse((await ask('push', { token, body: push })).text).results).toMatchObject([
      { status: 'applied' },
    ]);
    const from = { mode: 'delta', cursor: snapshot.cursor };
    const delta = JSON.parse((await ask('pull', { token, body: { ...pull, from, digest: true } })).text);
    expect(delta).toMatchObject({ kind: 'delta', digests: expect.any(Array) });
    const lost = { mode: 'delta', cursor: { ...snapshot.cursor, epoch: randomUUID() } };
    expect(JSON.parse((await ask('pull', { token, body: { ...pull, from: lost } })).text).kind).toBe('reset');
    expect((await ask('pull', { token, body: { ...pull, protocol: 0, from: whole } })).status).toBe(426);
    expect((await ask('wait', { token, body: { version: 0 } })).status).toBe(200);
    const found = JSON.parse((await ask('lookup', { token: leads, body: { number: '17000000001' } })).text);
    expect(found.cases).toHaveLength(1);
    expect(JSON.parse((await ask('desks', { token: leads })).text).desks.length).toBeGreaterThan(0);
    const foreign = await deskOf(central, await central.addUser('stranger', { team: 'North' }));
    await foreign.push(attempt(ids[1] ?? ''));
    const kept = await ask('kept', { token: leads, body: { caseId: ids[1] } });
    expect(JSON.parse(kept.text).results).toHaveLength(1);
    expect((await ask('kept', { token: leads, body: { caseId: randomUUID() } })).status).toBe(404);
    const gap = { ...push, mutations: [{ seq: 9, mutation: attempt(ids[0] ?? '') }] };
    expect((await ask('push', { token, body: gap })).status).toBe(409);
  });

  test('of other systems, each outcome as its type says', async () => {
    const { accessToken: token } = await signIn(central, system);
    const page = JSON.parse((await ask('outcomes', { token, query: '?limit=100' })).text);
    const types = page.outcomes.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['result.logged', 'case.closed']));
    for (const outcome of page.outcomes) {
      const name = outcome.type.replace(/(?:^|[._])([a-z])/g, (_: string, first: string) =>
        first.toUpperCase(),
      );
      fits(pointer('components', 'schemas', name), outcome);
    }
    const at = central.clock.now();
    const messageId = randomUUID();
    const receipts = [{ messageId, status: 'delivered', at }];
    const refused = JSON.parse((await ask('receipts', { token, body: { items: receipts } })).text);
    expect(refused.refused).toMatchObject([{ index: 0, code: 'not_found', sentence: expect.any(String) }]);
    await ask('confirmations', { token, body: { items: [{ measureId: messageId, status: 'applied', at }] } });
    const verified = await ask('verifications', {
      token,
      body: { items: [{ cardId: 'C1', passed: true, at }] },
    });
    expect(verified.status).toBe(200);
    expect((await ask('receipts', { token, body: { items: [] } })).status).toBe(400);
    expect((await ask('outcomes', { token, query: '?cursor=x' })).status).toBe(400);
    expect((await ask('receipts', { token: (await signIn(central, agent)).accessToken })).status).toBe(403);
  });

  test('of routes without a session', async () => {
    for (const name of Object.keys(ROUTES) as RouteName[])
      if (ROUTES[name].auth) expect((await ask(name)).status).toBe(401);
  });

  test('of the days after a restore', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = String(publicKey.export({ format: 'jwk' }).x);
    const asking = { accountId: agent.id, key };
    expect((await ask('challenge', { body: asking })).code).toBe('recovery_over');
    const { accessToken: token } = await signIn(central, agent);
    const from = { mode: 'snapshot', at: null, after: null, only: null };
    const body = { protocol: PROTOCOL_VERSION, clientId: randomUUID(), scopes: [], limit: 100, from };
    await ask('pull', { token, body: { ...body, signingKey: key } });
    await central.db.updateTable('sync_meta').set({ restored_at: central.clock.now() }).execute();
    const { challenge, epoch } = JSON.parse((await ask('challenge', { body: asking })).text);
    const text = recoveryText({ accountId: agent.id, challenge, epoch });
    const signature = sign(null, Buffer.from(text), privateKey).toString('base64url');
    const recovered = { ...asking, challenge, signature };
    expect((await ask('recover', { body: recovered })).status).toBe(200);
    expect((await ask('recover', { body: recovered })).code).toBe('recovery_refused');
  });
});

test('a page shows all of it, and asks nobody else for anything', async () => {
  const response = await fetch(`${central.url}/docs`);
  const html = await response.text();
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; /);
  expect(policy).not.toContain('unsafe');
  expect(html).not.toMatch(/<(?:script|img|link|iframe)|\son\w+=|\sstyle=|https?:\/\/|url\(/);
  for (const name of Object.keys(ROUTES)) expect(html).toContain(`<details id="${name}">`);
  const targets = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(targets).toContain(id);
});
