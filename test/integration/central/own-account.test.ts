import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { bundledCli, type Ran, runIn } from '../../support/central-cli.ts';

const ACCOUNT = 'callback-desk-test';
const sh = promisify(execFile);

let cli: Awaited<ReturnType<typeof bundledCli>>;
let data: string;

beforeAll(async () => {
  cli = await bundledCli('test-own-account');
});
afterAll(() => cli.remove());
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'callback-account-'));
});
afterEach(async () => {
  process.env.CALLBACK_DESK_POSTGRES_USER = 'nobody';
  await sh('userdel', [ACCOUNT]).catch(() => undefined);
  await rm(data, { recursive: true, force: true });
});

/** Runs a command whose PostgreSQL runs as that account. */
function runAs(account: string, ...words: string[]): Promise<Ran> {
  process.env.CALLBACK_DESK_POSTGRES_USER = account;
  return runIn(data, cli.file, words);
}

/** What in the cluster belongs to somebody else, but for the password of whoever starts central. */
async function ownersOtherThan(uid: number): Promise<string> {
  const words = ['!', '-uid', String(uid), '!', '-name', 'callback-desk.secret'];
  return (await sh('find', [join(data, 'postgres'), ...words])).stdout;
}

const root = process.getuid?.() === 0;
/** Whom PostgreSQL runs as: without root, whoever started central. */
async function uidOf(account: string): Promise<number> {
  return root ? Number((await sh('id', ['-u', account])).stdout) : (process.getuid?.() ?? -1);
}

test('under root PostgreSQL runs as an account of its own that nobody signs in to, made and said once', async () => {
  const first = await runAs(ACCOUNT, 'init');
  const said = `Made the system account "${ACCOUNT}", as which PostgreSQL runs.\n`;
  expect([first.code, first.err]).toEqual([0, root ? said : '']);
  expect(await runAs(ACCOUNT, 'team', 'list')).toEqual({ code: 0, out: 'default\n', err: '' });
  const known = await sh('getent', ['passwd', ACCOUNT]).catch(() => ({ stdout: '' }));
  expect(known.stdout.trim()).toMatch(root ? /:\/nonexistent:\/usr\/sbin\/nologin$/ : /^$/);
  const uid = await uidOf(ACCOUNT);
  // PostgreSQL itself writes this file when it starts.
  expect((await stat(join(data, 'postgres', 'postmaster.opts'))).uid).toBe(uid);
  expect(await ownersOtherThan(uid)).toBe('');
});

test('a folder of before, which belongs to "nobody" under root, goes on as that of the account', async () => {
  await runAs('nobody', 'init');
  expect(await ownersOtherThan(await uidOf('nobody'))).toBe('');
  await runAs('nobody', 'team', 'add', 'North');
  const next = await runAs(ACCOUNT, 'team', 'list');
  expect([next.code, next.out.trim().split('\n').sort()]).toEqual([0, ['North', 'default']]);
  expect(next.err).toMatch(root ? /now belongs to the account "callback-desk-test"/ : /^$/);
  expect(await ownersOtherThan(await uidOf(ACCOUNT))).toBe('');
});

test('an account that cannot be made, or is root, gives a sentence under root and sets nothing up', async () => {
  for (const [account, sentence] of [
    ['not/a/name', 'could not be made'],
    ['root', 'does not run as root'],
  ] as const) {
    const { code, err } = await runAs(account, 'init');
    expect([code, err]).toEqual(root ? [1, expect.stringContaining(sentence)] : [0, '']);
  }
  const there = await stat(join(data, 'postgres')).catch(() => null);
  expect(there === null).toBe(root);
});
