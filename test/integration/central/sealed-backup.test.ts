import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backup } from '../../../central/backup/backup.ts';
import { readLines } from '../../../central/backup/lines.ts';
import { restore } from '../../../central/backup/restore.ts';
import { freshRecoveryKey } from '../../../central/backup/sealing.ts';
import { knownNamespace } from '../../../central/db/namespace.ts';
import { knownSecret, RECEIPT_KEY, RECOVERY_KEY, TOKEN_KEY } from '../../../central/db/secrets.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { bundledCli, type Ran, runOn } from '../../support/central-cli.ts';
import { send, signIn } from '../../support/central-client.ts';
import { FROZEN_BACKUP } from '../../support/frozen.ts';

const KEY = /AGE-SECRET-KEY-1[A-Z0-9]{58}/;

let cli: Awaited<ReturnType<typeof bundledCli>>;
let folder: string;
let file: string;
let central: TestCentral;
let chen: TestUser;

beforeAll(async () => {
  cli = await bundledCli('test-sealed-backup');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callback-sealed-'));
  file = join(folder, 'central.backup');
  central = await startCentral();
  chen = await central.addUser('chen');
});
afterEach(async () => {
  await central.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (words: string[], input = ''): Promise<Ran> => runOn(central.databaseUrl, cli.file, words, input);
const shownIn = ({ out }: Ran) => KEY.exec(out)?.[0] ?? '';

async function textOf(path: string, key: string | null): Promise<string> {
  let text = '';
  for await (const line of readLines(path, key)) text += `${line}\n`;
  return text;
}

/** Everything that only this installation, and those who are signed in, may know. */
async function ownSecrets(): Promise<string[]> {
  const sessions = await central.db.selectFrom('session').select('id').execute();
  const tokens = await central.db.selectFrom('refresh_token').select('hash').execute();
  const key = await knownSecret(central.db, TOKEN_KEY);
  return [...sessions.map(({ id }) => id), ...tokens.map(({ hash }) => hash), key ?? ''];
}

describe('on the command line', () => {
  test('the recovery key is shown once, and needed to put a backup back', async () => {
    const first = await run(['backup', file]);
    const key = shownIn(first);
    expect(key).not.toBe('');
    expect((await readFile(file)).toString('latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    for (const words of [['init'], ['backup', join(folder, 'two.backup')], ['audit']])
      expect(await run(words)).toMatchObject({ code: 0, out: expect.not.stringMatching(KEY) });
    expect((await run(['audit'])).out).toContain('recovery_key_made');

    const restoring = ['restore', file, '--replace'];
    const without = await run(restoring);
    expect([without.code, without.err]).toEqual([1, expect.stringContaining('--key-file')]);
    const mistyped = await run(
      restoring,
      key.replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q')),
    );
    expect([mistyped.code, mistyped.err]).toEqual([1, expect.stringContaining('no recovery key')]);
    const other = await run(restoring, (await freshRecoveryKey()).key);
    expect([other.code, other.err]).toEqual([1, expect.stringContaining('another recovery key')]);
    expect([without, mistyped, other].map(({ err }) => err.trim().split('\n').length)).toEqual([1, 1, 1]);
    expect((await run(restoring, `${key.toLowerCase()}\n`)).code).toBe(0);
    const keys = join(folder, 'key.txt');
    await writeFile(keys, `# the key of central\n${key}\n`);
    expect((await run([...restoring, '--key-file', keys])).code).toBe(0);
  });

  test('init shows the recovery key, once also when two run at the same time', async () => {
    const both = await Promise.all([run(['init']), run(['init'])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const [key, ...others] = both.map(shownIn).filter(Boolean);
    expect(others).toEqual([]);
    await run(['backup', file]);
    expect((await run(['restore', file, '--replace'], key)).code).toBe(0);
  });

  test('another recovery key opens the backups from then on, and no earlier one', async () => {
    const former = shownIn(await run(['backup', file]));
    const next = shownIn(await run(['keys', 'recovery']));
    const later = join(folder, 'later.backup');
    await run(['backup', later]);
    const codes = [];
    for (const path of [file, later])
      for (const key of [former, next]) codes.push((await run(['restore', path, '--replace'], key)).code);
    expect(codes).toEqual([0, 1, 1, 0]);
    await run(['backup', join(folder, 'after.backup')]);
    expect((await run(['restore', join(folder, 'after.backup'), '--replace'], next)).code).toBe(0);
  });

  test('a backup in clear says what it means, needs no key and shows none', async () => {
    const made = await run(['backup', file, '--clear']);
    expect(made.out).toMatch(/in clear/);
    expect(made.out).not.toMatch(KEY);
    expect((await run(['restore', file, '--replace'])).code).toBe(0);
  });

  test('what is printed for a program holds no key', async () => {
    const made = await run(['backup', file, '--json']);
    expect(made.out).not.toMatch(KEY);
    expect(made.err).toMatch(KEY);
  });
});

test('no session and no key for tokens is in a backup, and no secret in one in clear', async () => {
  await signIn(central, chen);
  const { key, public: recipient } = await freshRecoveryKey();
  await backup(central, file, { recipient });
  const clear = join(folder, 'clear.backup');
  await backup(central, clear, { recipient: null });
  const [within, open] = [await textOf(file, key), await textOf(clear, null)];
  const secrets = await ownSecrets();
  expect(secrets.length).toBeGreaterThan(2);
  for (const secret of secrets) {
    expect(secret).not.toBe('');
    expect([within.includes(secret), open.includes(secret)]).toEqual([false, false]);
  }
  const receipts = (await knownSecret(central.db, RECEIPT_KEY)) ?? 'none';
  expect([within.includes(receipts), open.includes(receipts)]).toEqual([true, false]);
  const namespace = (await knownNamespace(central.db)) ?? 'none';
  expect([within.includes(namespace), open.includes(namespace)]).toEqual([true, true]);
});

test('who is signed in stays so, and who was signed out since stays out', async () => {
  const stays = await signIn(central, chen);
  const leaves = await signIn(central, chen);
  const own = await knownSecret(central.db, TOKEN_KEY);
  await backup(central, file, { recipient: null });
  const later = await signIn(central, chen);
  await send(central.url, '/v1/session', { token: leaves.accessToken, method: 'DELETE' });
  await restore(central, file, { replace: true });
  const statuses = [];
  for (const { accessToken: token, refreshToken } of [stays, leaves, later]) {
    const asked = await send(central.url, '/v1/desks', { token, method: 'GET' });
    const renewed = await send(central.url, '/v1/session/refresh', { body: { refreshToken } });
    statuses.push([asked.status === 401, renewed.status]);
  }
  expect(statuses).toEqual([
    [false, 200],
    [true, 401],
    [false, 200],
  ]);
  expect(await knownSecret(central.db, TOKEN_KEY)).toBe(own);
});

test('of a backup of 0.1.0 neither its sessions nor its key for tokens come back, and the recovery key stays', async () => {
  const [public_, own] = ['age1of-this-central', await knownSecret(central.db, TOKEN_KEY)];
  await central.db.insertInto('secret').values({ name: RECOVERY_KEY, value: public_ }).execute();
  const inFile = await textOf(FROZEN_BACKUP, null);
  const former = /\["access-token-key", ?"([0-9a-f]+)"\]/.exec(inFile)?.[1] ?? '';
  expect(former).not.toBe('');
  await restore(central, FROZEN_BACKUP, { replace: true });
  expect(await central.db.selectFrom('session').select('id').execute()).toEqual([]);
  const key = await knownSecret(central.db, TOKEN_KEY);
  expect([key, key === former]).toEqual([own, false]);
  expect(await knownSecret(central.db, RECOVERY_KEY)).toBe(public_);
});

const changed = (at: (length: number) => number) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  const place = at(bytes.length);
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
};
test.each([
  ['altered at its beginning', changed(() => 5), 'no backup of a central'],
  ['altered in its head', changed(() => 60), 'damaged in its head'],
  ['altered in its middle', changed((length) => length >> 1), 'damaged or incomplete'],
  ['altered at its end', changed((length) => length - 1), 'damaged or incomplete'],
  ['cut in its head', (bytes: Buffer) => bytes.subarray(0, 60), 'damaged or incomplete'],
  ['cut behind its head', (bytes: Buffer) => bytes.subarray(0, 200), 'damaged or incomplete'],
  ['cut at its end', (bytes: Buffer) => bytes.subarray(0, -1), 'damaged or incomplete'],
  [
    'with something behind its end',
    (bytes: Buffer) => Buffer.concat([bytes, bytes]),
    'damaged or incomplete',
  ],
])('a sealed file %s changes nothing', async (_which, spoil, sentence) => {
  const { key, public: recipient } = await freshRecoveryKey();
  await backup(central, file, { recipient });
  await central.addUser('later');
  await writeFile(file, spoil(await readFile(file)));
  await expect(restore(central, file, { replace: true, key })).rejects.toThrow(sentence);
  expect(await central.db.selectFrom('account').select('account').orderBy('account').execute()).toEqual([
    { account: 'chen' },
    { account: 'later' },
  ]);
});
