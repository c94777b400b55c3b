import { afterEach, beforeEach, expect, test } from 'vitest';
import { DesksResponse } from '../../../shared/api/desks.ts';
import { DAY, HOUR, SECOND } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf, send, signIn } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { note, seedReports } from '../../support/seed-cases.ts';

let central: TestCentral;
let clock: ManualClock;
let lead: TestUser;
let chen: TestUser;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock, server: { waitMs: 20 } });
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
});
afterEach(() => central.stop());

async function desksSeenBy(user: TestUser) {
  const { accessToken } = await signIn(central, user);
  const answer = await send(central.url, '/v1/desks', { method: 'GET', token: accessToken });
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.code}`);
  return DesksResponse.parse(JSON.parse(answer.text)).desks;
}

const storedContact = async (clientId: string) =>
  central.db
    .selectFrom('sync_client')
    .select(['last_seen_at as at', 'unsent'])
    .where('id', '=', clientId)
    .executeTakeFirstOrThrow();

test('a lead sees when each desk was in contact, what waits there and how its clock goes', async () => {
  const desk = await deskOf(central, chen);
  const { cursor } = await desk.snapshot();
  await desk.delta(cursor, 10, { unsent: 12, deviceNow: clock.now() + HOUR });
  expect(await desksSeenBy(lead)).toEqual([
    {
      accountId: chen.id,
      clientId: desk.clientId,
      deviceName: 'test',
      lastSeenAt: clock.now(),
      unsent: 12,
      clockOffset: HOUR,
    },
  ]);
});

test('agents do not see desks, leads of other teams see their own', async () => {
  await (await deskOf(central, chen)).snapshot();
  await expect(desksSeenBy(chen)).rejects.toThrow('403 forbidden');
  const other = await central.addUser('other', { role: 'lead', team: 'Other' });
  expect(await desksSeenBy(other)).toEqual([]);
  expect(await desksSeenBy(await central.addUser('admin', { role: 'admin' }))).toHaveLength(1);
});

test('a contact is written when something changed or half a minute has passed', async () => {
  const desk = await deskOf(central, chen);
  const start = clock.now();
  const { cursor } = await desk.snapshot();
  const at = async (unsent?: number) => {
    await desk.delta(cursor, 10, unsent === undefined ? {} : { unsent });
    return storedContact(desk.clientId);
  };
  clock.advance(29 * SECOND);
  expect(await at()).toEqual({ at: start, unsent: null });
  expect(await at(3)).toEqual({ at: start + 29 * SECOND, unsent: 3 });
  clock.advance(10 * SECOND);
  expect(await at(3)).toEqual({ at: start + 29 * SECOND, unsent: 3 });
  clock.advance(20 * SECOND);
  expect(await at(3)).toEqual({ at: start + 59 * SECOND, unsent: 3 });
});

test('a desk that waits for news is in contact', async () => {
  const desk = await deskOf(central, chen);
  const { cursor } = await desk.snapshot();
  clock.advance(10 * 60 * SECOND);
  await desk.wait(cursor.version);
  expect((await desksSeenBy(lead))[0]?.lastSeenAt).toBe(clock.now());
});

test('a push that is stuck holds up no pull of its desk', async () => {
  const desk = await deskOf(central, chen);
  const { cursor } = await desk.snapshot();
  await central.db.transaction().execute(async (trx) => {
    await trx.selectFrom('sync_client').selectAll().where('id', '=', desk.clientId).forUpdate().execute();
    expect((await desk.delta(cursor, 10, { unsent: 5 })).more).toBe(false);
  });
  expect((await storedContact(desk.clientId)).unsent).toBeNull();
  await desk.delta(cursor, 10, { unsent: 5 });
  expect((await storedContact(desk.clientId)).unsent).toBe(5);
});

test('of the clients of one person on one device the newest counts; a long silent desk is left out', async () => {
  const desk = await deskOf(central, chen);
  await desk.snapshot();
  clock.advance(SECOND);
  const reborn = new DeskClient(central.url, desk.token);
  await reborn.snapshot();
  const second = await deskOf(central, chen);
  clock.advance(SECOND);
  await second.snapshot();
  expect((await desksSeenBy(lead)).map(({ clientId }) => clientId)).toEqual([
    second.clientId,
    reborn.clientId,
  ]);
  clock.advance(30 * DAY + SECOND);
  expect(await desksSeenBy(lead)).toEqual([]);
});

test("a pull under somebody else's client id tells nothing of it and changes nothing there", async () => {
  const [caseId] = await seedReports(central, lead.teamId, 1);
  const desk = await deskOf(central, chen);
  await desk.push(note(caseId ?? '', 'mine'));
  await desk.snapshot();
  const other = await deskOf(central, lead);
  const spy = new DeskClient(central.url, other.token, desk.clientId);
  await spy.pull({ mode: 'snapshot', at: null, after: null }, { unsent: 99 });
  expect((await storedContact(desk.clientId)).unsent).toBeNull();
  expect(await desksSeenBy(lead)).toMatchObject([{ accountId: chen.id, clientId: desk.clientId }]);
});
