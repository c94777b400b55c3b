import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneBodies } from '../../../central/db/prune-bodies.ts';
import { PROTOCOL_VERSION, PushResponse } from '../../../shared/api/sync.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf, send } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { attempt, countRows, seedReports } from '../../support/seed-cases.ts';

const UNKNOWN = '0a6f1f0e-6a53-4a3e-9b1f-3a1f0b8a5c11';

let central: TestCentral;
let lead: TestUser;
let desk: DeskClient;

beforeAll(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  desk = await deskOf(central, lead);
});
afterAll(() => central.stop());

/** Sends as a desk does that knows what it means to wait. */
async function push(...mutations: Mutation[]): Promise<PushResponse['results']> {
  const body = {
    protocol: PROTOCOL_VERSION,
    clientId: desk.clientId,
    deviceNow: central.clock.now(),
    statuses: ['waiting'],
    mutations: mutations.map((mutation, index) => ({ seq: desk.seq + 1 + index, mutation })),
  };
  const answer = PushResponse.parse(
    JSON.parse((await send(central.url, '/v1/push', { token: desk.token, body })).text),
  );
  desk.seq = answer.lastSeq;
  return answer.results;
}

test('texts of old work go; its ids stay, so that it is applied once; a measure and what waits stay whole', async () => {
  const [id = ''] = await seedReports(central, lead.teamId, 1);
  const now = central.clock.now();
  const call = attempt(id, {}, now - 1);
  const measure = decision('proposeMeasure', { caseId: id, level: 'outgoing', why: '无法联系' }, now);
  const waits = attempt(UNKNOWN, {}, now - 1);
  const first = await push(call, measure, waits);
  expect(first.map(({ status }) => status)).toEqual(['applied', 'rejected', 'waiting']);

  expect(await pruneBodies(central.db, now - 1)).toBe(0);
  expect(await pruneBodies(central.db, central.clock.now() + 1)).toBe(1);
  const rows = await central.db.selectFrom('mutation').select(['id', 'body']).execute();
  expect(new Map(rows.map((row) => [row.id, row.body]))).toEqual(
    new Map<string, unknown>([
      [call.id, null],
      [measure.id, measure],
      [waits.id, waits],
    ]),
  );

  expect(await push(call)).toEqual(first.slice(0, 1));
  expect(await countRows(central, 'call_result')).toBe(2);
});
