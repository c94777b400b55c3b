import { afterEach, beforeEach, expect, test } from 'vitest';
import { PulledPage } from '../../../electron/sync/net.ts';
import { readChanges } from '../../../electron/sync/read-changes.ts';
import { ErrorBody } from '../../../shared/api/routes.ts';
import { PROTOCOL_VERSION, PushResponse } from '../../../shared/api/sync.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf, send, signIn } from '../../support/central-client.ts';
import { attempt, countRows, giveCases, note, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let chen: TestUser;
let desk: DeskClient;
let caseId: string;

beforeEach(async () => {
  central = await startCentral({ server: { waitMs: 20 } });
  const lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  [caseId = ''] = await seedReports(central, lead.teamId, 1);
  await giveCases(central, lead, [caseId], chen.id);
  desk = await deskOf(central, chen);
});
afterEach(() => central.stop());

const storedDocument = async (): Promise<unknown> =>
  (await central.db.selectFrom('case_').select('doc').where('id', '=', caseId).executeTakeFirstOrThrow()).doc;

test('fields that only a newer desk knows cost no request and no result', async () => {
  const { token, clientId } = desk;
  const later = { fromLater: { any: ['thing'] } };
  const device = { id: clientId, name: 'desk', ...later };
  const entered = await send(central.url, '/v1/session', {
    body: { account: chen.account, password: chen.password, device, ...later },
  });
  expect(entered.status).toBe(200);
  const result = attempt(caseId);
  const pushed = await send(central.url, '/v1/push', {
    token,
    body: {
      protocol: 7,
      clientId,
      deviceNow: 1,
      mutations: [
        { seq: 1, mutation: { ...result, ...later, args: { ...result.args, ...later } }, ...later },
      ],
      ...later,
    },
  });
  expect(PushResponse.parse(JSON.parse(pushed.text)).results).toMatchObject([{ status: 'applied' }]);
  const kept = await central.db
    .selectFrom('mutation')
    .select('body')
    .where('id', '=', result.id)
    .executeTakeFirstOrThrow();
  expect(kept.body).toMatchObject({ ...later, args: later });
  const from = { mode: 'snapshot', at: null, after: null, ...later };
  const pulled = await send(central.url, '/v1/pull', {
    token,
    body: { protocol: 7, clientId, scopes: [], from, limit: 10, ...later },
  });
  expect(pulled.status).toBe(200);
  const waited = await send(central.url, '/v1/wait', { token, body: { version: 0, ...later } });
  expect(waited.status).toBe(200);
});

test('a desk that knows nothing of digests, single scopes and contacts is served', async () => {
  const { token, clientId } = desk;
  const from = { mode: 'snapshot', at: null, after: null };
  const body = { protocol: PROTOCOL_VERSION, clientId, scopes: [], from, limit: 10 };
  expect((await send(central.url, '/v1/pull', { token, body })).status).toBe(200);
});

test('a desk of today reads the answers of a later central', async () => {
  const raw = await send(central.url, '/v1/pull', {
    token: desk.token,
    body: {
      protocol: PROTOCOL_VERSION,
      clientId: desk.clientId,
      scopes: [],
      from: { mode: 'snapshot', at: null, after: null },
      limit: 10,
    },
  });
  const answer = JSON.parse(raw.text);
  const later = { fromLater: 1 };
  const changes = answer.changes.map((change: { row: object }) => ({
    ...change,
    ...later,
    row: { ...change.row, ...later },
  }));
  const page = PulledPage.parse({ ...answer, ...later, cursor: { ...answer.cursor, ...later }, changes });
  if (page.kind !== 'snapshot') throw new Error('expected a snapshot');
  const read = readChanges(page.changes);
  expect([read.changes.length, read.unreadable, read.strangers]).toEqual([1 + 2 + 4, [], 0]);
  expect(read.changes.find(({ id }) => id === caseId)).toMatchObject({ row: later });

  const { results } = await desk.push(note(caseId, 'x'));
  const pushed = PushResponse.parse({
    lastSeq: 1,
    serverTime: 1,
    ...later,
    results: results.map((result) => ({ ...result, code: 'from_later', flags: ['from_later'], ...later })),
  });
  expect(pushed.results).toMatchObject([{ code: 'internal', flags: [] }]);
  expect(
    ErrorBody.parse({ error: { code: 'from_later', params: {}, requestId: 'x' }, ...later }).error.code,
  ).toBe('central_failed');
});

test('what a later central added to a document survives a change by this one', async () => {
  const document = await storedCase(central, caseId);
  const later = {
    ...document,
    priority: 'high',
    contact: { ...document.contact, language: 'yue' },
    history: document.history.map((entry) => ({ ...entry, via: 'import' })),
  };
  await central.db
    .updateTable('case_')
    .set({ doc: JSON.stringify(later) })
    .where('id', '=', caseId)
    .execute();
  await desk.push(attempt(caseId));
  expect(await storedDocument()).toMatchObject({
    priority: 'high',
    contact: { language: 'yue' },
    history: expect.arrayContaining(later.history),
  });
  expect((await storedCase(central, caseId)).history.some(({ type }) => type === 'attempt')).toBe(true);
  expect(await countRows(central, 'call_result')).toBe(1);
});

test.each([0, 1])('a desk of protocol %i may push its results, and pulls nothing', async (protocol) => {
  const { token, clientId } = desk;
  const mutations = [{ seq: 1, mutation: attempt(caseId) }];
  const body = { protocol, clientId, deviceNow: 1, mutations };
  expect((await send(central.url, '/v1/push', { token, body })).status).toBe(200);
  expect(await countRows(central, 'call_result')).toBe(1);
  const from = { mode: 'snapshot', at: null, after: null };
  const pull = { protocol, clientId, scopes: [], from, limit: 10 };
  expect((await send(central.url, '/v1/pull', { token, body: pull })).code).toBe('update_required');
  expect((await signIn(central, chen)).user.id).toBe(chen.id);
});
