import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import type { AddNumber } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { send } from '../../support/central-client.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { reassign, seedCard, storedCase } from '../../support/seed-cases.ts';

const PHONE = '17012345678';
let clock: ManualClock;
let central: TestCentral;
let lead: LastingDesk;
let chen: TestUser;
let zhao: TestUser;
/** A card that Chen has. */
let card: string;

const deskOf = (user: TestUser) => LastingDesk.of(central, clock, user);

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 4, 2));
  central = await startCentral({ clock });
  const leader = await central.addUser('lead', { role: 'lead' });
  [chen, zhao] = [await central.addUser('chen'), await central.addUser('zhao')];
  card = await seedCard(central, leader.teamId, { id: 'C1', phone: PHONE });
  lead = await deskOf(leader);
  await give(chen);
});
afterEach(() => central.stop());

async function give(to: TestUser): Promise<void> {
  const { assignmentId } = await storedCase(central, card);
  await lead.push({ ...reassign(card, assignmentId, to.id), at: clock.now() });
}

const number = (phone: string, at = clock.now()): AddNumber => ({
  ...{ id: randomUUID(), v: 1, at, name: 'addNumber' },
  args: { caseId: card, phone },
});

const called = async () => (await storedCase(central, card)).contact.altPhone;
const saidOf = async (desk: LastingDesk, ...work: AddNumber[]) =>
  (await desk.results(work)).map(({ status, code }) => (status === 'rejected' ? code : status));

/** A desk of Chen that had the case, in contact. */
async function chensDesk(): Promise<LastingDesk> {
  const desk = await deskOf(chen);
  clock.advance(HOUR);
  await desk.contact();
  return desk;
}

describe('a number from who had the case', () => {
  test('is taken when their desk could not know that the case had left it', async () => {
    const desk = await chensDesk();
    clock.advance(HOUR);
    await give(zhao);
    clock.advance(2 * DAY);
    const told = number('13800000001', clock.now() - DAY);
    expect(await saidOf(desk, told)).toEqual(['applied']);
    expect(await called()).toBe('13800000001');
    expect((await storedCase(central, card)).history).toContainEqual(
      expect.objectContaining({ id: told.id, byId: chen.id, former: null }),
    );
  });

  test.each([
    ['back-dated to when they had it', 90 * MINUTE],
    ['back-dated to before they had it', 20 * DAY],
    ['of now', 0],
  ])('is refused once their desk has heard of it: %s', async (_, ago) => {
    const desk = await chensDesk();
    clock.advance(HOUR);
    await give(zhao);
    clock.advance(HOUR);
    await desk.contact();
    clock.advance(MINUTE);
    expect(await saidOf(desk, number('13800000001', clock.now() - ago))).toEqual(['forbidden']);
    expect(await called()).toBeNull();
  });

  test('is refused from another device of theirs, which never had it', async () => {
    await chensDesk();
    await give(zhao);
    clock.advance(DAY);
    const other = await deskOf(chen);
    for (const ago of [0, DAY + MINUTE])
      expect(await saidOf(other.begunAnew(), number('13800000001', clock.now() - ago))).toEqual([
        'forbidden',
      ]);
    expect(await called()).toBeNull();
  });
});

describe('a number from who looked the case up', () => {
  const lookUp = async (desk: LastingDesk) =>
    send(central.url, '/v1/cases/lookup', { token: await desk.token(), body: { number: PHONE } });

  test('is taken on that day, also when it arrives later', async () => {
    const desk = await deskOf(zhao);
    await lookUp(desk);
    clock.advance(3 * DAY);
    expect(await saidOf(desk, number('13800000001', clock.now() - 3 * DAY + HOUR))).toEqual(['applied']);
    expect(await called()).toBe('13800000001');
  });

  test('is refused when it is back-dated to that day', async () => {
    const desk = await deskOf(zhao);
    await lookUp(desk);
    clock.advance(3 * DAY);
    await desk.contact();
    for (const ago of [3 * DAY, 2 * DAY, 0])
      expect(await saidOf(desk, number('13800000001', clock.now() - ago))).toEqual(['forbidden']);
    expect(await called()).toBeNull();
  });

  test('is refused when it is said of a time before that', async () => {
    const desk = await deskOf(zhao);
    clock.advance(HOUR);
    await lookUp(desk);
    expect(await saidOf(desk, number('13800000001', clock.now() - 50 * MINUTE))).toEqual(['forbidden']);
  });
});

describe('after a restore', () => {
  /** Forgets the number and the moves, as a backup of before them does. */
  async function putBack(): Promise<void> {
    const before = await storedCase(central, card);
    const contact = { ...before.contact, altPhone: null };
    const doc = { ...before, contact, history: [], assigneeId: null, assignmentId: null };
    await central.db.deleteFrom('mutation').execute();
    await central.db
      .updateTable('case_')
      .set({ doc: JSON.stringify(doc) as never, assignee_id: null })
      .where('id', '=', card)
      .execute();
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - DAY });
    clock.advance(MINUTE);
  }

  test('one that had been taken is taken again, whoever has the case by now', async () => {
    const desk = await chensDesk();
    const told = number('13800000001');
    const [{ receipt } = { receipt: null }] = await desk.results([told]);
    await putBack();
    await give(zhao);
    const [again] = await desk.begunAnew().results([told], { receipts: [receipt ?? ''] });
    expect(again).toMatchObject({ status: 'applied' });
    expect(await called()).toBe('13800000001');
  });

  test('one that comes for the first time waits until the case is its author’s again', async () => {
    const desk = await chensDesk();
    clock.advance(HOUR);
    const told = number('13800000001');
    await putBack();
    expect(await saidOf(desk.begunAnew(), told)).toEqual(['waiting']);
    expect(await called()).toBeNull();
    await give(chen);
    expect(await called()).toBe('13800000001');
  });

  test('one that waits changes nothing when the case goes to others', async () => {
    const stranger = await deskOf(zhao);
    clock.advance(HOUR);
    await stranger.contact();
    const forged = number('13800000001', clock.now() - 30 * MINUTE);
    await putBack();
    await saidOf(stranger.begunAnew(), forged);
    await give(chen);
    expect(await called()).toBeNull();
  });
});
