import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startCentralServer } from '../../../central/central.ts';
import { openDatabase } from '../../../central/db/connect.ts';
import { storedEpoch } from '../../../central/db/meta.ts';
import { knownSecret, TOKEN_KEY } from '../../../central/db/secrets.ts';
import { silentJournal } from '../../../central/http/journal.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { bundledCli, type Ran, runOn } from '../../support/central-cli.ts';
import { send, signIn } from '../../support/central-client.ts';
import { deskFileIn, SteppedDesk, scratchFolder } from '../../support/desk.ts';

let cli: Awaited<ReturnType<typeof bundledCli>>;
let central: TestCentral;
let chen: TestUser;
let zhao: TestUser;

beforeAll(async () => {
  cli = await bundledCli('test-keys-and-sessions');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  central = await startCentral();
  chen = await central.addUser('chen', { role: 'lead' });
  zhao = await central.addUser('zhao', { role: 'lead' });
});
afterEach(() => central.stop());

const run = (...words: string[]): Promise<Ran> => runOn(central.databaseUrl, cli.file, words);
const asked = async (url: string, token: string) =>
  (await send(url, '/v1/desks', { method: 'GET', token })).status;
const renewed = async (refreshToken: string) =>
  (await send(central.url, '/v1/session/refresh', { body: { refreshToken } })).status;
const keyOf = async () => (await knownSecret(central.db, TOKEN_KEY)) ?? '';

test('another key for tokens counts at once for all processes, and nobody is signed out', async () => {
  const db = openDatabase(central.databaseUrl, 4);
  const parts = { db, epoch: await storedEpoch(db), clock: central.clock, ids: central.ids };
  const listen = { host: '127.0.0.1', port: 0 };
  const second = await startCentralServer(parts, listen, { journal: silentJournal });
  const urls = [central.url, second.url];
  const former = await signIn(central, chen);
  for (const url of urls) expect(await asked(url, former.accessToken)).toBe(200);
  const folder = scratchFolder();
  const desk = await SteppedDesk.signIn(central.url, zhao, deskFileIn(folder.path));
  await desk.exchange();

  const key = await keyOf();
  expect(await run('keys', 'rotate')).toMatchObject({ code: 0, out: expect.not.stringContaining(key) });
  expect(await keyOf()).not.toBe(key);
  for (const url of urls) expect(await asked(url, former.accessToken)).toBe(401);
  const { refreshToken } = former;
  const answer = await send(second.url, '/v1/session/refresh', { body: { refreshToken } });
  const { accessToken } = JSON.parse(answer.text);
  for (const url of urls) expect(await asked(url, accessToken)).toBe(200);
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ state: 'online' });
  expect((await run('audit', '--kind', 'token_key_replaced')).out.trim().split('\n')).toHaveLength(1);

  desk.close();
  folder.remove();
  await second.close();
  await db.destroy();
});

test('a token that says it is good for years is too old after a quarter of an hour, and none comes before its time', async () => {
  await signIn(central, chen);
  const { id } = await central.db.selectFrom('session').select('id').executeTakeFirstOrThrow();
  const key = Buffer.from(await keyOf(), 'hex');
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const made = (at: number | null) => {
    const times = at === null ? {} : { iat: Math.floor(at / SECOND) };
    const exp = Math.floor((central.clock.now() + 3_650 * DAY) / SECOND);
    const said = `${part({ alg: 'HS256' })}.${part({ iss: 'callback-desk', sub: id, exp, ...times })}`;
    return `${said}.${createHmac('sha256', key).update(said).digest('base64url')}`;
  };
  const now = central.clock.now();
  const statuses = [];
  for (const at of [now, now - 14 * MINUTE, now - 16 * MINUTE, now + HOUR, null])
    statuses.push(await asked(central.url, made(at)));
  expect(statuses).toEqual([200, 200, 401, 401, 401]);
});

test('the sessions of one person or of everybody are ended, and no desk opens one by its key', async () => {
  const [one, other] = [await signIn(central, chen), await signIn(central, zhao)];
  await central.db.updateTable('device').set({ signing_key: 'a key' }).execute();
  const open = async () => [
    await asked(central.url, one.accessToken),
    await asked(central.url, other.accessToken),
  ];
  const keys = async () =>
    (await central.db.selectFrom('device').select('signing_key').execute()).filter(
      (each) => each.signing_key,
    );

  for (const words of [[], ['chen', '--all']])
    expect(await run('sessions', 'end', ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining('--all'),
    });
  expect((await run('sessions', 'end', 'nobody')).err).toContain('no account "nobody"');
  expect(await open()).toEqual([200, 200]);

  expect((await run('sessions', 'end', 'Chen')).out).toContain('Ended sessions: 1.');
  expect([...(await open()), await renewed(one.refreshToken), (await keys()).length]).toEqual([
    401, 200, 401, 1,
  ]);
  expect((await run('sessions', 'end', '--all')).out).toContain('Ended sessions: 1.');
  expect([...(await open()), await renewed(other.refreshToken), (await keys()).length]).toEqual([
    401, 401, 401, 0,
  ]);
  expect(await asked(central.url, (await signIn(central, chen)).accessToken)).toBe(200);
  const trail = (await run('audit', '--json', '--kind', 'sessions_ended')).out.trim().split('\n');
  expect(trail.map((line) => JSON.parse(line).account)).toEqual(['chen', null]);
});
