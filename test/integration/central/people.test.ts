import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeRole, renameUser } from '../../../central/accounts/change.ts';
import { addUser, disableUser } from '../../../central/accounts/users.ts';
import { give } from '../../../central/assign/assign.ts';
import { heldBy, shareOut } from '../../../central/assign/share-out.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { bundledCli, type Ran, runOn } from '../../support/central-cli.ts';
import { deskOf, send, signIn } from '../../support/central-client.ts';
import { attempt, seedCard, seedReports, storedCase } from '../../support/seed-cases.ts';

let cli: Awaited<ReturnType<typeof bundledCli>>;
let central: TestCentral;
let amy: TestUser;
let ben: TestUser;

beforeAll(async () => {
  cli = await bundledCli('test-people');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  central = await startCentral();
  amy = await central.addUser('amy', { team: 'default', name: '王敏' });
  ben = await central.addUser('ben', { team: 'default' });
});
afterEach(() => central.stop());

const run = (...words: string[]): Promise<Ran> => runOn(central.databaseUrl, cli.file, words, 'password-1\n');
const lastLine = ({ out }: Ran) => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');

async function assignTo(ids: string[], to: TestUser): Promise<void> {
  const owners = ids.map((id) => [id, to.id] as const);
  const parts = { ...central, teamId: to.teamId };
  await central.db
    .transaction()
    .execute((trx) => give(trx, parts, { owners, fromId: null, decided: new Set() }));
}

const owners = async (ids: string[]) =>
  Promise.all(ids.map(async (id) => (await storedCase(central, id)).assigneeId));

describe('user list', () => {
  test('shows who there is, where they were last seen and what they hold', async () => {
    await assignTo(await seedReports(central, amy.teamId, 3), amy);
    await (await deskOf(central, amy)).snapshot();
    await central.addUser('carl', { team: 'North', role: 'lead' });
    await disableUser(central, 'ben');
    const { code, out } = await run('user', 'list');
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^account +name +role +team +staff number +state +last seen +open cases/);
    expect(out).toMatch(/^amy +王敏 +agent +default +\d+ +active +\d{4}-\d\d-\d\dT[\d:.]+Z +3$/m);
    const all = lastLine(await run('user', 'list', '--json'));
    expect(all.map((each: { account: string }) => each.account).sort()).toEqual(['amy', 'ben', 'carl']);
    expect(all).toContainEqual(
      expect.objectContaining({ account: 'ben', disabled: true, lastSeen: null, openCases: 0 }),
    );
    expect(lastLine(await run('user', 'list', '--team', 'North', '--json'))).toMatchObject([
      { account: 'carl', role: 'lead', team: 'North' },
    ]);
  });
});

describe('user role', () => {
  test('holds from the next request of a session on, and desks show it', async () => {
    const { accessToken: token } = await signIn(central, amy);
    const desk = await deskOf(central, ben);
    const { cursor } = await desk.snapshot();
    const desks = () => send(central.url, '/v1/desks', { method: 'GET', token });
    expect((await desks()).code).toBe('forbidden');
    expect(await run('user', 'role', 'Amy', 'lead')).toMatchObject({ code: 0 });
    expect((await desks()).status).toBe(200);
    expect((await desk.delta(cursor)).changes).toMatchObject([{ row: { id: amy.id, role: 'lead' } }]);
    await run('user', 'role', 'amy', 'agent');
    expect((await desks()).code).toBe('forbidden');
    expect(lastLine(await run('audit', '--kind', 'role_changed', '--json'))).toMatchObject({
      account: 'amy',
      detail: { from: 'lead', to: 'agent' },
    });
  });

  test('makes no person of another system, nor the other way round', async () => {
    await central.addUser('gw', { team: 'default', role: 'integration' });
    expect(await run('user', 'role', 'gw', 'lead')).toMatchObject({ code: 1 });
    await expect(changeRole(central, 'amy', 'integration')).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('user rename', () => {
  test('corrects account, name and staff number; the session and who they are stay', async () => {
    const desk = await deskOf(central, amy);
    const { cursor } = await desk.snapshot();
    const done = await run(
      'user',
      'rename',
      'amy',
      'Amelie',
      '--name',
      ' 王　敏 ',
      '--staff-number',
      '２０１',
    );
    expect(done).toMatchObject({ code: 0, out: 'amelie: 王 敏, staff number 201.\n' });
    expect((await desk.delta(cursor)).changes).toMatchObject([
      { row: { id: amy.id, name: '王 敏', staffNumber: '201' } },
    ]);
    expect((await signIn(central, { ...amy, account: 'amelie' })).user.id).toBe(amy.id);
    await expect(signIn(central, amy)).rejects.toThrow('wrong_credentials');
    expect(lastLine(await run('audit', '--kind', 'account_renamed', '--json')).detail).toMatchObject({
      formerly: 'amy',
    });
  });

  test.each([
    [['ben'], /There is an account "ben" already/],
    [['ＢＥＮ'], /There is an account "ben" already/],
    [['b\u0435n'], /An account has/],
    [['--name', ''], /A person's name has/],
    [['--name', '名'.repeat(81)], /A person's name has/],
    [['--staff-number', '1'.repeat(21)], /A staff number has/],
    [[], /Say a new account/],
  ])('%j is refused with a sentence', async (words, sentence) => {
    const { code, err } = await run('user', 'rename', 'amy', ...words);
    expect([code, err]).toEqual([1, expect.stringMatching(sentence)]);
  });

  test('to its own account in another spelling changes nothing', async () => {
    await renameUser(central, 'amy', { account: ' AMY ' });
    expect((await signIn(central, amy)).user.id).toBe(amy.id);
  });
});

describe('user add', () => {
  test.each([
    [['Ben'], /There is an account "ben" already/],
    [['ｂｅｎ'], /There is an account "ben" already/],
    [['c', '--name', ''], /A person's name has/],
    [['c', '--name', 'a\u200bb'], /A person's name has/],
    [['c', '--staff-number', '1'.repeat(21)], /A staff number has/],
    [['c'.repeat(81)], /An account has/],
  ])('%j is refused with a sentence', async (words, sentence) => {
    const { code, err } = await run('user', 'add', ...words, '--password-stdin');
    expect([code, err]).toEqual([1, expect.stringMatching(sentence)]);
  });

  test('of one account at the same time succeeds once', async () => {
    const user = {
      account: 'dan',
      name: 'Dan',
      staffNumber: '',
      role: 'agent',
      password: 'password-1',
    } as const;
    const tries = await Promise.allSettled(
      Array.from({ length: 4 }, () => addUser(central, { ...user, teamId: amy.teamId })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of tries)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ params: { taken: 'dan' } });
  });

  test('takes the only team, whatever it is called', async () => {
    expect(await run('team', 'rename', 'default', 'South')).toMatchObject({ code: 0 });
    expect((await run('user', 'add', 'eve', '--password-stdin')).out).toBe(
      'Added agent eve to team South.\n',
    );
    await run('team', 'add', 'North');
    const { code, err } = await run('user', 'add', 'finn', '--password-stdin');
    expect([code, err]).toEqual([1, expect.stringContaining('There is no team "default"')]);
  });
});

describe('team rename', () => {
  test('keeps everything in it, and is refused for a name that is taken or cannot be seen', async () => {
    await run('team', 'add', 'North');
    expect((await run('team', 'rename', 'default', 'North')).err).toContain(
      'There is a team "North" already.',
    );
    expect((await run('team', 'rename', 'default', 'a\u200bb')).err).toContain('1 to 80 visible signs');
    expect((await run('team', 'rename', 'default', ' South ')).code).toBe(0);
    expect((await signIn(central, amy)).user).toMatchObject({ teamId: amy.teamId, teamName: 'South' });
    expect(lastLine(await run('audit', '--kind', 'team_renamed', '--json')).detail).toMatchObject({
      team: 'South',
      formerly: 'default',
    });
  });
});

describe('what a disabled person holds', () => {
  test('is said, and shared out once with one command: promised calls first', async () => {
    const carl = await central.addUser('carl', { team: 'default' });
    const promised: string[] = [];
    for (const n of [1, 2])
      promised.push(await seedCard(central, amy.teamId, { id: `C${n}`, phone: `1701234567${n}` }));
    const ids = [...(await seedReports(central, amy.teamId, 5)), ...promised];
    await assignTo(ids, amy);
    const desk = await deskOf(central, amy);
    const callbackAt = central.clock.now() + 3_600_000;
    await desk.push(...promised.map((id) => attempt(id, { disposition: 'LATER', callbackAt })));
    expect(await heldBy(central.db, amy)).toMatchObject({ openCases: 7, appointments: 2 });
    const { out } = await run('user', 'disable', 'amy');
    expect(out).toContain('amy still holds 7 open cases (2 with a promised call); "central share-out amy"');
    const watching = await deskOf(central, ben);
    const { cursor } = await watching.snapshot();
    expect(lastLine(await run('share-out', 'amy', '--json'))).toEqual({
      given: 7,
      left: 0,
      agents: 2,
      unreadable: 0,
    });
    const now = await owners(ids);
    expect([3, 4]).toContain(now.filter((id) => id === ben.id).length);
    expect(new Set(await owners(promised))).toEqual(new Set([ben.id, carl.id]));
    expect(new Set(now)).toEqual(new Set([ben.id, carl.id]));
    expect((await watching.delta(cursor)).changes.length).toBeGreaterThan(0);
    expect(lastLine(await run('share-out', 'amy', '--json'))).toMatchObject({ given: 0, left: 0 });
    expect(await owners(ids)).toEqual(now);
    expect((await storedCase(central, ids[0] ?? '')).history.at(-1)).toMatchObject({
      type: 'assignment',
      fromId: amy.id,
      byId: null,
    });
  });

  test('stays where it is while there is nobody else', async () => {
    const ids = await seedReports(central, amy.teamId, 2);
    await assignTo(ids, amy);
    await disableUser(central, 'ben');
    await disableUser(central, 'amy');
    expect(await shareOut(central, amy)).toMatchObject({ given: 0, left: 2, agents: 0 });
    expect(await owners(ids)).toEqual([amy.id, amy.id]);
  });

  test('nothing is given to somebody who was disabled meanwhile', async () => {
    const ids = await seedReports(central, amy.teamId, 1);
    await disableUser(central, 'ben');
    await assignTo(ids, ben);
    expect(await owners(ids)).toEqual([null]);
  });
});
