import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { permitUser } from '../../../central/accounts/users.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { attempt, giveCases, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let caseIds: string[];

beforeEach(async () => {
  central = await startCentral();
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  caseIds = await seedReports(central, agent.teamId, 3);
  await giveCases(central, lead, caseIds, agent.id);
});
afterEach(() => central.stop());

const stored = (ids = caseIds): Promise<Case[]> => Promise.all(ids.map((id) => storedCase(central, id)));
const codes = async (ids = caseIds) => (await stored(ids)).map(({ plan }) => plan.code);
const at = () => central.clock.now();

const begin = (caseId = ''): Mutation => ({
  id: randomUUID(),
  v: 1,
  at: at(),
  name: 'beginInvestigation',
  args: { caseId },
});
const find = (caseId = '', verdict: 'confirmed' | 'insufficient' = 'confirmed') =>
  decision('recordFinding', { caseId, verdict, action: null }, at());

async function pushed(user: TestUser, ...mutations: Mutation[]): Promise<(string | null)[]> {
  const { results } = await (await deskOf(central, user)).push(...mutations);
  return results.map(({ status, code }) => code ?? status);
}

test('reports of one number share one investigation, and each reporter is told', async () => {
  const [first = '', second = '', third = ''] = caseIds;
  expect(await codes()).toEqual(Array(3).fill('awaiting_investigation'));
  expect(await pushed(lead, begin(first))).toEqual(['applied']);
  expect(await codes()).toEqual(Array(3).fill('awaiting_finding'));
  // Somebody reports the number while it is being looked into.
  const [late = ''] = await seedReports(central, agent.teamId, 1, 'LATE', 1);
  expect(await codes([late])).toEqual(['awaiting_finding']);

  expect(await pushed(lead, find(second))).toEqual(['applied']);
  expect(await codes([...caseIds, late])).toEqual(Array(4).fill('first_call'));
  expect((await stored([...caseIds, late])).map(({ facts }) => 'finding' in facts && facts.finding)).toEqual(
    Array(4).fill(expect.objectContaining({ verdict: 'confirmed' })),
  );
  expect((await stored()).map(({ history }) => history.map(({ type }) => type))).toEqual(
    Array(3).fill(['assignment', 'investigation', 'finding']),
  );

  // Telling one reporter tells nobody else.
  await pushed(agent, attempt(first, { disposition: 'FB_OK' }));
  expect(await codes()).toEqual(['closed_reached', 'first_call', 'first_call']);
  // What one reporter disputes is looked into for all: the others are told what is known by then.
  await pushed(agent, attempt(second, { disposition: 'FB_DISPUTE', reason: '不认可' }));
  await pushed(agent, attempt(third, { disposition: 'NOANS' }));
  expect(await codes()).toEqual(['closed_reached', 'dispute_review', 'retry_next_part']);
  await (await deskOf(central, lead)).snapshot();
  await pushed(lead, find(second, 'insufficient'));
  expect(await codes()).toEqual(['first_call', 'first_call', 'first_call']);
  // A report that comes after the decision has it from the beginning.
  const [later = ''] = await seedReports(central, agent.teamId, 1, 'LATER', 2);
  expect((await storedCase(central, later)).facts).toMatchObject({ finding: { verdict: 'insufficient' } });
});

test('only those may investigate who lead the team or were permitted to, and only reports', async () => {
  const [first] = caseIds;
  expect(await pushed(agent, begin(first), find(first))).toEqual(['forbidden', 'forbidden']);
  expect(await codes()).toEqual(Array(3).fill('awaiting_investigation'));
  await permitUser(central, agent.account, 'findings', true);
  expect(await pushed(agent, begin(first), find(first))).toEqual(['applied', 'applied']);
  // A report that is not imported yet is waited for.
  const { results } = await (await deskOf(central, lead)).push(begin(randomUUID()), find(randomUUID()));
  expect(results.map(({ status }) => status)).toEqual(['applied', 'applied']);
  const stranger = await central.addUser('other', { role: 'lead', team: 'Other' });
  expect(await pushed(stranger, find(first, 'insufficient'))).toEqual(['forbidden']);
  expect(await codes()).toEqual(Array(3).fill('first_call'));
});
