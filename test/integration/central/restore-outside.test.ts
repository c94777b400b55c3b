import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import { startCentralServer } from '../../../central/central.ts';
import { openDatabase } from '../../../central/db/connect.ts';
import { newestVersion } from '../../../central/db/feed.ts';
import { lastRestored, storedEpoch } from '../../../central/db/meta.ts';
import { silentJournal } from '../../../central/http/journal.ts';
import { Health } from '../../../shared/api/routes.ts';
import { type Mutation, ProposeMeasure } from '../../../shared/mutation/mutation.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf, send, signIn } from '../../support/central-client.ts';
import { decision, OutsideSystem } from '../../support/central-system.ts';
import { scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, seedCard, seedReports, storedCase } from '../../support/seed-cases.ts';

let cardCase: string;
let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let system: OutsideSystem;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
const receipts = new Map<string, string>();

beforeEach(async () => {
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  system = await OutsideSystem.signIn(central, await central.addUser('gateway', { role: 'integration' }));
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

async function card(): Promise<void> {
  cardCase = await seedCard(central, agent.teamId);
}

/** Sends work for the first time and keeps the receipts, as a desk does. */
async function first(user: TestUser, ...mutations: Mutation[]): Promise<void> {
  const { results } = await (await deskOf(central, user)).push(...mutations);
  for (const { id, receipt } of results) if (receipt) receipts.set(id, receipt);
}

/** What a desk brings again after a restore. */
async function again(user: TestUser, ...mutations: Mutation[]): Promise<void> {
  const desk: DeskClient = await deskOf(central, user);
  const answer = await send(central.url, '/v1/push', {
    token: desk.token,
    body: {
      protocol: 1,
      clientId: desk.clientId,
      deviceNow: clock.now(),
      mutations: mutations.map((mutation, index) => ({
        seq: index + 1,
        mutation,
        again: true,
        receipt: receipts.get(mutation.id) ?? null,
      })),
    },
  });
  expect(answer.status).toBe(200);
}

async function putBack(): Promise<void> {
  clock.advance(MINUTE);
  await restore(central, file, { replace: true });
  system.cursor = undefined;
}

/** Outcomes without what a later reading of the same history may say otherwise. */
const named = (outcomes: Awaited<ReturnType<OutsideSystem['read']>>) =>
  outcomes.map(({ type, id, body }) => [type, id, body.messageId ?? body.measureId ?? null]);

test('a message is requested once, and its receipt fits whether it comes before or after the work', async () => {
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  const finding = { caseId: id, verdict: 'confirmed', action: 'closed' } as const;
  await (await deskOf(central, lead)).push(decision('recordFinding', finding, clock.now()));
  clock.advance(MINUTE);
  await backup(central, file, { recipient: null });
  const wish = attempt(id, { disposition: 'DNC' }, clock.now());
  await (await deskOf(central, agent)).push(wish);
  const request = (await system.read()).findLast(({ type }) => type === 'message.requested');
  clock.advance(MINUTE);
  const receipt = {
    messageId: String(request?.body.messageId),
    status: 'delivered',
    at: clock.now(),
  } as const;
  expect(await system.receipts(receipt)).toEqual([{ status: 'applied', code: null }]);
  system.cursor = undefined;
  const before = named(await system.read());
  expect(before.map(([type]) => type)).toEqual([
    'finding.recorded',
    'result.logged',
    'message.requested',
    'case.closed',
  ]);

  await putBack();
  await again(agent, wish);
  expect(named(await system.read())).toEqual(before.slice(0, 3));
  expect(await system.receipts(receipt)).toEqual([{ status: 'applied', code: null }]);
  system.cursor = undefined;
  expect(named(await system.read())).toEqual(before);

  await putBack();
  expect(await system.receipts(receipt, receipt)).toEqual([
    { status: 'waiting', code: null },
    { status: 'waiting', code: null },
  ]);
  await again(agent, wish);
  expect(named(await system.read())).toEqual(before);
  expect(await system.receipts(receipt)).toEqual([{ status: 'known', code: null }]);
  expect((await storedCase(central, id)).stage).toBe('closed');
});

test('a receipt fits when the work came back in one go, before anybody noticed that commits were lost', async () => {
  await card();
  await backup(central, file, { recipient: null });
  const unanswered = attempt(cardCase, {}, clock.now());
  await first(agent, unanswered);
  const prompt = (await system.read()).findLast(({ type }) => type === 'message.requested');
  const messageId = String(prompt?.body.messageId);
  clock.advance(DAY);
  const appeal = attempt(cardCase, { disposition: 'RN_APPEAL', reason: '已实名' }, clock.now());

  await putBack();
  const noted = await lastRestored(central.db);
  const note = (at: number | null) => central.db.updateTable('sync_meta').set({ restored_at: at }).execute();
  await note(null);
  await again(agent, unanswered, appeal);
  expect((await system.read()).map(({ type }) => type)).not.toContain('message.requested');
  await note(noted.at);
  const receipt = { messageId, status: 'delivered', at: clock.now() - DAY } as const;
  expect(await system.receipts(receipt)).toEqual([{ status: 'applied', code: null }]);
});

test('a finding that comes back stands where it stood, and a newer one holds', async () => {
  const [id = '', other = ''] = await seedReports(central, agent.teamId, 2);
  await backup(central, file, { recipient: null });
  const older = { caseId: id, verdict: 'confirmed', action: 'closed' } as const;
  const made = decision('recordFinding', older, clock.now());
  await first(lead, made);

  await putBack();
  const newer = { caseId: id, verdict: 'insufficient', action: null } as const;
  await first(lead, decision('recordFinding', newer, clock.now()));
  await again(lead, made);
  const { history } = await storedCase(central, id);
  const verdicts = history.flatMap((entry) => (entry.type === 'finding' ? [entry.verdict] : []));
  expect(verdicts).toEqual(['confirmed', 'insufficient']);
  for (const each of [id, other])
    expect(await storedCase(central, each)).toMatchObject({
      facts: { finding: { verdict: 'insufficient' } },
    });
});

test('a measure that was verified is taken back after a restore, whichever desk comes first', async () => {
  await backup(central, file, { recipient: null });
  await card();
  const refusal = attempt(cardCase, { disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now());
  await first(agent, refusal);
  const notice = String((await system.read()).at(-1)?.body.messageId);
  const receipt = { messageId: notice, status: 'delivered', at: clock.now() } as const;
  await system.receipts(receipt);
  clock.advance(3 * DAY + MINUTE);
  const proposal = decision(
    'proposeMeasure',
    { caseId: cardCase, level: 'outgoing', why: '无法联系' },
    clock.now(),
  );
  const measureId = ProposeMeasure.parse(proposal).id;
  await first(agent, proposal);
  const yes = { caseId: cardCase, measureId, approve: true, why: '同意' };
  const approval = decision('decideMeasure', yes, clock.now());
  await first(lead, approval);
  const applied = { measureId, status: 'applied', at: clock.now() } as const;
  await system.confirmations(applied);
  clock.advance(DAY);
  const passed = { cardId: 'C1', passed: true, at: clock.now() };
  await system.verifications(passed);
  const asked = named(await system.read()).filter(([type]) => type === 'measure.lift_requested');
  expect(asked).toHaveLength(1);
  clock.advance(MINUTE);

  const steps: Record<string, () => Promise<unknown>> = {
    agent: () => again(agent, refusal, proposal),
    lead: () => again(lead, approval),
    gateway: () => system.receipts(receipt),
    operator: () => system.confirmations(applied),
    verifier: () => system.verifications(passed),
    import: card,
  };
  const orders = [
    ['import', 'agent', 'lead', 'gateway', 'operator', 'verifier'],
    ['lead', 'operator', 'gateway', 'agent', 'import', 'verifier'],
  ];
  for (const order of orders) {
    await putBack();
    for (const step of order) await steps[step]?.();
    const lifts = named(await system.read()).filter(([type]) => type === 'measure.lift_requested');
    expect(lifts, order.join(' ')).toEqual(asked);
    await system.confirmations({ measureId, status: 'lifted', at: clock.now() });
    expect(await storedCase(central, cardCase), order.join(' ')).toMatchObject({ stage: 'lifted' });
  }
});

test('a reader is told since when to tell again what it did', async () => {
  await backup(central, file, { recipient: null });
  const madeAt = clock.now();
  const { cursor } = await (async () => {
    await system.read();
    return system;
  })();
  clock.advance(DAY);
  await restore(central, file, { replace: true });
  const path = `/v1/outcomes?cursor=${cursor}`;
  const { accessToken } = await signIn(central, { account: 'gateway', password: 'password-1' });
  const answer = await send(central.url, path, { method: 'GET', token: accessToken });
  expect([answer.status, answer.code, answer.params]).toEqual([409, 'outcomes_restarted', { since: madeAt }]);
});

test('a reader notices that the newest commits were lost, once others are in their place', async () => {
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  const desk = await deskOf(central, agent);
  const calls = [0, 1, 2].map((n) => attempt(id, {}, clock.now() - n * MINUTE));
  for (const call of calls) await desk.push(call);
  await system.read();
  // A standby that lacks the last three commits takes over, and goes on further than the reader had read.
  const kept = (await newestVersion(central.db, agent.teamId)) - 3;
  for (const table of ['sync_commit', 'outcome'] as const)
    await central.db.deleteFrom(table).where('version', '>', kept).execute();
  const others = [0, 1, 2, 3].map((n) => attempt(id, {}, clock.now() - n * MINUTE));
  for (const call of others) await desk.push(call);
  const unknown = { messageId: randomUUID(), status: 'delivered', at: clock.now() } as const;
  expect(await system.receipts(unknown)).toEqual([{ status: 'rejected', code: 'not_found' }]);
  await expect(system.read()).rejects.toThrow('outcomes_restarted');
  expect(await system.receipts(unknown)).toEqual([{ status: 'waiting', code: null }]);
  system.cursor = undefined;
  const found = (await system.read()).map((outcome) => outcome.id);
  expect(found).toEqual(expect.arrayContaining(others.map((call) => call.id)));
});

test('a cursor of before has no mark and is gone on from', async () => {
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  const desk = await deskOf(central, agent);
  await desk.push(attempt(id, {}, clock.now()));
  await system.read();
  system.cursor = system.cursor?.split('.').slice(0, 3).join('.');
  await desk.push(attempt(id, {}, clock.now()));
  expect((await system.read()).map(({ type }) => type)).toEqual(['result.logged']);
});

test('a database that took over from another is noticed by the next reader, without a restart', async () => {
  const desk = await deskOf(central, agent);
  const { cursor } = await desk.snapshot();
  await system.read();
  await central.db.updateTable('sync_meta').set({ timeline: sql`timeline + 1` }).execute();
  expect(await desk.pull({ mode: 'delta', cursor })).toEqual({ kind: 'reset', reason: 'epoch' });
  await expect(system.read()).rejects.toThrow('outcomes_restarted');
});

test('what a desk knows of lost commits lets reports wait for what comes back', async () => {
  const desk = await deskOf(central, agent);
  await seedReports(central, agent.teamId, 1);
  const { cursor } = await desk.snapshot();
  await central.db.deleteFrom('sync_commit').where('version', '=', cursor.version).execute();
  await seedReports(central, agent.teamId, 1);
  expect(await desk.pull({ mode: 'delta', cursor })).toMatchObject({
    kind: 'reset',
    reason: 'fork',
  });
  const unknown = { messageId: randomUUID(), status: 'delivered', at: clock.now() } as const;
  expect(await system.receipts(unknown)).toEqual([{ status: 'waiting', code: null }]);
});

test('a report of another system is the first to find that a database took over', async () => {
  await central.db.updateTable('sync_meta').set({ timeline: sql`timeline + 1` }).execute();
  const unknown = { messageId: randomUUID(), status: 'delivered', at: clock.now() } as const;
  expect(await system.receipts(unknown)).toEqual([{ status: 'waiting', code: null }]);
  await expect(system.read()).resolves.toBeDefined();
});

test('several processes believe the same tokens at once after a restore into another central', async () => {
  const other = await startCentral({ clock });
  await other.addUser('somebody');
  const db = openDatabase(other.databaseUrl, 4);
  const parts = { db, epoch: await storedEpoch(db), clock, ids: other.ids };
  const listen = { host: '127.0.0.1', port: 0 };
  const second = await startCentralServer(parts, listen, { journal: silentJournal });
  const stale = await signIn(other, { account: 'somebody', password: 'password-1' });
  await signIn(second, { account: 'somebody', password: 'password-1' });
  await backup(central, file, { recipient: null });
  await restore(other, file, { replace: true });

  const urls = [other.url, second.url];
  for (const from of urls) {
    const { accessToken } = await signIn({ url: from }, agent);
    for (const url of urls) expect((await new DeskClient(url, accessToken).snapshot()).kind).toBe('snapshot');
  }
  for (const url of urls) {
    const refused = await send(url, '/v1/desks', { method: 'GET', token: stale.accessToken });
    expect([refused.status, refused.code]).toEqual([401, 'session_expired']);
    const health = Health.parse(await (await fetch(`${url}/v1/health`)).json());
    expect(health.epoch).toBe(await storedEpoch(db));
  }
  await second.close();
  await db.destroy();
  await other.stop();
});
