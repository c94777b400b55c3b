import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogAttempt } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { send } from '../../support/central-client.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, reassign, seedCard, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let chen: TestUser;
let zhao: TestUser;
/** A card that Chen has. */
let card: string;

const deskOf = (user: TestUser) => LastingDesk.of(central, clock, user);

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 4, 2));
  central = await startCentral({ clock });
  const lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  card = await seedCard(central, lead.teamId);
  await (await deskOf(lead)).push({ ...reassign(card, null, chen.id), at: clock.now() });
});
afterEach(() => central.stop());

const ledger = () =>
  central.db
    .selectFrom('call_result')
    .select(['at', 'started_at as startedAt', 'ended_at as endedAt', 'callback_at as callbackAt'])
    .orderBy('at')
    .execute();

const callsOf = async (id: string) =>
  (await storedCase(central, id)).history.flatMap((entry) =>
    entry.type === 'attempt'
      ? { at: entry.at, startedAt: entry.startedAt, endedAt: entry.endedAt, callbackAt: entry.callbackAt }
      : [],
  );

describe('a call that came in for a colleague', () => {
  const refusal = (): LogAttempt =>
    attempt(card, { direction: 'inbound', disposition: 'RN_REFUSE', reason: '不愿意' }, clock.now());

  test('without a look-up of the case begins no notice', async () => {
    const desk = await deskOf(zhao);
    clock.advance(HOUR);
    expect(await desk.push(refusal())).toEqual([['not_owner', 'case_not_held']]);
    expect((await storedCase(central, card)).plan.code).toBe('doubtful_review');
  });

  test('counts after a look-up, also one while it went on', async () => {
    const desk = await deskOf(zhao);
    clock.advance(HOUR);
    const startedAt = clock.now();
    clock.advance(9 * MINUTE);
    const body = { number: '17012345678' };
    await send(central.url, '/v1/cases/lookup', { token: await desk.token(), body });
    clock.advance(MINUTE);
    const said = refusal();
    expect(await desk.push({ ...said, args: { ...said.args, startedAt } })).toEqual([['not_owner']]);
    expect((await storedCase(central, card)).plan.code).toBe('notice_requested');
  });
});

describe('the ledger has a call when its case has it', () => {
  test('so that one that says it goes on for ever lies beside the next ones', async () => {
    const desk = await deskOf(chen);
    clock.advance(HOUR);
    const flags: string[][] = [];
    for (let n = 0; n < 3; n += 1) {
      const startedAt = clock.now() - 3 * MINUTE;
      flags.push(...(await desk.push(attempt(card, { startedAt, endedAt: 4e15 }, clock.now()))));
      clock.advance(MINUTE);
    }
    expect(flags).toEqual([[], ['calls_overlap'], ['calls_overlap']]);
    expect(await ledger()).toEqual(await callsOf(card));
  });

  test('so that one that was moved to where it was made is moved there too, with what was agreed on it', async () => {
    const desk = await deskOf(chen);
    clock.advance(DAY);
    await desk.contact(0, clock.now() + 3 * DAY);
    clock.advance(DAY);
    const made = clock.now() - HOUR;
    const told = made - 3 * DAY;
    await desk.push(attempt(card, { disposition: 'LATER', callbackAt: told + 2 * HOUR }, told));
    expect(await ledger()).toEqual(await callsOf(card));
    expect(await ledger()).toMatchObject([{ at: made, endedAt: made, callbackAt: made + 2 * HOUR }]);
  });
});

test('several calls of one form that was left open do not end the tries', async () => {
  const desk = await deskOf(chen);
  clock.advance(5 * DAY);
  await desk.contact();
  clock.advance(MINUTE);
  const calls = [1, 2, 3, 4].map((n) => {
    const startedAt = clock.now() - 2.9 * DAY + n * 10 * MINUTE;
    return attempt(card, { startedAt, endedAt: startedAt + MINUTE }, clock.now());
  });
  expect(await desk.push(...calls)).toEqual([[], ...Array(3).fill(['contact_since'])]);
  expect((await storedCase(central, card)).plan.attempt).toBe(2);
});
