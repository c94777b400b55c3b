import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import { PROTOCOL_VERSION, PushResponse } from '../../../shared/api/sync.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send } from '../../support/central-client.ts';
import { decision, OutsideSystem } from '../../support/central-system.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, reassign, seedCard, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let system: OutsideSystem;
let cardCase: string;
/** A receipt of other work of the agent. */
let another: string;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  system = await OutsideSystem.signIn(central, await central.addUser('gateway', { role: 'integration' }));
  cardCase = await seedCard(central, agent.teamId);
  const refusal = attempt(cardCase, { disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now());
  const { results } = await (await deskOf(central, agent)).push(refusal);
  another = results[0]?.receipt ?? '';
  await wakeCases(central.server.services);
  const asked = (await system.read()).findLast(({ type }) => type === 'message.requested');
  const messageId = String(asked?.body.messageId);
  await system.receipts({ messageId, status: 'delivered', at: clock.now() });
  clock.advance(MINUTE);
  await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - DAY });
});
afterEach(() => central.stop());

/** Sends work and says that central had it before it was put back. */
async function again(
  user: TestUser,
  mutation: Mutation,
  receipt: string | null = null,
  protocol = PROTOCOL_VERSION,
) {
  const desk = await deskOf(central, user);
  const body = {
    protocol,
    clientId: desk.clientId,
    deviceNow: clock.now(),
    statuses: ['waiting'],
    mutations: [{ seq: 1, mutation, again: true, receipt }],
  };
  const answer = await send(central.url, '/v1/push', { token: desk.token, body });
  const [result] = PushResponse.parse(JSON.parse(answer.text)).results;
  return [result?.status, result?.code];
}

const early = () =>
  decision('proposeMeasure', { caseId: cardCase, level: 'outgoing', why: '无法联系' }, clock.now());

test('a proposal before its time is refused, whatever its desk says of it', async () => {
  expect(another).not.toBe('');
  for (const protocol of [1, PROTOCOL_VERSION])
    for (const receipt of [null, another, 'x.y'])
      expect(await again(agent, early(), receipt, protocol)).toEqual(['rejected', 'waiting_time']);
  expect((await storedCase(central, cardCase)).stage).toBe('waiting');
});

test('somebody else has no use for a receipt', async () => {
  clock.advance(4 * DAY);
  const proposal = early();
  const { results } = await (await deskOf(central, agent)).push(proposal);
  const receipt = results[0]?.receipt ?? '';
  const own = { ...early(), id: randomUUID() };
  expect(await again(agent, own, receipt)).toEqual(['waiting', 'illegal_transition']);
  expect(await again(lead, { ...proposal, id: randomUUID() }, receipt)).toEqual([
    'waiting',
    'illegal_transition',
  ]);
});

test('a move of a closed case is refused without its receipt', async () => {
  await system.verifications({ cardId: 'C1', passed: true, at: clock.now() });
  expect((await storedCase(central, cardCase)).stage).toBe('closed');
  const { assignmentId } = await storedCase(central, cardCase);
  const move = reassign(cardCase, assignmentId, agent.id);
  expect(await again(lead, move)).toEqual(['rejected', 'case_closed']);
});

test('a decision that names nothing that is missing is judged by the case as it is', async () => {
  clock.advance(4 * DAY);
  await system.verifications({ cardId: 'C1', passed: true, at: clock.now() });
  const before = await storedCase(central, cardCase);
  const proposal = { ...early(), at: clock.now() - MINUTE };
  expect(await again(agent, proposal)).toEqual(['waiting', 'illegal_transition']);
  expect(await storedCase(central, cardCase)).toEqual(before);
});

test('what a decision builds on may come after it', async () => {
  clock.advance(4 * DAY);
  const proposal = early();
  const yes = { caseId: cardCase, measureId: proposal.id, approve: true, why: '同意' };
  expect(await again(lead, decision('decideMeasure', yes, clock.now()))).toEqual([
    'waiting',
    'illegal_transition',
  ]);
  expect(await again(agent, proposal)).toEqual(['applied', null]);
  expect((await storedCase(central, cardCase)).stage).toBe('measure_approved');
});
