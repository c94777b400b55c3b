import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { moveUser } from '../../../central/accounts/move.ts';
import { addUser, disableUser } from '../../../central/accounts/users.ts';
import { peopleOf } from '../../../central/db/people.ts';
import { allTeams } from '../../../central/db/teams.ts';
import { PushResponse } from '../../../shared/api/sync.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf, send } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, giveCases, note, reassign, seedReports, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let amy: TestUser;
let ben: TestUser;
let lead: TestUser;
let elsewhere: TestUser;
let ids: string[];
const device = randomUUID();
const clientId = randomUUID();

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  amy = await central.addUser('amy', { team: 'South' });
  ben = await central.addUser('ben', { team: 'South' });
  lead = await central.addUser('lead', { team: 'South', role: 'lead' });
  elsewhere = await central.addUser('elsewhere', { team: 'North', role: 'lead' });
  ids = await seedReports(central, amy.teamId, 3);
  await giveCases(central, lead, ids, amy.id);
  clock.advance(HOUR);
});
afterEach(() => central.stop());

async function move(account: string, to: string) {
  const team = (await allTeams(central.db)).find(({ name }) => name === to);
  if (!team) throw new Error(`no team ${to}`);
  return moveUser(central, account, team);
}

/** A desk that keeps its device and its client, whoever signs in again there. */
async function desk(user: TestUser, seq = 0): Promise<DeskClient> {
  const body = { account: user.account, password: user.password, device: { id: device, name: 'd' } };
  const answer = await send(central.url, '/v1/session', { body });
  const made = new DeskClient(central.url, JSON.parse(answer.text).accessToken, clientId);
  made.seq = seq;
  return made;
}

/** What became of work that a desk with the right time brings. */
async function bring(from: DeskClient, ...work: Mutation[]) {
  const answer = await from.pushRaw(work, from.seq + 1, clock.now());
  return PushResponse.parse(JSON.parse(answer.text)).results;
}

/** A whole read with nothing unsent, so that the desk is known to have heard of everything. */
async function heard(of: DeskClient): Promise<void> {
  const { cursor } = await of.snapshot();
  await of.delta(cursor, 1_000, { unsent: 0, deviceNow: clock.now() });
}

const results = () =>
  central.db.selectFrom('call_result').select(['id', 'team_id as teamId', 'flags']).execute();
const owners = async () => Promise.all(ids.map(async (id) => (await storedCase(central, id)).assigneeId));

describe('a person who moves to another team', () => {
  test('leaves the open cases to the old one, and both teams’ desks say so', async () => {
    const [south, north] = [await deskOf(central, lead), await deskOf(central, elsewhere)];
    const [before, beforeNorth] = [await south.snapshot(), await north.snapshot()];
    const own = await desk(amy);
    const { counts } = await move('amy', 'North');
    expect(counts).toMatchObject({ given: 3, left: 0, agents: 1 });
    expect(await owners()).toEqual([ben.id, ben.id, ben.id]);
    expect((await own.pushRaw([note(ids[0] ?? '', 'x')])).code).toBe('session_expired');
    const members = ({ changes }: Awaited<ReturnType<DeskClient['delta']>>) =>
      changes.filter(({ entity }) => entity === 'member');
    expect(members(await south.delta(before.cursor))).toMatchObject([{ row: { id: amy.id, active: false } }]);
    expect(members(await north.delta(beforeNorth.cursor))).toMatchObject([
      { row: { id: amy.id, active: true } },
    ]);
    expect(await peopleOf(central.db, elsewhere.teamId)).toMatchObject([
      { account: 'amy', team: 'North', openCases: 0 },
      { account: 'elsewhere' },
    ]);
    expect(await move('amy', 'North')).toMatchObject({ counts: { given: 0 } });
  });

  test('leaves them with nobody where nobody else is there', async () => {
    await disableUser(central, 'ben');
    expect((await move('amy', 'North')).counts).toMatchObject({ given: 0, left: 3, agents: 0 });
    expect(await owners()).toEqual([null, null, null]);
  });

  test('sees nothing of the old team any more, nor what happens there to cases that they closed', async () => {
    const [closed = ''] = ids;
    const own = await desk(amy);
    await own.push(attempt(closed, { disposition: 'FB_OK' }, clock.now()));
    expect((await storedCase(central, closed)).stage).toBe('closed');
    await move('amy', 'North');
    const other = await desk(amy, own.seq);
    const { changes, cursor } = await other.snapshot();
    expect(changes.filter(({ entity }) => entity === 'case')).toEqual([]);
    await (await deskOf(central, lead)).push(note(closed, 'x', clock.now()));
    const delta = await other.delta(cursor, 1_000, { digest: true });
    expect(delta.changes).toEqual([]);
    const scope = `agent:${amy.id}`;
    expect(delta.digests).toContainEqual({ scope, count: 0, sum: 0 });
  });

  test('of another system is refused', async () => {
    const gw = {
      account: 'gw',
      name: 'gw',
      staffNumber: '',
      role: 'integration',
      password: 'password-1',
    } as const;
    await addUser(central, { ...gw, teamId: amy.teamId });
    await expect(move('gw', 'North')).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('work from before a move', () => {
  test('counts in the team it was made in, and on its cases', async () => {
    const [called = '', noted = ''] = ids;
    const own = await desk(amy);
    await heard(own);
    clock.advance(10 * MINUTE);
    const call = attempt(called, { disposition: 'FB_OK', note: '说已告知' }, clock.now());
    const remark = note(noted, '请再查', clock.now());
    clock.advance(10 * MINUTE);
    await move('amy', 'North');
    clock.advance(DAY);
    const answers = await bring(await desk(amy), call, remark);
    expect(answers).toMatchObject([
      { status: 'applied', flags: ['not_owner'] },
      { status: 'applied', flags: [] },
    ]);
    expect(await storedCase(central, called)).toMatchObject({ stage: 'closed' });
    const { history } = await storedCase(central, noted);
    expect(history).toContainEqual(expect.objectContaining({ type: 'note', byId: amy.id }));
    expect(await results()).toEqual([{ id: call.id, teamId: amy.teamId, flags: ['not_owner'] }]);
  });

  test('is also what a desk does that has not heard of the move', async () => {
    const [called = ''] = ids;
    const own = await desk(amy);
    await heard(own);
    clock.advance(10 * MINUTE);
    await move('amy', 'North');
    clock.advance(DAY);
    await bring(await desk(amy), attempt(called, { disposition: 'FB_OK' }, clock.now()));
    expect(await storedCase(central, called)).toMatchObject({ stage: 'closed' });
  });

  test('is nothing that was done after the desk heard, whatever time it says', async () => {
    const [called = '', other = ''] = ids;
    const own = await desk(amy);
    await heard(own);
    clock.advance(HOUR);
    const before = clock.now();
    await move('amy', 'North');
    clock.advance(HOUR);
    await heard(await desk(amy));
    clock.advance(HOUR);
    const answers = await bring(
      await desk(amy),
      attempt(called, { disposition: 'FB_OK' }, clock.now()),
      attempt(other, { disposition: 'FB_OK' }, before),
      note(other, 'x', clock.now()),
    );
    expect(answers).toMatchObject([
      { flags: [] },
      { flags: ['contact_since'] },
      { status: 'rejected', code: 'forbidden' },
    ]);
    for (const id of [called, other]) expect((await storedCase(central, id)).stage).not.toBe('closed');
    expect((await results()).map(({ flags }) => flags.includes('foreign_team'))).toEqual([true, true]);
  });

  test('holds as a decision by the rules and the people of that team', async () => {
    const [first = '', second = ''] = ids;
    const own = await desk(lead);
    await heard(own);
    clock.advance(10 * MINUTE);
    const at = clock.now();
    const given = async (id: string) => (await storedCase(central, id)).assignmentId;
    const moves = [
      { ...reassign(first, await given(first), ben.id), at },
      { ...reassign(second, await given(second), elsewhere.id), at },
    ];
    clock.advance(10 * MINUTE);
    await move('lead', 'North');
    clock.advance(HOUR);
    const answers = await bring(await desk(lead), ...moves);
    expect(answers).toMatchObject([
      { status: 'applied' },
      { status: 'rejected', code: 'assignee_unavailable' },
    ]);
    expect((await owners())[0]).toBe(ben.id);
  });

  test('and from after the way back, in either team', async () => {
    const [called = ''] = ids;
    await move('amy', 'North');
    clock.advance(HOUR);
    await move('amy', 'South');
    clock.advance(HOUR);
    const { assignmentId } = await storedCase(central, called);
    await bring(await deskOf(central, lead), reassign(called, assignmentId, amy.id));
    clock.advance(MINUTE);
    const own = await desk(amy);
    await bring(own, attempt(called, { disposition: 'FB_OK' }, clock.now()));
    expect(await storedCase(central, called)).toMatchObject({ stage: 'closed' });
    expect((await results()).map(({ teamId }) => teamId)).toEqual([amy.teamId]);
  });
});
