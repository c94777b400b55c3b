import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TakenResponse } from '../../../shared/api/outcomes.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { send, signIn } from '../../support/central-client.ts';
import { seedCard, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let token: string;
let card: string;

beforeAll(async () => {
  central = await startCentral();
  const system = await central.addUser('gw', { role: 'integration' });
  token = (await signIn(central, system)).accessToken;
  card = await seedCard(central, system.teamId);
});
afterAll(() => central.stop());

const at = Date.UTC(2026, 2, 18);
const bring = (what: string, items: unknown) => send(central.url, `/v1/${what}`, { token, body: { items } });

test.each([
  [{ cardId: 'C1', passed: 'yes', at }, 'items.1.passed: '],
  [{ cardId: '', passed: true, at }, 'items.1.cardId: '],
  [{ cardId: 'C\0', passed: true, at }, 'items.1.cardId: '],
  [{ cardId: 'C\ud800', passed: true, at }, 'items.1.cardId: '],
  [{ cardId: 'C1', passed: true, at: -1 }, 'items.1.at: '],
  [{ cardId: 'C1', passed: true, at, reason: 'x'.repeat(401) }, 'items.1.reason: '],
  [{ cardId: 'C1', passed: true, at, reason: 'a\0' }, 'items.1.reason: '],
  [null, 'items.1: '],
  ['C1', 'items.1: '],
  [[], 'items.1: '],
])('%j is refused by itself, with its place and a sentence', async (bad, sentence) => {
  const known = { cardId: 'C1', passed: false, at };
  const unknown = { cardId: 'C2', passed: true, at };
  const answer = await bring('verifications', [known, bad, unknown]);
  expect(answer.status).toBe(200);
  const { results, refused } = TakenResponse.parse(JSON.parse(answer.text));
  expect(results).toEqual([
    { status: expect.stringMatching(/applied|known|rejected/), code: results[0]?.code },
    { status: 'rejected', code: 'invalid_input' },
    { status: 'rejected', code: 'not_found' },
  ]);
  expect(refused.filter(({ index }) => index > 0)).toEqual([
    { index: 1, code: 'invalid_input', sentence: expect.stringContaining(sentence) },
    { index: 2, code: 'not_found', sentence: 'Nothing of this id is known in the team.' },
  ]);
  expect(answer.text).not.toContain('x'.repeat(20));
});

test('the good items beside a bad one are taken', async () => {
  const before = (await storedCase(central, card)).history.length;
  await bring('verifications', [{ nothing: true }, { cardId: 'C1', passed: true, at: at + 1 }]);
  const { history } = await storedCase(central, card);
  expect(history.length).toBeGreaterThan(before);
});

test.each([
  ['receipts', { messageId: 'x', status: 'delivered', at }],
  ['receipts', { messageId: randomUUID(), status: 'lost', at }],
  ['confirmations', { measureId: randomUUID(), status: 'done', at }],
])('of %s likewise', async (what, bad) => {
  const { results } = JSON.parse((await bring(what, [bad, bad])).text);
  expect(results).toEqual([
    { status: 'rejected', code: 'invalid_input' },
    { status: 'rejected', code: 'invalid_input' },
  ]);
});

test.each([[[]], [null], ['x'], [Array(1_001).fill({})]])(
  'no batch at all is refused as a whole',
  async (items) => {
    expect(await bring('receipts', items)).toMatchObject({ status: 400, code: 'invalid_input' });
  },
);
