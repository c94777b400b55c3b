import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LookupResponse } from '../../../shared/api/lookup.ts';
import type { AddNumber } from '../../../shared/mutation/mutation.ts';
import { DAY } from '../../../shared/time.ts';
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
  expect(await found(agent, '17000000002')).toEqual([second]);
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

test('a further number is taken from who looked the case up within a day, and from no other colleague', async () => {
  const [first = ''] = await seedReports(central, agent.teamId, 1);
  const add = (at: number): AddNumber => {
    const args = { caseId: first, phone: '17000009999' };
    return { id: randomUUID(), v: 1, at, name: 'addNumber', args };
  };
  const desk = await deskOf(central, agent);
  const now = central.clock.now();
  expect((await desk.push(add(now))).results).toMatchObject([{ status: 'rejected', code: 'forbidden' }]);
  await found(agent, '17000000001');
  const other = await deskOf(central, await central.addUser('colleague'));
  expect((await other.push(add(now))).results).toMatchObject([{ code: 'forbidden' }]);
  const { results } = await desk.push(add(now - DAY), add(now));
  expect(results).toMatchObject([{ code: 'forbidden' }, { status: 'applied' }]);
});
