import { afterEach, beforeEach, expect, test } from 'vitest';
import { LookupResponse } from '../../../shared/api/lookup.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send, signIn } from '../../support/central-client.ts';
import { attempt, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let agent: TestUser;

beforeEach(async () => {
  central = await startCentral();
  agent = await central.addUser('agent');
});
afterEach(() => central.stop());

async function found(user: TestUser, number: string): Promise<string[]> {
  const { accessToken } = await signIn(central, user);
  const answer = await send(central.url, '/v1/cases/lookup', { token: accessToken, body: { number } });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.code}`);
  return LookupResponse.parse(JSON.parse(answer.text)).cases.map(({ id }) => id);
}

test('a missed reporter who calls in is found by number, whoever’s the case is, and the call counts', async () => {
  const [first = '', second = ''] = await seedReports(central, agent.teamId, 2);
  await seedReports(central, (await central.addUser('other', { team: 'Other' })).teamId, 1, 'OTHER');
  expect(await found(agent, '17000000001')).toEqual([first]);
  expect(await found(agent, '+8617000000001')).toEqual([first]);
  expect(await found(agent, '1700000000')).toEqual([]);
  await (await deskOf(central, agent)).push(attempt(first, { direction: 'inbound', disposition: 'FB_OK' }), {
    ...attempt(second),
    name: 'addNumber',
    args: { caseId: second, phone: '17000009999' },
  } as never);
  expect(await storedCase(central, first)).toMatchObject({ stage: 'closed' });
  expect(await found(agent, '17000009999')).toEqual([second]);
});

test('every look is kept, without the number', async () => {
  const [first = ''] = await seedReports(central, agent.teamId, 1);
  await found(agent, '17000000001');
  const rows = await central.db.selectFrom('audit').selectAll().where('kind', '=', 'lookup').execute();
  expect(rows).toMatchObject([{ account_id: agent.id, detail: { number: '170****0001', cases: first } }]);
});
