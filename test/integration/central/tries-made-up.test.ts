import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importCards } from '../../../central/intake/cards.ts';
import { doubtfulCalls } from '../../../shared/case/history.ts';
import type { ConfirmCalls, CorrectAttempt } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, caseIdOf, correct, reassign, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let lead: LastingDesk;
let chen: LastingDesk;
let users: Record<'chen' | 'zhao', TestUser>;
/** A card that Chen has. */
let card: string;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 4, 2));
  central = await startCentral({ clock });
  const leader = await central.addUser('lead', { role: 'lead' });
  users = { chen: await central.addUser('chen'), zhao: await central.addUser('zhao') };
  const row = { card_id: 'C1', phone: '17012345678', sold_on: '2016-01-01', missing: 'id_front' };
  await importCards.take({ ...central, teamId: leader.teamId }, [importCards.read(row)]);
  card = await caseIdOf(central, 'real_name', 'C1');
  lead = await LastingDesk.of(central, clock, leader);
  chen = await LastingDesk.of(central, clock, users.chen);
  await give('chen');
});
afterEach(() => central.stop());

async function give(to: keyof typeof users): Promise<void> {
  const { assignmentId } = await storedCase(central, card);
  await lead.push({ ...reassign(card, assignmentId, users[to].id), at: clock.now() });
}

const next = async () => {
  const { plan } = await storedCase(central, card);
  return `${plan.code} ${plan.attempt}`;
};

function confirmation(...attemptIds: string[]): ConfirmCalls {
  const args = { caseId: card, attemptIds, commandId: null };
  return { id: randomUUID(), v: 1, at: clock.now(), name: 'confirmCalls', args };
}

function call(disposition = 'NOANS', args: Parameters<typeof attempt>[1] = {}) {
  const at = clock.now();
  return attempt(card, { disposition, startedAt: at - 25 * SECOND, endedAt: at, ...args }, at);
}

function correction(attemptId: string, disposition: string): CorrectAttempt {
  const made = correct(card, attemptId, disposition);
  return { ...made, at: clock.now(), args: { ...made.args, reason: 'x' } };
}

describe('calls sooner or more often than the rules allow', () => {
  test.each(['NOANS', 'BUSY', 'VACANT'])('one directly after the other are one try: %s', async (code) => {
    const calls = [];
    for (let n = 0; n < 6; n += 1) {
      clock.advance(30 * SECOND);
      calls.push(call(code));
    }
    expect(await chen.push(...calls)).toEqual([[], ...Array(5).fill(['too_soon'])]);
    expect((await storedCase(central, card)).plan).toMatchObject({ kind: 'call', attempt: 2 });
  });

  test('more than the rules allow on a date are none', async () => {
    for (let n = 0; n < 5; n += 1) {
      expect(await chen.push(call('BUSY'))).toEqual([n < 2 ? [] : ['too_soon']]);
      clock.advance(HOUR);
    }
    expect((await storedCase(central, card)).plan).toMatchObject({ kind: 'call', attempt: 3 });
  });

  test('are one try in whatever order they arrive', async () => {
    clock.advance(HOUR);
    const calls = [call(), call(), call(), call()].map((each, n) => {
      const shift = n * 30 * SECOND;
      const { startedAt, endedAt } = each.args;
      const args = { ...each.args, startedAt: startedAt - shift, endedAt: endedAt - shift };
      return { ...each, at: each.at - shift, args };
    });
    for (const each of calls) await chen.push(each);
    expect((await storedCase(central, card)).plan).toMatchObject({ kind: 'call', attempt: 2 });
  });

  test('count once a lead confirms them, and nobody their own', async () => {
    const calls = [];
    for (let n = 0; n < 4; n += 1) {
      clock.advance(30 * SECOND);
      calls.push(call());
    }
    await chen.push(...calls);
    const { history } = await storedCase(central, card);
    expect(doubtfulCalls(history)).toEqual(calls.slice(1).map(({ id }) => id));
    await lead.push(confirmation(...doubtfulCalls(history)));
    expect(await next()).toBe('notice_requested 4');
  });

  test('do not count when another result is put right into one', async () => {
    const faults = [];
    for (let n = 0; n < 4; n += 1) {
      clock.advance(30 * SECOND);
      faults.push(call('LINE'));
    }
    expect(await chen.push(...faults)).toEqual(faults.map(() => []));
    const flags = await chen.push(...faults.map(({ id }) => correction(id, 'NOANS')));
    expect(flags).toEqual([[], ...Array(3).fill(['too_soon'])]);
    expect((await storedCase(central, card)).plan).toMatchObject({ kind: 'call', attempt: 2 });
  });

  test('count when the person agreed on the time', async () => {
    await chen.push(call('LATER', { callbackAt: clock.now() + 20 * MINUTE }));
    clock.advance(20 * MINUTE);
    expect(await chen.push(call())).toEqual([[]]);
    // What was agreed on a call that came too soon makes no room for another one.
    await chen.push(call('LATER', { callbackAt: clock.now() + MINUTE }));
    clock.advance(MINUTE);
    expect(await chen.push(call())).toEqual([['too_soon']]);
  });

  test('say what was said on them all the same', async () => {
    await chen.push(call());
    clock.advance(MINUTE);
    expect(await chen.push(call('COMPLAIN', { note: 'x' }))).toEqual([['too_soon']]);
    expect((await storedCase(central, card)).plan.code).toBe('complaint_review');
  });
});

describe('a result that is put right', () => {
  /** A call of Chen, so long ago, of a desk that has been in contact ever since. */
  async function unanswered(ago: number) {
    const made = call();
    await chen.push(made);
    clock.advance(ago);
    await chen.contact();
    clock.advance(MINUTE);
    return made;
  }

  test('soon, by who has the case, counts', async () => {
    const made = await unanswered(HOUR);
    expect(await chen.push(correction(made.id, 'RN_REFUSE'))).toEqual([[]]);
    expect((await storedCase(central, card)).plan.code).toBe('notice_requested');
  });

  test.each([
    ['RN_REFUSE', 'doubtful_review'],
    ['RN_OK', 'doubtful_review'],
    ['COMPLAIN', 'complaint_review'],
    ['VACANT', 'retry_next_part'],
  ])('eighty days later into %s is doubtful, and the next is %s', async (code, expected) => {
    const made = await unanswered(80 * DAY);
    expect(await chen.push(correction(made.id, code))).toEqual([['contact_since']]);
    expect((await storedCase(central, card)).plan.code).toBe(expected);
  });

  test('by who lost the case is doubtful, until a lead confirms it', async () => {
    const made = await unanswered(HOUR);
    await give('zhao');
    clock.advance(2 * DAY);
    await chen.contact();
    const refusal = correction(made.id, 'RN_REFUSE');
    expect(await chen.push(refusal)).toEqual([['case_not_held']]);
    expect((await storedCase(central, card)).plan.code).toBe('doubtful_review');
    await lead.push(confirmation(refusal.id));
    expect((await storedCase(central, card)).plan.code).toBe('notice_requested');
  });

  test('takes nothing back that was said before a lead confirms it', async () => {
    const said = call('COMPLAIN', { note: 'x' });
    await chen.push(said);
    await give('zhao');
    clock.advance(2 * DAY);
    await chen.contact();
    const taken = correction(said.id, 'NOANS');
    expect(await chen.push(taken)).toEqual([['case_not_held']]);
    expect((await storedCase(central, card)).plan.code).toBe('complaint_review');
    await lead.push(confirmation(taken.id));
    expect(await next()).toBe('retry_next_part 2');
  });

  test('by a lead about the call of somebody else counts; about their own, late, it does not', async () => {
    const made = await unanswered(20 * DAY);
    expect(await lead.push(correction(made.id, 'RN_REFUSE'))).toEqual([[]]);
    expect((await storedCase(central, card)).plan.code).toBe('notice_requested');
    const own = call();
    await lead.push(own);
    clock.advance(20 * DAY);
    await lead.contact();
    const refusal = correction(own.id, 'RN_OK');
    expect(await lead.push(refusal)).toEqual([['contact_since']]);
    const [confirmed] = await lead.results([confirmation(refusal.id)]);
    expect(confirmed).toMatchObject({ status: 'rejected', code: 'own_call' });
  });

  test('without the network is not doubtful for being late', async () => {
    await chen.contact();
    clock.advance(HOUR);
    const made = call();
    clock.advance(9 * DAY);
    const refusal = correction(made.id, 'RN_REFUSE');
    clock.advance(HOUR);
    await give('zhao');
    clock.advance(DAY);
    expect(await chen.push(made, refusal)).toEqual([['not_owner'], []]);
    expect((await storedCase(central, card)).plan.code).toBe('notice_requested');
  });

  test('keeps its flags when it comes again after a restore', async () => {
    const made = await unanswered(80 * DAY);
    const refusal = correction(made.id, 'RN_REFUSE');
    const [{ receipt } = { receipt: null }] = await chen.results([refusal]);
    const before = await storedCase(central, card);
    const doc = { ...before, history: before.history.filter(({ id }) => id !== refusal.id) };
    await central.db.deleteFrom('mutation').where('id', '=', refusal.id).execute();
    await central.db
      .updateTable('case_')
      .set({ doc: JSON.stringify(doc) as never })
      .where('id', '=', card)
      .execute();
    const [again] = await chen.begunAnew().results([refusal], { receipts: [receipt ?? ''] });
    expect(again).toMatchObject({ status: 'applied', flags: ['contact_since'] });
    expect((await storedCase(central, card)).plan.code).toBe('doubtful_review');
  });
});
