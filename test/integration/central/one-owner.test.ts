import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { joinEmbedded } from '../../../central/db/embedded.ts';
import { runningPostmaster } from '../../../central/db/postmaster.ts';
import { bundleCentral } from '../../support/central-bundle.ts';
import { codeOf } from '../../support/ending.ts';

const BUNDLE = resolve('dist/test-one-owner');
/** Another container on the same disk: process numbers and shared memory of its own. */
const CONTAINER = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  ...['--pid', '--ipc', '--fork', '--mount-proc', '--kill-child'],
];

let cli: string;
let root: string;
let data: string;
let others: ChildProcess[];

beforeAll(async () => {
  cli = await bundleCentral(BUNDLE);
});
afterAll(() => rm(BUNDLE, { recursive: true, force: true }));
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'callback-owner-'));
  data = join(root, 'data');
  others = [];
  await mkdir(data);
  // Under root, PostgreSQL runs as another user, who has to pass.
  await chmod(root, 0o711);
});
afterEach(async () => {
  for (const child of others) child.kill('SIGKILL');
  for (const folder of await readdir(root)) {
    const orphan = await runningPostmaster(join(root, folder, 'postgres'));
    if (orphan?.folder === join(root, folder, 'postgres')) process.kill(orphan.pid, 'SIGQUIT');
  }
  await rm(root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const here = () => joinEmbedded(data, { binaries: process.env.CALLBACK_DESK_POSTGRES_BIN });
const pidFile = () => join(data, 'postgres', 'postmaster.pid');

/** Runs a command on a folder, in this container or another one. */
async function run(folder: string, words: string[], inside: string[] = []) {
  const { DATABASE_URL: _, ...env } = process.env;
  const [program = '', ...rest] = [...inside, process.execPath, cli, ...words];
  const child = spawn(program, rest, { env: { ...env, CALLBACK_DESK_DATA: folder } });
  child.stdin.end('password-1\n');
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    codeOf(child, words.join(' ')),
  ]);
  return { code, out, err };
}
const addUser = (name: string) => ['user', 'add', name, '--password-stdin'];

async function ask<T>(url: string, question: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(question)).rows;
  } finally {
    await client.end();
  }
}
const people = async (url: string) =>
  (await ask<{ account: string }>(url, 'select account from account order by account')).map(
    ({ account }) => account,
  );

async function copied(name: string): Promise<string> {
  await once(spawn('cp', ['-a', data, join(root, name)]), 'exit');
  return join(root, name);
}

/** Leaves the folder as a power cut does: the pid file stays. */
async function cutPower(): Promise<number> {
  const embedded = await here();
  const pid = (await runningPostmaster(join(data, 'postgres')))?.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await embedded.release();
  return pid;
}

test('a command in another container is refused, and the server that is there goes on', async () => {
  await run(data, ['init']);
  await run(data, addUser('chen'));
  const embedded = await here();
  const before = await readFile(pidFile(), 'utf8');
  const { code, err } = await run(data, addUser('zhao'), CONTAINER);
  expect([code, err]).toEqual([1, expect.stringContaining('is in use by a central that cannot be reached')]);
  expect(await readFile(pidFile(), 'utf8')).toBe(before);
  expect(await people(embedded.url)).toEqual(['chen']);
  await embedded.release();
  expect(await run(data, addUser('zhao'), CONTAINER)).toMatchObject({ code: 0 });
});

test('a copy of a folder in use is refused and nothing reaches the original', async () => {
  await run(data, ['init']);
  await run(data, addUser('chen'));
  const embedded = await here();
  const refused = await run(await copied('copy'), addUser('zhao'));
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining('copied or moved while PostgreSQL ran'),
  ]);
  expect(await people(embedded.url)).toEqual(['chen']);
  await embedded.release();
  // A copy of a folder at rest is a central of its own.
  expect(await run(await copied('still'), addUser('zhao'))).toMatchObject({ code: 0 });
  const again = await here();
  expect(await people(again.url)).toEqual(['chen']);
  await again.release();
});

test('a pid file that a power cut emptied gives a sentence at once and stays', async () => {
  await cutPower();
  await writeFile(pidFile(), '');
  await expect(here()).rejects.toThrow('postmaster.pid is cut off');
  expect(await readFile(pidFile(), 'utf8')).toBe('');
});

test.each([
  ['a program of another kind', () => spawn('sleep', ['600'], asPostgres()).pid ?? 0],
  ['the PostgreSQL of another folder', otherPostgres],
])('a pid that now is %s does not keep PostgreSQL from starting', async (_what, pidOf) => {
  const former = await cutPower();
  const pid = await pidOf();
  const left = await readFile(pidFile(), 'utf8');
  await writeFile(pidFile(), left.replace(String(former), String(pid)));
  const embedded = await here();
  expect(await ask(embedded.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect((await runningPostmaster(join(data, 'postgres')))?.pid).not.toBe(pid);
  await embedded.release();
});

test('a PostgreSQL that somebody else started on the folder is told and left alone', async () => {
  const former = await cutPower();
  const strangers = spawn(
    join(process.env.CALLBACK_DESK_POSTGRES_BIN ?? '', 'postgres'),
    ['-D', join(data, 'postgres'), '-c', 'unix_socket_directories=', '-p', '1'.padEnd(4, '7')],
    asPostgres(),
  );
  others.push(strangers);
  await expect.poll(async () => (await runningPostmaster(join(data, 'postgres')))?.pid).toBe(strangers.pid);
  expect(former).not.toBe(strangers.pid);
  await expect(here()).rejects.toThrow(`that this central did not start (process ${strangers.pid})`);
  expect(strangers.exitCode).toBeNull();
});

test('several first starts at once share one server, and the last to leave stops it', async () => {
  const starts = await Promise.all([here(), here(), here(), here()]);
  expect(new Set(starts.map(({ url }) => url)).size).toBe(1);
  for (const { release } of starts.slice(1)) await release();
  expect(await runningPostmaster(join(data, 'postgres'))).not.toBeNull();
  await starts[0]?.release();
  expect(await runningPostmaster(join(data, 'postgres'))).toBeNull();
});

test('a half folder, and one of another PostgreSQL, give a sentence and stay as they are', async () => {
  await mkdir(join(data, 'postgres'));
  await writeFile(join(data, 'postgres', 'PG_VERSION'), '9.6\n');
  await expect(here()).rejects.toThrow('is no whole database of a central');
  expect(await readdir(join(data, 'postgres'))).toEqual(['PG_VERSION']);
  await rm(join(data, 'postgres'), { recursive: true });
  await (await here()).release();
  await writeFile(join(data, 'postgres', 'PG_VERSION'), '9.6\n');
  await expect(here()).rejects.toThrow(/database files are incompatible with server/);
});

/** Whom PostgreSQL runs as: only such a process can pass for a server. */
function asPostgres() {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

async function otherPostgres(): Promise<number> {
  const [row] = await ask<{ folder: string }>(
    inject('postgresUrl'),
    "select current_setting('data_directory') as folder",
  );
  return (await runningPostmaster(row?.folder ?? ''))?.pid ?? 0;
}
