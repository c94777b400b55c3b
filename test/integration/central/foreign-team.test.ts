import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importCards } from '../../../central/intake/cards.ts';
import { KeptResponse } from '../../../shared/api/kept.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send, signIn } from '../../support/central-client.ts';
import { attempt, caseIdOf, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
/** Of the team that the cases are of. */
let owner: TestUser;
let report: string;
let card: string;

beforeEach(async () => {
  central = await startCentral();
  owner = await central.addUser('owner', { team: 'South' });
  [report = ''] = await seedReports(central, owner.teamId, 1);
  const row = { card_id: 'C1', phone: '17011112222', holder_name: '任梓', sold_on: '2014-05-05' };
  await importCards.take({ ...central, teamId: owner.teamId }, [importCards.read(row)]);
  card = await caseIdOf(central, 'real_name', 'C1');
});
afterEach(() => central.stop());

const why = 'x';

/** One of each command but the result of a call. */
function commands(id: string): Mutation[] {
  const args = { caseId: id };
  const right = { disposition: 'FB_OK', reason: null, callbackAt: null, dispositionsVersion: 1 };
  const all = [
    { name: 'correctAttempt', args: { ...args, attemptId: randomUUID(), ...right, why } },
    { name: 'addNote', args: { ...args, text: 'x' } },
    { name: 'recordReveal', args },
    { name: 'addNumber', args: { ...args, phone: '13999999999' } },
    { name: 'reassign', args: { ...args, expected: null, toId: null, commandId: null } },
    { name: 'beginInvestigation', args },
    { name: 'recordFinding', args: { ...args, verdict: 'confirmed', action: null } },
    { name: 'resolveReview', args: { ...args, decision: 'call_again', why } },
    { name: 'proposeMeasure', args: { ...args, level: 'outgoing', why } },
    { name: 'decideMeasure', args: { ...args, measureId: randomUUID(), approve: true, why } },
    { name: 'decideAppeal', args: { ...args, uphold: true, why } },
  ] as const;
  return all.map((each) => ({ id: randomUUID(), v: 1, at: central.clock.now(), ...each }));
}

test.each(['agent', 'lead', 'admin'] as const)('a foreign %s writes nothing into a case', async (role) => {
  const desk = await deskOf(central, await central.addUser('stranger', { team: 'North', role }));
  for (const id of [report, card]) {
    const before = await storedCase(central, id);
    const { results } = await desk.push(...commands(id));
    expect(results.map(({ code }) => code)).toEqual(results.map(() => 'forbidden'));
    expect(await storedCase(central, id)).toEqual(before);
  }
});

test('a foreign result is a fact of the ledger, and tells its author nothing of the case', async () => {
  const desk = await deskOf(central, await central.addUser('stranger', { team: 'North' }));
  await (await deskOf(central, owner)).push(attempt(report, { disposition: 'FB_OK' }));
  const before = await storedCase(central, report);
  const foreign = attempt(report, { disposition: 'FB_OK' });
  const nowhere = attempt(randomUUID(), { disposition: 'FB_OK' });
  const unclear = attempt(card, { disposition: 'NOBODY_KNOWS' });
  const { results } = await desk.push(foreign, nowhere, unclear);
  const answer = { status: 'applied', code: null, params: {}, flags: [] };
  expect(results).toEqual([foreign, nowhere, unclear].map(({ id }) => ({ id, ...answer })));
  expect(await storedCase(central, report)).toEqual(before);
  expect((await storedCase(central, card)).history).toEqual([]);
  const rows = await central.db.selectFrom('call_result').select(['id', 'flags']).execute();
  expect(rows).toContainEqual({ id: foreign.id, flags: ['foreign_team'] });
  expect(rows).toContainEqual({ id: unclear.id, flags: ['foreign_team'] });
});

test('a finding stands in the report of another team without its author', async () => {
  const lead = await central.addUser('stranger', { team: 'North', role: 'lead' });
  const [own = ''] = await seedReports(central, lead.teamId, 1, 'NX', 1);
  const at = central.clock.now();
  const [begun, found] = ['beginInvestigation', 'recordFinding'].map((name) => ({
    id: randomUUID(),
    v: 1,
    at,
    name,
    args: { caseId: own, ...(name === 'recordFinding' && { verdict: 'confirmed', action: null }) },
  })) as [Mutation, Mutation];
  await (await deskOf(central, lead)).push(begun, found);
  const authors = async (id: string) =>
    (await storedCase(central, id)).history.map(({ type, byId }) => [type, byId]);
  expect(await authors(own)).toEqual([
    ['investigation', lead.id],
    ['finding', lead.id],
  ]);
  expect(await authors(report)).toEqual([
    ['investigation', null],
    ['finding', null],
  ]);
});

describe('results that only the ledger has', () => {
  async function kept(user: TestUser, id: string) {
    const { accessToken } = await signIn(central, user);
    const answer = await send(central.url, '/v1/cases/kept', { token: accessToken, body: { caseId: id } });
    return answer.status === 200 ? KeptResponse.parse(JSON.parse(answer.text)) : answer.code;
  }

  test('are shown to a lead of the case’s team, and to nobody else', async () => {
    const stranger = await central.addUser('stranger', { team: 'North', name: '林涛' });
    const foreign = attempt(report, { disposition: 'FB_OK', note: '说已告知' });
    await (await deskOf(central, stranger)).push(foreign);
    await (await deskOf(central, owner)).push(attempt(report));
    const lead = await central.addUser('lead', { team: 'South', role: 'lead' });
    expect(await kept(lead, report)).toEqual({
      more: 0,
      results: [
        {
          ...{ id: foreign.id, at: foreign.at, author: '林涛', team: 'North', direction: 'outbound' },
          ...{ disposition: 'FB_OK', note: '说已告知', flags: ['foreign_team'] },
        },
      ],
    });
    expect(await kept(owner, report)).toBe('forbidden');
    const elsewhere = await central.addUser('elsewhere', { team: 'North', role: 'lead' });
    expect(await kept(elsewhere, report)).toBe('not_found');
    expect(await kept(lead, randomUUID())).toBe('not_found');
  });
});
