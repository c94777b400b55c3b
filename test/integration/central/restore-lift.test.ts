import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import type { MeasureLevel } from '../../../shared/case/kinds.ts';
import { openMatters } from '../../../shared/mutation/answers.ts';
import { type Mutation, ProposeMeasure } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send } from '../../support/central-client.ts';
import { decision, OutsideSystem } from '../../support/central-system.ts';
import { scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, seedCard, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let system: OutsideSystem;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
let cardCase: string;
/** What each side did, to be brought again. */
let told: Record<'agent' | 'lead', Mutation[]>;
let reports: Record<'receipts' | 'confirmations' | 'verifications', never[]>;
let receipts: Map<string, string>;

type Side = keyof typeof told | keyof typeof reports | 'import';

beforeEach(async () => {
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  system = await OutsideSystem.signIn(central, await central.addUser('gateway', { role: 'integration' }));
  told = { agent: [], lead: [] };
  reports = { receipts: [], confirmations: [], verifications: [] };
  receipts = new Map();
  await backup(central, file, { recipient: null });
  await card();
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

async function card(): Promise<void> {
  cardCase = await seedCard(central, agent.teamId);
}

async function does(who: 'agent' | 'lead', mutation: Mutation): Promise<string> {
  clock.advance(MINUTE);
  const { results } = await (await deskOf(central, who === 'agent' ? agent : lead)).push(mutation);
  expect(results.map(({ status }) => status)).toEqual(['applied']);
  for (const { id, receipt } of results) if (receipt) receipts.set(id, receipt);
  told[who].push(mutation);
  return mutation.id;
}

async function reportsOf(kind: keyof typeof reports, item: object): Promise<void> {
  clock.advance(MINUTE);
  const items = { at: clock.now(), ...item } as never;
  expect(await system[kind](items)).toEqual([{ status: 'applied', code: null }]);
  reports[kind].push(items);
}

/** The message that central asked for last was delivered, and the wait behind it is over. */
async function delivered(): Promise<void> {
  await wakeCases(central.server.services);
  const asked = (await system.read()).findLast(({ type }) => type === 'message.requested');
  await reportsOf('receipts', { messageId: String(asked?.body.messageId), status: 'delivered' });
  clock.advance(4 * DAY);
}

async function measure(level: MeasureLevel, becomes: 'applied' | 'failed' = 'applied'): Promise<string> {
  const proposal = decision('proposeMeasure', { caseId: cardCase, level, why: '无法联系' }, clock.now());
  const measureId = await does('agent', ProposeMeasure.parse(proposal));
  const yes = { caseId: cardCase, measureId, approve: true, why: '同意' };
  await does('lead', decision('decideMeasure', yes, clock.now()));
  await reportsOf('confirmations', { measureId, status: becomes });
  return measureId;
}

/** A lead lets it be tried again. */
async function triedAgain(): Promise<void> {
  const answers = openMatters(await storedCase(central, cardCase), DEFAULT_LIBRARY).map(({ id }) => id);
  const args = { caseId: cardCase, decision: 'ladder', why: '再试', answers } as const;
  await does('lead', decision('resolveReview', args, clock.now()));
}

async function refuses(): Promise<void> {
  await does('agent', attempt(cardCase, { disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now()));
  await delivered();
}

/** Each ends with a measure that stands and must be taken back. */
const STORIES: Record<string, () => Promise<string>> = {
  'the holder is verified': async () => {
    await refuses();
    const measureId = await measure('outgoing');
    await reportsOf('verifications', { cardId: 'C1', passed: true });
    return measureId;
  },
  'the appeal is upheld': async () => {
    await refuses();
    const measureId = await measure('outgoing');
    const appeal = attempt(cardCase, { disposition: 'RN_APPEAL', direction: 'inbound' }, clock.now());
    const answers = [await does('agent', appeal)];
    await does(
      'lead',
      decision('decideAppeal', { caseId: cardCase, uphold: true, why: '有理', answers }, clock.now()),
    );
    return measureId;
  },
  'the second measure stands, and the holder is verified': async () => {
    await refuses();
    await measure('outgoing');
    clock.advance(8 * DAY);
    await delivered();
    const measureId = await measure('both');
    await reportsOf('verifications', { cardId: 'C1', passed: true });
    return measureId;
  },
  'the measure could not be set at first': async () => {
    await refuses();
    await measure('outgoing', 'failed');
    await triedAgain();
    const measureId = await measure('outgoing');
    await reportsOf('verifications', { cardId: 'C1', passed: true });
    return measureId;
  },
  'it could not be taken back at first': async () => {
    await refuses();
    const measureId = await measure('outgoing');
    await reportsOf('verifications', { cardId: 'C1', passed: false });
    await reportsOf('verifications', { cardId: 'C1', passed: true });
    await reportsOf('confirmations', { measureId, status: 'failed' });
    await triedAgain();
    return measureId;
  },
};

/** Outside systems first, desks first, and mixed. */
const ORDERS: Side[][] = [
  ['import', 'verifications', 'confirmations', 'receipts', 'lead', 'agent'],
  ['verifications', 'lead', 'agent', 'import', 'confirmations', 'receipts'],
  ['import', 'verifications', 'agent', 'lead', 'confirmations', 'receipts'],
  ['agent', 'import', 'verifications', 'receipts', 'confirmations', 'lead'],
  ['confirmations', 'agent', 'lead', 'verifications', 'receipts', 'import'],
  ['verifications', 'agent', 'confirmations', 'import', 'lead', 'receipts'],
];

async function comesBack(side: Side): Promise<void> {
  if (side === 'import') return card();
  if (side !== 'agent' && side !== 'lead') {
    if (reports[side].length > 0) await system[side](...reports[side]);
    return;
  }
  const desk = await deskOf(central, side === 'agent' ? agent : lead);
  const mutations = told[side].map((mutation, index) => {
    const receipt = receipts.get(mutation.id) ?? null;
    return { seq: index + 1, mutation, again: true, receipt };
  });
  const body = { protocol: 1, clientId: desk.clientId, deviceNow: clock.now(), mutations };
  expect((await send(central.url, '/v1/push', { token: desk.token, body })).status).toBe(200);
}

const lifts = async () => {
  system.cursor = undefined;
  const asked = (await system.read()).filter(({ type }) => type === 'measure.lift_requested');
  return asked.map(({ id, body }) => [id, body.measureId]);
};

/** What came of the case and what stands in its history, in the order of time. */
async function essence() {
  const { stage, plan, history } = await storedCase(central, cardCase);
  const entries = history.filter((entry) => !('step' in entry && entry.step === 'lift_requested'));
  const what = entries.map((entry) => [entry.type, 'step' in entry ? entry.step : '', entry.id].join(' '));
  return { stage, code: plan.code, entries: what.sort() };
}

for (const [story, tell] of Object.entries(STORIES))
  test(`whatever comes back first, the measure is taken back: ${story}`, async () => {
    const measureId = await tell();
    const before = await lifts();
    expect([...new Set(before.map(([, id]) => id))]).toEqual([measureId]);
    const expected = await essence();
    for (const order of ORDERS) {
      clock.advance(MINUTE);
      await restore(central, file, { replace: true });
      for (const side of order) await comesBack(side);
      expect(await essence(), order.join(' ')).toEqual(expected);
      // The first measure is asked back too when the second one is not known yet.
      expect(await lifts(), order.join(' ')).toEqual(expect.arrayContaining(before));
      const waits = await central.db
        .selectFrom('mutation')
        .select('name')
        .where('status', '<>', 'applied')
        .execute();
      expect(waits, order.join(' ')).toEqual([]);
      expect
        .soft(await central.db.selectFrom('outside_waiting').select('kind').execute(), order.join(' '))
        .toEqual([]);
    }
    const asked = new Set((await lifts()).map(([, id]) => String(id)));
    for (const id of asked) {
      expect((await storedCase(central, cardCase)).plan.code).toBe('lift_requested');
      clock.advance(MINUTE);
      await system.confirmations({ measureId: id, status: 'lifted', at: clock.now() });
    }
    expect((await storedCase(central, cardCase)).plan.params.barred).toBeUndefined();
  });
