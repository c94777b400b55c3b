import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importFile } from '../../../central/intake/import-file.ts';
import type { Intake } from '../../../central/intake/new-cases.ts';
import {
  importConfirmations,
  importReceipts,
  importVerifications,
} from '../../../central/intake/outside-files.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import type { Outcome } from '../../../shared/api/outcomes.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf, send, signIn } from '../../support/central-client.ts';
import { decision, OutsideSystem } from '../../support/central-system.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, seedCard, seedReports, storedCase } from '../../support/seed-cases.ts';

/** The case of the card C1. */
let cardCase: string;
let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let system: OutsideSystem;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  system = await OutsideSystem.signIn(central, await central.addUser('gateway', { role: 'integration' }));
});
afterEach(() => central.stop());

const as = (user: TestUser): Promise<DeskClient> => deskOf(central, user);
const stage = async (id: string) => (await storedCase(central, id)).stage;
const idIn = (outcome: Outcome | undefined, name: string) => String(outcome?.body[name]);

async function card(): Promise<void> {
  cardCase = await seedCard(central, agent.teamId);
}

/** A report whose reporter wants no calls: its feedback goes by message. */
async function requestedFeedback(): Promise<{ id: string; messageId: string }> {
  const [id = ''] = await seedReports(central, agent.teamId, 1);
  const finding = { caseId: id, verdict: 'confirmed', action: 'closed' } as const;
  await (await as(lead)).push(decision('recordFinding', finding, clock.now()));
  await (await as(agent)).push(attempt(id, { disposition: 'DNC' }, clock.now()));
  const outcomes = await system.read();
  expect(outcomes.map(({ type }) => type)).toEqual([
    'finding.recorded',
    'result.logged',
    'message.requested',
  ]);
  expect(outcomes[2]?.body).toMatchObject({
    kind: 'spam_report',
    externalId: 'WX-1',
    phone: '17000000001',
    purpose: 'feedback',
    verdict: 'confirmed',
    action: 'closed',
  });
  return { id, messageId: idIn(outcomes[2], 'messageId') };
}

/** Sends the newest requested message and answers what it was for. */
async function delivered(): Promise<unknown> {
  const request = (await system.read()).findLast(({ type }) => type === 'message.requested');
  const at = clock.now();
  const messageId = idIn(request, 'messageId');
  expect(await system.receipts({ messageId, status: 'delivered', at })).toEqual([
    { status: 'applied', code: null },
  ]);
  return request?.body.purpose;
}

/** Climbs one rung: proposed by an agent, approved by the lead. Answers the measure. */
async function approved(level: 'outgoing' | 'both'): Promise<string> {
  const proposal = decision('proposeMeasure', { caseId: cardCase, level, why: '无法联系' }, clock.now());
  expect((await (await as(agent)).push(proposal)).results).toMatchObject([{ status: 'applied' }]);
  const approval = { caseId: cardCase, measureId: proposal.id, approve: true, why: '同意' };
  const { results } = await (await as(lead)).push(decision('decideMeasure', approval, clock.now()));
  expect(results).toMatchObject([{ status: 'applied' }]);
  const outcome = (await system.read()).find(({ type }) => type === 'measure.approved');
  expect(outcome?.body).toMatchObject({ measureId: proposal.id, level, externalId: 'C1' });
  return proposal.id;
}

/** A card whose holder refused, with the first measure applied. */
async function barred(): Promise<string> {
  await card();
  await (await as(agent)).push(
    attempt(cardCase, { disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now()),
  );
  expect(await delivered()).toBe('notice');
  expect(await stage(cardCase)).toBe('waiting');
  clock.advance(3 * DAY + MINUTE);
  const measureId = await approved('outgoing');
  const done = { measureId, status: 'applied', at: clock.now() } as const;
  expect(await system.confirmations(done)).toEqual([{ status: 'applied', code: null }]);
  expect(await stage(cardCase)).toBe('measure_applied');
  return measureId;
}

describe('a message in the place of calls', () => {
  test('closes the report when its receipt comes, once', async () => {
    const { id, messageId } = await requestedFeedback();
    expect(await stage(id)).toBe('message_requested');
    const receipt = { messageId, status: 'delivered', at: clock.now() } as const;
    const taken = await Promise.all([system.receipts(receipt), system.receipts(receipt)]);
    expect(
      taken
        .flat()
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['applied', 'known']);
    expect(await storedCase(central, id)).toMatchObject({
      stage: 'closed',
      plan: { code: 'closed_receipt' },
    });
    expect((await system.read()).map(({ type, body }) => [type, body.proof])).toEqual([
      ['case.closed', 'closed_receipt'],
    ]);
    const failed = { messageId, status: 'failed', at: clock.now() } as const;
    expect(await system.receipts(failed)).toEqual([{ status: 'rejected', code: 'illegal_transition' }]);
  });

  test('goes to the lead when it failed, and is asked for again when the lead decides so', async () => {
    const { id, messageId } = await requestedFeedback();
    await system.receipts({ messageId, status: 'failed', at: clock.now() });
    expect(await storedCase(central, id)).toMatchObject({
      stage: 'in_review',
      plan: { code: 'message_failed' },
    });
    clock.advance(MINUTE);
    const again = { caseId: id, decision: 'message', why: '再发一次' } as const;
    await (await as(lead)).push(decision('resolveReview', again, clock.now()));
    expect((await system.read()).map(({ type }) => type)).toEqual(['message.requested']);
    expect(await stage(id)).toBe('message_requested');
  });

  test('nobody asked for is refused by itself, whatever comes with it', async () => {
    const { id, messageId } = await requestedFeedback();
    const at = clock.now();
    const results = await system.receipts(
      { messageId: randomUUID(), status: 'delivered', at },
      { messageId: messageId.toUpperCase(), status: 'delivered', at: at - DAY },
    );
    expect(results).toEqual([
      { status: 'rejected', code: 'not_found' },
      { status: 'applied', code: null },
    ]);
    // Delivered before it was asked for: that clock is behind, the message arrived all the same.
    expect(await stage(id)).toBe('closed');
  });

  test('of another team is nobody’s business', async () => {
    const { messageId } = await requestedFeedback();
    const stranger = await central.addUser('other', { role: 'integration', team: 'Other' });
    const theirs = await OutsideSystem.signIn(central, stranger);
    expect(await theirs.receipts({ messageId, status: 'delivered', at: clock.now() })).toEqual([
      { status: 'rejected', code: 'not_found' },
    ]);
    expect(await theirs.read()).toEqual([]);
  });
});

describe('the measure ladder', () => {
  test('is climbed rung by rung to both directions, woken by time, and taken back by a verification', async () => {
    await barred();
    expect(await wakeCases(central)).toBe(0);
    clock.advance(7 * DAY + MINUTE);
    expect(await wakeCases(central)).toBe(1);
    expect(await wakeCases(central)).toBe(0);
    expect(await delivered()).toBe('reminder');
    clock.advance(3 * DAY + MINUTE);
    const measureId = await approved('both');
    await system.confirmations({ measureId, status: 'applied', at: clock.now() });
    expect(await storedCase(central, cardCase)).toMatchObject({ plan: { code: 'both_barred' } });

    clock.advance(HOUR);
    const passed = { cardId: 'C1', passed: true, at: clock.now(), reason: 'id and photo agree' };
    expect(await system.verifications(passed, passed)).toEqual([
      { status: 'applied', code: null },
      { status: 'known', code: null },
    ]);
    const [lift] = (await system.read()).filter(({ type }) => type === 'measure.lift_requested');
    expect(lift?.body).toMatchObject({ measureId, level: 'both' });
    const asked = (await storedCase(central, cardCase)).history.at(-1);
    expect(asked).toMatchObject({ step: 'lift_requested', why: 'id and photo agree' });
    await system.confirmations({ measureId, status: 'lifted', at: clock.now() });
    expect(await storedCase(central, cardCase)).toMatchObject({
      stage: 'lifted',
      plan: { code: 'closed_verified' },
    });
    expect((await system.read()).map(({ type }) => type)).toEqual(['case.closed']);
  });

  test('takes only confirmations that fit a rung', async () => {
    const measureId = await barred();
    const at = clock.now();
    expect(
      await system.confirmations(
        { measureId, status: 'applied', at: at + 1 },
        { measureId, status: 'lifted', at },
        { measureId: randomUUID(), status: 'applied', at },
      ),
    ).toEqual([
      { status: 'known', code: null },
      { status: 'rejected', code: 'illegal_transition' },
      { status: 'rejected', code: 'not_found' },
    ]);
    expect(await stage(cardCase)).toBe('measure_applied');
  });

  test('a failed verification opens a closed card again', async () => {
    await card();
    await (await as(agent)).push(attempt(cardCase, { disposition: 'RN_OK' }, clock.now()));
    expect(await stage(cardCase)).toBe('closed');
    clock.advance(HOUR);
    await system.verifications({ cardId: 'C1', passed: false, at: clock.now() });
    expect(await storedCase(central, cardCase)).toMatchObject({
      stage: 'to_call',
      plan: { code: 'verification_failed' },
    });
    expect((await system.read()).at(-1)?.type).toBe('case.reopened');
  });
});

describe('what nobody can read', () => {
  const item = { messageId: randomUUID(), status: 'delivered', at: 1 };

  test('as a batch is refused as a whole', async () => {
    for (const items of [[], Array(1_001).fill(item), 'x']) {
      const answer = await send(central.url, '/v1/receipts', { token: system.token, body: { items } });
      expect([answer.status, answer.code, answer.params]).toEqual([400, 'invalid_input', { field: 'items' }]);
    }
  });

  test('an unknown card is refused by itself', async () => {
    await card();
    const at = clock.now();
    expect(
      await system.verifications({ cardId: 'C2', passed: true, at }, { cardId: 'C1', passed: true, at }),
    ).toEqual([
      { status: 'rejected', code: 'not_found' },
      { status: 'applied', code: null },
    ]);
    expect(await stage(cardCase)).toBe('closed');
  });
});

describe('files of the operator', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callback-outside-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Imports a file; answers what became of its rows, and the reasons of those that were rejected. */
  async function imported<Row>(intake: Intake<Row>, text: string) {
    const file = { path: join(folder, 'file.csv'), rejects: join(folder, 'rejects.csv') };
    await writeFile(file.path, text);
    const quiet = { start: () => undefined, update: () => undefined };
    const counts = await importFile({ ...central, teamId: agent.teamId }, intake, file, quiet);
    const lines = counts.rejected > 0 ? (await readFile(file.rejects, 'utf8')).trimEnd().split('\r\n') : [];
    return [
      counts.imported,
      counts.duplicates,
      lines.slice(1).map((line) => line.split(',').slice(0, 2).join()),
    ];
  }

  test('say what was done about measures: once each, whatever else the file has', async () => {
    await card();
    await (await as(agent)).push(
      attempt(cardCase, { disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now()),
    );
    const notice = idIn((await system.read()).at(-1), 'messageId');
    const at = () => new Date(clock.now()).toISOString();
    const receipt = `message_id,status,at,reason\n${notice},送达,${at()},\n${notice},delivered,${at()},\n`;
    expect(await imported(importReceipts, receipt)).toEqual([1, 1, []]);
    clock.advance(3 * DAY + MINUTE);
    const measureId = await approved('outgoing');

    const rows = [
      `${measureId},已执行,${at()},`,
      `${measureId},applied,${at()},again`,
      `${measureId},已解除,${at()},`,
      `${randomUUID()},applied,${at()},`,
      `${measureId},applied,yesterday,`,
      `${measureId},applied,${at()},one,too many`,
      `${measureId},"applied,${at()},`,
    ];
    const file = `measure_id,status,at,reason\n${rows.join('\n')}\n`;
    const rejected = [
      '4,"does not fit what was asked for',
      '5,nobody here asked for that: the id is unknown',
      '6,at: not a date and time',
      '7,broken quotes or too many cells',
      '8,broken quotes or too many cells',
    ];
    expect(await imported(importConfirmations, file)).toEqual([1, 1, expect.arrayContaining(rejected)]);
    expect(await storedCase(central, cardCase)).toMatchObject({ plan: { code: 'reminder_wait' } });
    const [, duplicates] = await imported(importConfirmations, file);
    expect(duplicates).toBe(2);

    const passed = `card_id,result,verified_at\nC1,通过,${at()}\nC9,通过,${at()}\nC1,perhaps,${at()}\n`;
    expect(await imported(importVerifications, passed)).toEqual([
      1,
      0,
      ['4,"result: not one of passed', '3,nobody here asked for that: the id is unknown'],
    ]);
    const lifted = `measure_id,status,at\n${measureId},已解除,${at()}\n`;
    expect(await imported(importConfirmations, lifted)).toEqual([1, 0, []]);
    expect(await storedCase(central, cardCase)).toMatchObject({ stage: 'lifted' });
  });

  test('that lack a column change nothing, and say which', async () => {
    await expect(imported(importReceipts, 'message_id,at\n')).rejects.toThrow(
      'The file lacks the column status; it has message_id, at.',
    );
    await expect(imported(importConfirmations, 'measure_id\n')).rejects.toThrow(
      'lacks the column status, at',
    );
    await expect(imported(importVerifications, '')).rejects.toThrow('The file is empty.');
  });
});

test('other systems have no desk, and people read no outcomes', async () => {
  const forbidden = [
    [system.token, 'POST', '/v1/pull'],
    [system.token, 'POST', '/v1/push'],
    [system.token, 'POST', '/v1/wait'],
    [system.token, 'POST', '/v1/cases/lookup'],
    [system.token, 'GET', '/v1/desks'],
  ];
  for (const user of [agent, lead]) {
    const { accessToken } = await signIn(central, user);
    forbidden.push([accessToken, 'GET', '/v1/outcomes']);
    for (const path of ['receipts', 'confirmations', 'verifications'])
      forbidden.push([accessToken, 'POST', `/v1/${path}`]);
  }
  for (const [token = '', method = '', path = ''] of forbidden) {
    const answer = await send(central.url, path, { method, token, ...(method === 'POST' && { body: {} }) });
    expect([path, answer.status, answer.code]).toEqual([path, 403, 'forbidden']);
  }
  const admin = await OutsideSystem.signIn(central, await central.addUser('admin', { role: 'admin' }));
  expect(await admin.read()).toEqual([]);
  // Nobody of the team: no desk shows it, no case is given to it.
  const { changes } = await (await as(lead)).snapshot();
  expect(changes.some((change) => JSON.stringify(change).includes('gateway'))).toBe(false);
});
