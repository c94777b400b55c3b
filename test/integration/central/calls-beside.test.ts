import { afterEach, beforeEach, expect, it } from 'vitest';
import { callsBeside } from '../../../central/db/call-times.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { attempt, seedReports } from '../../support/seed-cases.ts';

let central: TestCentral;
let agent: TestUser;

beforeEach(async () => {
  central = await startCentral();
  agent = await central.addUser('agent1');
});
afterEach(() => central.stop());

it('the calls beside many of one time are read once each, not once for each of the many', async () => {
  const cases = await seedReports(central, agent.teamId, 5);
  const made = cases.map((id) => attempt(id));
  await (await deskOf(central, agent)).push(...made);
  const times = made.map(({ args: { startedAt, endedAt } }) => ({ startedAt, endedAt: endedAt + MINUTE }));
  const apart = times.map((call) => ({
    startedAt: call.startedAt - 9 * DAY,
    endedAt: call.endedAt - 9 * DAY,
  }));
  const found = await callsBeside(central.db, agent.id, [...times, ...apart]);
  expect(found.map(({ caseId }) => caseId).sort()).toEqual([...cases].sort());
});
