import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { heldCases } from '../../../central/sync/held-cases.ts';
import type { LogAttempt } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { send } from '../../support/central-client.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, caseIdOf, reassign, storedCase } from '../../support/seed-cases.ts';

/** The cards C1 and C2, once they are imported. */
let CARD: string;
let OTHER: string;
let clock: ManualClock;
let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let leadDesk: LastingDesk;

const deskOf = (user: TestUser) => LastingDesk.of(central, clock, user);

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 4, 2));
  central = await startCentral({ clock });
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  leadDesk = await deskOf(lead);
});
afterEach(() => central.stop());

async function importCard(id: string, phone: string): Promise<void> {
  const row = { card_id: id, phone, sold_on: '2016-01-01', missing: 'id_front' };
  await importCards.take({ ...central, teamId: lead.teamId }, [importCards.read(row)]);
  const caseId = await caseIdOf(central, 'real_name', id);
  if (id === 'C1') CARD = caseId;
  else OTHER = caseId;
}

async function give(id: string, to: TestUser): Promise<void> {
  const { assignmentId } = await storedCase(central, id);
  await leadDesk.push({ ...reassign(id, assignmentId, to.id), at: clock.now() });
}

/** Chen has the card. */
async function ownedCard(id = 'C1', phone = '17012345678'): Promise<void> {
  await importCard(id, phone);
  await give(id === 'C1' ? CARD : OTHER, chen);
}

/** One unanswered call a day, the last of them yesterday. */
const daily = (days: number): LogAttempt[] =>
  Array.from({ length: days }, (_, day) => attempt(CARD, {}, clock.now() - (days - day) * DAY));

describe('twelve calls on the twelve days before a card came in', () => {
  test.each(['owner', 'former owner', 'colleague'])('by the %s end no tries', async (who) => {
    const desks = { owner: chen, 'former owner': chen, colleague: zhao };
    const desk = await deskOf(desks[who as keyof typeof desks]);
    await ownedCard();
    if (who === 'former owner') await give(CARD, zhao);
    clock.advance(10 * MINUTE);
    for (const flags of await desk.push(...daily(12))) expect(flags).toContain('before_case');
    const { stage, plan, history } = await storedCase(central, CARD);
    expect([stage, plan.code, plan.attempt]).toEqual(['to_call', 'first_call', 1]);
    expect(history.filter(({ type }) => type === 'attempt')).toHaveLength(12);
  });
});

describe('a call is doubtful', () => {
  test('when somebody else had the case, and not when the author had it or nobody', async () => {
    const zhaoDesk = await deskOf(zhao);
    await importCard('C1', '17012345678');
    clock.advance(HOUR);
    expect(await zhaoDesk.push(attempt(CARD, {}, clock.now()))).toEqual([['not_owner']]);
    await give(CARD, chen);
    clock.advance(HOUR);
    const [late] = await zhaoDesk.push(attempt(CARD, {}, clock.now()));
    expect(late).toEqual(['not_owner', 'case_not_held']);
    expect(await zhaoDesk.push(attempt(CARD, { direction: 'inbound' }, clock.now() - MINUTE))).toEqual([
      ['not_owner', 'case_not_held'],
    ]);
    expect((await storedCase(central, CARD)).plan.attempt).toBe(2);
  });

  test('and not when several moves of one moment brought it to the author', async () => {
    const desk = await deskOf(chen);
    await importCard('C1', '17012345678');
    const [first, second] = ['f', '1'].map((digit) => `${digit.repeat(8)}-ffff-4fff-8fff-ffffffffffff`);
    const at = clock.now();
    await leadDesk.push(
      { ...reassign(CARD, null, zhao.id), at, id: first ?? '' },
      { ...reassign(CARD, first ?? null, chen.id), at, id: second ?? '' },
    );
    clock.advance(HOUR);
    await desk.contact();
    clock.advance(HOUR);
    expect(await desk.push(attempt(CARD, {}, clock.now()))).toEqual([[]]);
  });

  test('unless its author had looked the case up', async () => {
    await ownedCard();
    const desk = await deskOf(zhao);
    const body = { number: '17012345678' };
    expect((await send(central.url, '/v1/cases/lookup', { token: await desk.token(), body })).status).toBe(
      200,
    );
    clock.advance(HOUR);
    expect(await desk.push(attempt(CARD, {}, clock.now()))).toEqual([['not_owner']]);
  });

  test('when the desk knew that the case had left it, and not when it could not know', async () => {
    const [away, told] = [await deskOf(chen), await deskOf(chen)];
    await ownedCard();
    for (const desk of [away, told]) await desk.contact();
    clock.advance(HOUR);
    await give(CARD, zhao);
    clock.advance(MINUTE);
    await told.contact();
    clock.advance(5 * HOUR);
    expect(await away.push(attempt(CARD, {}, clock.now() - HOUR))).toEqual([['not_owner']]);
    expect(await told.push(attempt(CARD, {}, clock.now()))).toEqual([['not_owner', 'case_not_held']]);
  });

  test('and not when the desk has only a part of the pull that told of it', async () => {
    const desk = await deskOf(chen);
    await ownedCard();
    const { cursor: shown } = await (await desk.client()).snapshot();
    clock.advance(HOUR);
    await give(CARD, zhao);
    clock.advance(MINUTE);
    const client = await desk.client();
    const { cursor } = await client.delta(shown, 1_000, { unsent: 0 });
    await client.delta(cursor, 1_000, { unsent: 0, shown: shown.version });
    clock.advance(HOUR);
    expect(await desk.push(attempt(CARD, {}, clock.now()))).toEqual([['not_owner']]);
  });

  test('and not when the desk heard of it while the call went on', async () => {
    const desk = await deskOf(chen);
    await ownedCard();
    await desk.contact();
    clock.advance(HOUR);
    await give(CARD, zhao);
    clock.advance(20 * MINUTE);
    const startedAt = clock.now();
    clock.advance(MINUTE);
    await desk.contact();
    clock.advance(MINUTE);
    const times = { startedAt, endedAt: clock.now() };
    expect(await desk.push(attempt(CARD, times, clock.now()))).toEqual([['not_owner']]);
  });

  test('beside another call of the same person, whatever case that was on', async () => {
    await ownedCard();
    await ownedCard('C2', '17012345679');
    const desk = await deskOf(chen);
    clock.advance(2 * HOUR);
    const span = (from: number, to: number) => ({ startedAt: clock.now() + from, endedAt: clock.now() + to });
    const [first, beside, behind] = await desk.push(
      attempt(CARD, span(-HOUR, -50 * MINUTE), clock.now()),
      attempt(OTHER, span(-55 * MINUTE, -54 * MINUTE), clock.now()),
      attempt(OTHER, span(-50 * MINUTE, -49 * MINUTE), clock.now()),
    );
    expect([first, beside, behind]).toEqual([[], ['calls_overlap'], []]);
    const otherDesk = await deskOf(chen);
    expect(await otherDesk.push(attempt(OTHER, span(-51 * MINUTE, -49.5 * MINUTE), clock.now()))).toEqual([
      // Its device came later, and the case had another form meanwhile.
      ['calls_overlap', 'contact_since'],
    ]);
    expect((await storedCase(central, OTHER)).plan.attempt).toBe(2);
    const zhaoDesk = await deskOf(zhao);
    const [colleague] = await zhaoDesk.push(attempt(CARD, span(-HOUR, -50 * MINUTE), clock.now()));
    expect(colleague).not.toContain('calls_overlap');
  });

  test('when its desk had nothing unsent since', async () => {
    await ownedCard();
    const desk = await deskOf(chen);
    clock.advance(DAY);
    await desk.contact();
    clock.advance(HOUR);
    expect(await desk.push(attempt(CARD, {}, clock.now() - 3 * HOUR))).toEqual([['contact_since']]);
    const reborn = desk.begunAnew();
    expect(await reborn.push(attempt(CARD, {}, clock.now() - 4 * HOUR))).toEqual([['contact_since']]);
  });

  test('when it lies before the first sign-in on its device', async () => {
    await ownedCard();
    clock.advance(DAY);
    const desk = await deskOf(chen);
    expect(await desk.push(attempt(CARD, {}, clock.now() - HOUR))).toEqual([['contact_since']]);
  });
});

describe('nothing is doubtful about', () => {
  test('ten days of work without the network', async () => {
    await ownedCard();
    const desk = await deskOf(chen);
    await desk.contact();
    clock.advance(10 * DAY);
    const calls = Array.from({ length: 9 }, (_, day) => attempt(CARD, {}, clock.now() - (9 - day) * DAY));
    expect((await desk.push(...calls)).flat()).toEqual([]);
    expect((await storedCase(central, CARD)).plan.code).toBe('notice_requested');
  });

  test('work that waited for an answer while the desk read on', async () => {
    await ownedCard();
    const desk = await deskOf(chen);
    await desk.contact();
    clock.advance(DAY);
    await desk.contact(3);
    clock.advance(HOUR);
    expect(await desk.push(attempt(CARD, {}, clock.now() - 20 * HOUR))).toEqual([[]]);
  });

  test('a result that was saved on Monday for a call of Friday', async () => {
    await ownedCard();
    const desk = await deskOf(chen);
    clock.advance(HOUR);
    const times = { startedAt: clock.now() - MINUTE, endedAt: clock.now() };
    clock.advance(2.5 * DAY);
    await desk.contact();
    expect(await desk.push(attempt(CARD, times, clock.now()))).toEqual([[]]);
  });

  test.each([3 * DAY, HOUR, -3 * DAY])(
    'a clock that was %i ms ahead and is set right while away',
    async (ahead) => {
      await ownedCard();
      const desk = await deskOf(chen);
      clock.advance(DAY);
      await desk.contact(0, clock.now() + ahead);
      clock.advance(4 * DAY);
      // The desk still takes off what its clock was ahead.
      const before = attempt(CARD, {}, clock.now() - 3 * DAY);
      const after = attempt(CARD, {}, clock.now() - DAY - ahead);
      expect((await desk.push(before, after)).flat().filter((flag) => flag !== 'clock_off')).toEqual([]);
    },
  );

  test('a call that is sent again, also by a desk under a new client id', async () => {
    await ownedCard();
    const desk = await deskOf(chen);
    clock.advance(HOUR);
    const call = attempt(CARD, {}, clock.now());
    await desk.push(call);
    await desk.contact();
    clock.advance(DAY);
    await desk.contact();
    expect(await desk.begunAnew().push(call)).toEqual([[]]);
  });

  test('what a desk brings again after a restore, in any order', async () => {
    const desk = await deskOf(chen);
    await desk.contact();
    // Then came a day of which a backup put back knows nothing: the card, who had it, the calls.
    clock.advance(DAY);
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - DAY });
    await importCard('C1', '17012345678');
    const calls = Array.from({ length: 3 }, (_, n) => attempt(CARD, {}, clock.now() - (20 - n * 6) * HOUR));
    await give(CARD, zhao);
    const reborn = desk.begunAnew();
    clock.advance(MINUTE);
    expect(await reborn.push(...calls)).toEqual(calls.map(() => ['not_owner']));
    await reborn.contact();
    clock.advance(DAY);
    expect(await reborn.push(attempt(CARD, {}, clock.now()))).toEqual([['not_owner', 'case_not_held']]);
  });

  test('what a desk brings again whose last contact found that central was put back', async () => {
    await ownedCard();
    const desk = await deskOf(chen);
    await desk.contact();
    clock.advance(DAY);
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - DAY });
    const cursor = { epoch: randomUUID(), version: 1, tag: randomUUID() };
    const answer = await (await desk.client()).pull({ mode: 'delta', cursor }, { unsent: 0 });
    expect(answer.kind).toBe('reset');
    const reborn = desk.begunAnew();
    expect(await reborn.push(attempt(CARD, {}, clock.now() - 10 * HOUR))).toEqual([[]]);
  });
});

describe('what a person said on a doubtful call', () => {
  const old = (disposition: string, more: Partial<LogAttempt['args']> = {}) =>
    attempt(CARD, { disposition, ...more }, clock.now() - 5 * DAY);

  beforeEach(() => ownedCard());

  test.each([
    ['COMPLAIN', 'complaint_review'],
    ['RN_APPEAL', 'appeal_review'],
  ])('%s holds', async (disposition, code) => {
    const desk = await deskOf(chen);
    await desk.push(old(disposition, { note: '说明' }));
    expect((await storedCase(central, CARD)).plan.code).toBe(code);
  });

  test.each(['RN_OK', 'RN_REFUSE', 'DNC'])('%s ends nothing and waits for the lead', async (disposition) => {
    const desk = await deskOf(chen);
    await desk.push(old(disposition, { reason: '不愿意' }));
    expect(await storedCase(central, CARD)).toMatchObject({
      stage: 'in_review',
      plan: { kind: 'review', code: 'doubtful_review' },
    });
  });

  test('a line fault in a row of doubtful ones is no fault of the line', async () => {
    const desk = await deskOf(chen);
    const calls = Array.from({ length: 8 }, (_, n) =>
      attempt(CARD, { disposition: 'LINE' }, clock.now() - (9 - n) * DAY),
    );
    await desk.push(...calls);
    expect((await storedCase(central, CARD)).plan.code).toBe('first_call');
  });

  test('keeps the next call away, for the other cases of the number too', async () => {
    const desk = await deskOf(chen);
    await ownedCard('C2', '17012345678');
    const calls = [0, 1].map((n) => attempt(CARD, {}, clock.now() - 6 * MINUTE - n * MINUTE - 30 * SECOND));
    for (const flags of await desk.push(...calls)) expect(flags).toContain('before_case');
    const tomorrow = (hour: number) => Date.UTC(2026, 2, 5, hour);
    // In another part of the day than the calls.
    expect((await storedCase(central, CARD)).plan).toMatchObject({ attempt: 1, notBefore: tomorrow(6) });
    const [other] = await heldCases(central.db, [await storedCase(central, OTHER)]);
    expect(other?.plan).toMatchObject({ attempt: 1, notBefore: tomorrow(1) });
  });
});
