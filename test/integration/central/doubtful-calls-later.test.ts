import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { doubtfulCalls } from '../../../shared/case/history.ts';
import type { ConfirmCalls, LogAttempt } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, caseIdOf, reassign, storedCase } from '../../support/seed-cases.ts';

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

async function importCard(): Promise<string> {
  const row = { card_id: 'C1', phone: '17012345678', sold_on: '2016-01-01', missing: 'id_front' };
  await importCards.take({ ...central, teamId: lead.teamId }, [importCards.read(row)]);
  return caseIdOf(central, 'real_name', 'C1');
}

async function give(id: string, to: TestUser): Promise<void> {
  const { assignmentId } = await storedCase(central, id);
  await leadDesk.push({ ...reassign(id, assignmentId, to.id), at: clock.now() });
}

async function ownedCard(): Promise<string> {
  const id = await importCard();
  await give(id, chen);
  return id;
}

function confirmation(caseId: string, ...attemptIds: string[]): ConfirmCalls {
  const args = { caseId, attemptIds, commandId: null };
  return { id: randomUUID(), v: 1, at: clock.now(), name: 'confirmCalls', args };
}

const daily = (id: string, days: number): LogAttempt[] =>
  Array.from({ length: days }, (_, day) => attempt(id, {}, clock.now() - (days - day) * DAY));

describe('after a restore', () => {
  /** A card whose twelve calls were doubted, as central knew before the backup was put back. */
  async function doubtedCalls() {
    const card = await ownedCard();
    const desk = await deskOf(zhao);
    clock.advance(20 * DAY);
    await desk.contact();
    clock.advance(HOUR);
    const calls = daily(card, 12);
    const results = await desk.results(calls);
    for (const { flags } of results) expect(flags).toContain('case_not_held');
    const receipts = results.map(({ receipt }) => receipt ?? '');
    return { card, desk, calls, receipts };
  }

  /** Forgets what came since the backup. */
  async function putBack(card: string): Promise<void> {
    const before = await storedCase(central, card);
    const history = before.history.filter(({ type }) => type === 'assignment');
    await central.db.deleteFrom('mutation').where('name', '!=', 'reassign').execute();
    await central.db.deleteFrom('call_result').execute();
    await central.db
      .updateTable('case_')
      .set({ doc: JSON.stringify({ ...before, history }) as never })
      .where('id', '=', card)
      .execute();
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - 19 * DAY });
    clock.advance(MINUTE);
  }

  test('a call with a receipt keeps the flags that it had', async () => {
    const { card, desk, calls, receipts } = await doubtedCalls();
    await putBack(card);
    const again = await desk.begunAnew().results(calls, { receipts });
    for (const { flags } of again) expect(flags).toContain('case_not_held');
    const { plan, history } = await storedCase(central, card);
    expect([plan.code, doubtfulCalls(history)]).toEqual(['first_call', calls.map(({ id }) => id)]);
  });

  test('a confirmation waits for the calls that it names', async () => {
    const { card, desk, calls, receipts } = await doubtedCalls();
    await putBack(card);
    const ids = calls.map(({ id }) => id);
    const [early] = await leadDesk.begunAnew().results([confirmation(card, ...ids)]);
    expect(early?.status).toBe('waiting');
    await desk.begunAnew().results(calls, { receipts });
    const { plan, history } = await storedCase(central, card);
    expect([plan.code, doubtfulCalls(history)]).toEqual(['notice_requested', []]);
  });

  test('an honest call that comes for the first time is not doubted for what central forgot', async () => {
    const card = await ownedCard();
    const desk = await deskOf(chen);
    await desk.contact();
    clock.advance(8 * HOUR);
    const calls = [1, 7].map((hours) => attempt(card, {}, clock.now() - hours * HOUR));
    await give(card, zhao);
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - 6 * HOUR });
    clock.advance(MINUTE);
    expect((await desk.begunAnew().push(...calls)).flat()).toEqual(calls.map(() => 'not_owner'));
  });
});

describe('a call that waits for its case', () => {
  test('is doubtful when it lies before the case came in', async () => {
    const card = await ownedCard();
    await central.db.deleteFrom('case_').where('id', '=', card).execute();
    const desk = await deskOf(chen);
    const [waiting] = await desk.results([attempt(card, {}, clock.now())]);
    expect(waiting).toMatchObject({ status: 'waiting', flags: ['case_unknown'] });
    clock.advance(DAY);
    expect(await importCard()).toBe(card);
    const { plan, history } = await storedCase(central, card);
    expect(history.flatMap((entry) => (entry.type === 'attempt' ? [entry.flags] : []))).toEqual([
      ['not_owner', 'before_case'],
    ]);
    expect(plan.attempt).toBe(1);
  });

  test('is not when central lost the case in a restore', async () => {
    const card = await ownedCard();
    const desk = await deskOf(chen);
    clock.advance(HOUR);
    await central.db.deleteFrom('case_').where('id', '=', card).execute();
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - 2 * HOUR });
    await desk.push(attempt(card, {}, clock.now() - MINUTE));
    clock.advance(HOUR);
    await importCard();
    const { plan } = await storedCase(central, card);
    expect(plan.attempt).toBe(2);
  });
});

describe('a desk that says its clock was wrong', () => {
  test('makes no calls of today into calls of other days', async () => {
    const card = await ownedCard();
    const desk = await deskOf(chen);
    clock.advance(12 * DAY);
    await desk.contact(0, clock.now() + 15 * DAY);
    clock.advance(HOUR);
    const calls = daily(card, 12);
    const flags: string[] = [];
    for (const [day, call] of calls.entries()) {
      const deviceNow = clock.now() + (15 - (12 - day)) * DAY;
      flags.push(...((await desk.results([call], { deviceNow }))[0]?.flags ?? []));
    }
    const { history } = await storedCase(central, card);
    const days = history.flatMap((entry) =>
      entry.type === 'attempt' && !doubtfulCalls(history).includes(entry.id)
        ? [new Date(entry.startedAt).toDateString()]
        : [],
    );
    expect(new Set(days).size).toBeLessThanOrEqual(1);
    expect(flags).toContain('clock_off');
  });

  test('has calls moved to where they were made when its clock was set right while it was away', async () => {
    const card = await ownedCard();
    const desk = await deskOf(chen);
    clock.advance(DAY);
    await desk.contact(0, clock.now() + 3 * DAY);
    clock.advance(DAY);
    const made = clock.now() - HOUR;
    expect(await desk.push(attempt(card, {}, made - 3 * DAY))).toEqual([[]]);
    const [call] = (await storedCase(central, card)).history.filter(({ type }) => type === 'attempt');
    expect(call?.at).toBe(made);
  });
});

test('a call of another team is told nothing about the case', async () => {
  const card = await ownedCard();
  const stranger = await central.addUser('stranger', { team: 'South' });
  const desk = await deskOf(stranger);
  clock.advance(HOUR);
  const [known, unknown] = await desk.results([
    attempt(card, {}, clock.now()),
    attempt(randomUUID(), {}, clock.now() - 2 * MINUTE),
  ]);
  expect(known?.flags).toEqual([]);
  expect(unknown?.flags).toEqual(['case_unknown']);
});
