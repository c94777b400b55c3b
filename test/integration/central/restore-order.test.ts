import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import { endWaiting } from '../../../central/sync/end-waiting.ts';
import { keptBy, receiptOf } from '../../../central/sync/receipt.ts';
import type { NewMutation } from '../../../electron/sync/messages.ts';
import type { Case } from '../../../shared/case/case.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, signIn } from '../../support/central-client.ts';
import { decision, OutsideSystem } from '../../support/central-system.ts';
import { deskFileIn, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, caseIdOf, giveCases, seedCard, seedReports, storedCase } from '../../support/seed-cases.ts';

const WHY = '无法联系';
let cardCase: string;
let clock: ManualClock;
let central: TestCentral;
let lead: TestUser;
let second: TestUser;
let agent: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
let desks: Record<'agent' | 'lead' | 'second', SteppedDesk>;
let opened: SteppedDesk[];

beforeEach(async () => {
  folder = scratchFolder();
  opened = [];
  file = join(folder.path, 'central.backup');
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  lead = await central.addUser('lead', { role: 'lead' });
  second = await central.addUser('second', { role: 'lead' });
  agent = await central.addUser('agent');
});
afterEach(async () => {
  for (const desk of opened) desk.close();
  await central.stop();
  folder.remove();
});

async function sitDown(): Promise<void> {
  const at = async (user: TestUser) => {
    const place = join(folder.path, user.account);
    mkdirSync(place);
    const desk = await SteppedDesk.signIn(central.url, user, deskFileIn(place), undefined, { clock });
    opened.push(desk);
    return desk;
  };
  desks = { agent: await at(agent), lead: await at(lead), second: await at(second) };
}

async function everybody(): Promise<void> {
  for (const desk of [...Object.values(desks), ...Object.values(desks)]) await desk.exchange();
}

/** A card whose notice was delivered and whose waiting time is over. */
async function notifiedCard(): Promise<void> {
  await seedCard(central, agent.teamId);
  cardCase = await caseIdOf(central, 'real_name', 'C1');
  const gateway = await central.addUser('gateway', { role: 'integration' });
  const system = await OutsideSystem.signIn(central, gateway);
  const refusal = attempt(cardCase, { disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now());
  await (await deskOf(central, agent)).push(refusal);
  const notice = (await system.read()).findLast(({ type }) => type === 'message.requested');
  const messageId = String(notice?.body.messageId);
  await system.receipts({ messageId, status: 'delivered', at: clock.now() });
  clock.advance(3 * DAY + MINUTE);
}

/** What must be the same again, however a case came to it. */
function essence({ stage, assigneeId, assignmentId, plan, history }: Case) {
  const own = history.filter((entry) => entry.byId !== null).map(({ id }) => id);
  return { stage, assigneeId, assignmentId, plan: [plan.kind, plan.code], own: own.sort() };
}

async function essences(ids: readonly string[]) {
  return Promise.all(ids.map(async (id) => essence(await storedCase(central, id))));
}

const move = (id: string, expected: string | null, toId: string): NewMutation => ({
  name: 'reassign',
  args: { caseId: id, expected, toId, commandId: null },
});

async function statuses() {
  return central.db.selectFrom('mutation').select(['name', 'status']).orderBy('name').execute();
}

const ORDERS = [
  ['agent', 'lead', 'second'],
  ['agent', 'second', 'lead'],
  ['lead', 'agent', 'second'],
  ['lead', 'second', 'agent'],
  ['second', 'agent', 'lead'],
  ['second', 'lead', 'agent'],
] as const;

test('work that builds on other work is done again, whichever desk comes first', async () => {
  await notifiedCard();
  const reports = await seedReports(central, agent.teamId, 2);
  const [keyed = '', moved = ''] = reports;
  await giveCases(central, lead, reports, agent.id);
  await sitDown();
  await everybody();
  await backup(central, file, { recipient: null });

  const { made: calls } = desks.agent.commit(result(keyed, 'FB_OK'));
  const proposal = {
    name: 'proposeMeasure',
    args: { caseId: cardCase, level: 'outgoing', why: WHY },
  } as const;
  // The card is nobody's: whoever looks after it proposes.
  const { made: proposals } = desks.second.commit(proposal);
  await everybody();
  clock.advance(MINUTE);
  const measureId = proposals[0]?.id ?? '';
  const { outcomes } = desks.lead.commit(
    { name: 'decideMeasure', args: { caseId: cardCase, measureId, approve: true, why: '同意' } },
    {
      name: 'correctAttempt',
      args: {
        caseId: keyed,
        attemptId: calls[0]?.id ?? '',
        disposition: 'NOANS',
        reason: null,
        callbackAt: null,
        dispositionsVersion: 1,
        why: '按错了',
      },
    },
    move(moved, desks.lead.reader.case(moved)?.assignmentId ?? null, second.id),
  );
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
  await everybody();
  desks.second.commit(move(moved, desks.second.reader.case(moved)?.assignmentId ?? null, lead.id));
  await everybody();
  desks.lead.commit(move(moved, desks.lead.reader.case(moved)?.assignmentId ?? null, agent.id));
  await everybody();
  const subjects = [cardCase, keyed, moved];
  const before = await essences(subjects);
  expect(before.map(({ stage }) => stage)).toEqual(['measure_approved', 'reported', 'reported']);

  for (const order of ORDERS) {
    await restore(central, file, { replace: true });
    for (const who of order) await desks[who].exchange();
    await everybody();
    expect(await essences(subjects), order.join(' ')).toEqual(before);
    expect((await statuses()).filter(({ status }) => status !== 'applied')).toEqual([]);
    for (const desk of Object.values(desks))
      expect(desk.engine.status()).toMatchObject({ unsent: 0, refused: 0, waiting: 0 });
  }
});

test('what was done about a case that is imported later is applied at the import', async () => {
  await sitDown();
  await everybody();
  await backup(central, file, { recipient: null });
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  await everybody();
  desks.lead.commit(move(id, null, agent.id));
  await everybody();
  desks.agent.commit(result(id, 'FB_OK'), { name: 'addNote', args: { caseId: id, text: '已说明' } });
  await everybody();
  desks.second.commit(move(id, desks.second.reader.case(id)?.assignmentId ?? null, second.id));
  const before = essence(await storedCase(central, id));
  expect(before.stage).toBe('closed');

  await restore(central, file, { replace: true });
  for (const who of ['agent', 'second', 'lead'] as const) await desks[who].exchange();
  await everybody();
  expect(desks.agent.engine.status()).toMatchObject({ unsent: 0, refused: 0, waiting: 2 });
  const shown = desks.agent.reader.unsentItems().map(({ state }) => state);
  expect(shown).toEqual(['waits_for_case', 'waits_for_case']);

  await seedReports(central, agent.teamId, 1);
  expect(essence(await storedCase(central, id))).toEqual(before);
  await everybody();
  for (const desk of Object.values(desks))
    expect(desk.engine.status()).toMatchObject({ unsent: 0, waiting: 0 });
  expect(desks.agent.reader.unsentItems()).toEqual([]);
  const results = await central.db.selectFrom('call_result').select('case_id').execute();
  expect(results).toEqual([{ case_id: id }]);
});

test('a desk of before is told that central has what waits', async () => {
  const old = await deskOf(central, agent);
  const unknown = attempt(randomUUID(), {}, clock.now());
  expect((await old.push(unknown)).results).toMatchObject([{ status: 'applied', code: null, flags: [] }]);
  expect(await statuses()).toEqual([{ name: 'logAttempt', status: 'waiting' }]);
});

test('a decision about what never came is refused when its time is over, a fact waits on', async () => {
  await sitDown();
  await everybody();
  const id = randomUUID();
  const lost = decision('recordFinding', { caseId: id, verdict: 'confirmed', action: null }, clock.now());
  const raw = await deskOf(central, lead);
  await raw.push(attempt(id, {}, clock.now()), lost);
  clock.advance(14 * DAY);
  expect(await endWaiting(central)).toBe(0);
  clock.advance(DAY);
  expect(await endWaiting(central)).toBe(0);
  clock.advance(DAY);
  expect(await endWaiting(central)).toBe(1);
  expect(await statuses()).toEqual([
    { name: 'logAttempt', status: 'waiting' },
    { name: 'recordFinding', status: 'rejected' },
  ]);
});

test('a decision is refused by no clock that is ahead for less than a day', async () => {
  const id = randomUUID();
  const lost = decision('recordFinding', { caseId: id, verdict: 'confirmed', action: null }, clock.now());
  const raw = await deskOf(central, lead);
  await raw.push(lost);
  await endWaiting(central);
  clock.advance(2 * DAY);
  for (const wrong of [20 * DAY, 20 * DAY, 0]) {
    clock.wrong = wrong;
    expect(await endWaiting(central)).toBe(0);
    clock.advance(MINUTE);
  }
  clock.advance(2 * DAY);
  expect(await endWaiting(central)).toBe(0);
});

test('a desk learns that what waited was refused in the end, and keeps what it holds of it', async () => {
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  await sitDown();
  await everybody();
  desks.lead.commit(move(id, null, agent.id));
  await everybody();
  await backup(central, file, { recipient: null });
  desks.second.commit(move(id, desks.second.reader.case(id)?.assignmentId ?? null, second.id));
  await everybody();
  desks.lead.commit(move(id, desks.lead.reader.case(id)?.assignmentId ?? null, lead.id));
  await everybody();
  await restore(central, file, { replace: true });
  // The desk that made the move in between never comes back.
  await desks.lead.exchange();
  expect(desks.lead.engine.status()).toMatchObject({ unsent: 0, refused: 0, waiting: 1 });
  clock.advance(14 * DAY + MINUTE);
  await endWaiting(central);
  clock.advance(DAY);
  expect(await endWaiting(central)).toBe(1);
  const { accessToken, refreshToken } = await signIn(central, lead);
  desks.lead.engine.signedIn({ accessToken, refreshToken, serverTime: clock.now() });
  await desks.lead.exchange();
  expect(desks.lead.engine.status()).toMatchObject({ unsent: 0, refused: 1, waiting: 0 });
  expect(desks.lead.reader.unsentItems()).toMatchObject([{ name: 'reassign', code: 'superseded' }]);
});

test('a fact that comes back keeps its arrival and its flags, whoever comes back first', async () => {
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  await sitDown();
  await everybody();
  desks.lead.commit(move(id, null, agent.id));
  await everybody();
  await backup(central, file, { recipient: null });
  desks.agent.commit(result(id, 'NOANS'));
  await everybody();
  clock.advance(MINUTE);
  desks.lead.commit(move(id, desks.lead.reader.case(id)?.assignmentId ?? null, second.id));
  await everybody();
  const stored = () =>
    central.db.selectFrom('call_result').select(['id', 'at', 'received_at', 'flags']).execute();
  const before = await stored();
  expect(before).toMatchObject([{ flags: [] }]);
  const { history } = await storedCase(central, id);

  clock.advance(MINUTE);
  await restore(central, file, { replace: true });
  await desks.lead.exchange();
  await everybody();
  // Judged anew, the call would be of somebody who does not have the case.
  expect(await stored()).toEqual(before);
  expect((await storedCase(central, id)).history).toEqual(history);
});

test('a receipt is of use to its own work and person alone', async () => {
  const id = randomUUID();
  const body = attempt(id, {}, clock.now());
  const key = 'ab'.repeat(32);
  const work = { accountId: agent.id, body };
  const kept = { at: clock.now(), receivedAt: clock.now(), flags: [] };
  const receipt = receiptOf(key, work, kept);
  expect(keptBy(key, { ...work, body: JSON.parse(JSON.stringify(body)) }, receipt)).toEqual(kept);
  expect(keptBy('cd'.repeat(32), work, receipt)).toBeNull();
  expect(keptBy(key, { ...work, accountId: lead.id }, receipt)).toBeNull();
  expect(keptBy(key, { ...work, body: { ...body, at: 1 } }, receipt)).toBeNull();
  const [, seal] = receipt.split('.');
  const other = Buffer.from(JSON.stringify({ ...kept, receivedAt: 1 })).toString('base64url');
  expect(keptBy(key, work, `${other}.${seal}`)).toBeNull();
  expect(keptBy(key, work, 'nonsense')).toBeNull();
});
