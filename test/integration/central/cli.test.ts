import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runningPostmaster } from '../../../central/db/postmaster.ts';
import type { Case } from '../../../shared/case/case.ts';
import { RealNameStage, SpamReportStage } from '../../../shared/case/kinds.ts';
import { bundleCentral } from '../../support/central-bundle.ts';
import { DeskClient, send, signIn } from '../../support/central-client.ts';
import { codeOf } from '../../support/ending.ts';
import { Replica } from '../../support/replica.ts';
import { attempt } from '../../support/seed-cases.ts';

const BUNDLE = resolve('dist/test-central');

let cli: string;
/** A central that nobody has worked with yet, at rest. */
let fresh: string;
let recoveryKey: string;
let data: string;
let running: ChildProcess[];

beforeAll(async () => {
  cli = await bundleCentral(BUNDLE);
  fresh = await mkdtemp(join(tmpdir(), 'callback-cli-fresh-'));
  data = fresh;
  running = [];
  const { out } = await run(['init']);
  expect(out).toContain(`There is a central in ${fresh}.\n`);
  recoveryKey = /AGE-SECRET-KEY-\S+/.exec(out)?.[0] ?? '';
});
afterAll(async () => {
  for (const folder of [BUNDLE, fresh]) await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'callback-cli-'));
  await promisify(execFile)('cp', ['-aT', fresh, data]);
  running = [];
});
afterEach(async () => {
  for (const child of running.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  )) {
    child.kill('SIGTERM');
    await codeOf(child, child.spawnargs.slice(2).join(' '));
  }
  const orphan = await runningPostmaster(join(data, 'postgres'));
  if (orphan) process.kill(orphan.pid, 'SIGINT');
  await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

function launch(
  ...words: string[]
): ChildProcess & { stdout: NodeJS.ReadableStream; stdin: NodeJS.WritableStream } {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, [cli, ...words], { env: { ...env, CALLBACK_DESK_DATA: data } });
  running.push(child);
  return child;
}

async function run(words: string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const child = launch(...words);
  child.stdin.end(input);
  const { stdout, stderr } = child;
  const [out, err, code] = await Promise.all([
    text(stdout as NodeJS.ReadableStream),
    stderr ? text(stderr) : '',
    codeOf(child, words.join(' ')),
  ]);
  return { code: code ?? 1, out, err };
}

const lastLine = ({ out }: { out: string }) => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');

/** Resolves with the first line of standard output that fits. */
async function line(child: ChildProcess, pattern: RegExp): Promise<string> {
  let seen = '';
  return new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`ended with ${code}: ${seen}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const match = pattern.exec(seen);
      if (match) found(match[1] ?? match[0]);
    });
  });
}

const serve = async () => {
  const child = launch('serve', '--port', '0');
  return { child, url: await line(child, /listens on (\S+)/) };
};
const CARDS =
  'card_id,phone,sold_on,missing\n' +
  Array.from({ length: 20 }, (_, i) => `C${i},170000000${10 + i},2016-01-01,id_check`).join('\n');

describe('commands', () => {
  test('work without a server, from accounts to the export; a second import finds all known', async () => {
    expect(
      await run(['user', 'add', 'Chen', '--name', '陈', '--password-stdin'], 'password-1\n'),
    ).toMatchObject({ code: 0 });
    const generated = await run(['user', 'add', 'lead', '--role', 'lead']);
    expect(generated.out).toMatch(/^Added lead lead to team default\.\nPassword: (\w{4}-){3}\w{4}\n$/);
    const file = join(data, 'cards.csv');
    await writeFile(file, `${CARDS}\nC99,123,2016-01-01,id_check\n`);
    expect(lastLine(await run(['import', 'cards', file, '--json']))).toEqual({
      read: 21,
      imported: 20,
      duplicates: 0,
      rejected: 1,
    });
    expect(await readFile(`${file}.rejects.csv`, 'utf8')).toContain(
      '22,phone: not a valid phone number,C99,123',
    );
    expect((await stat(`${file}.rejects.csv`)).mode & 0o077).toBe(0);
    expect(lastLine(await run(['import', 'cards', file, '--json']))).toEqual({
      read: 21,
      imported: 0,
      duplicates: 20,
      rejected: 1,
    });
    expect(lastLine(await run(['assign', '--strategy', 'balanced', '--json']))).toEqual({
      assigned: 20,
      left: 0,
      agents: 1,
    });
    expect((await run(['export', 'outcomes'])).out).toMatch(/^result_id,/);
    expect(await runningPostmaster(join(data, 'postgres'))).toBeNull();
  });

  test.each([
    [
      ['import', 'cards', '/does/not/exist.csv'],
      /does\/not\/exist\.csv: A file or folder does not exist\.\n$/,
    ],
    [['user', 'disable', 'nobody'], /^There is no account "nobody"\.\n$/],
    [
      ['assign', '--team', 'defualt'],
      /^There is no team "defualt" \(there are: default\); "team add" makes one\.\n$/,
    ],
    [['team', 'add', 'default'], /^There is a team "default" already\.\n$/],
    [['team', 'add', 'a\u200bb'], /1 to 80 visible signs/],
    [['user', 'add', 'x', '--password-stdin'], /^A password has at least 8 characters\.\n$/],
    [['serve', '--port', 'http'], /A port is 0 to 65535/],
    [['dance'], /unknown command 'dance'/],
  ])('%j fails with a sentence and a code', async (words, sentence) => {
    const { code, err } = await run(words, 'short\n');
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(err).not.toContain('    at ');
  });

  test('have help', async () => {
    for (const words of [
      [],
      ['init'],
      ['serve'],
      ['team', 'add'],
      ['user', 'add'],
      ['import', 'findings'],
      ['assign'],
      ['export', 'outcomes'],
      ['backup'],
      ['restore'],
      ['demo'],
    ]) {
      const { code, out } = await run([...words, '--help']);
      expect([code, out.startsWith('Usage: central')]).toEqual([0, true]);
    }
  });
});

describe('a server', () => {
  test('shares its database with commands, which end without ending it, and wakes its desks', async () => {
    const { child, url } = await serve();
    await run(['user', 'add', 'chen', '--password-stdin'], 'password-1');
    const desk = new DeskClient(
      url,
      (await signIn({ url }, { account: 'chen', password: 'password-1' })).accessToken,
    );
    const { cursor } = await desk.snapshot();
    const woken = desk.wait(cursor.version);
    await writeFile(join(data, 'cards.csv'), CARDS);
    await run(['import', 'cards', join(data, 'cards.csv')]);
    await run(['assign']);
    expect((await woken).changed).toBe(true);
    expect((await desk.delta(cursor)).changes.filter(({ entity }) => entity === 'case')).toHaveLength(20);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await runningPostmaster(join(data, 'postgres'))).toBeNull();
  });

  test('killed at once loses nothing that it acknowledged; a command and the next server carry on', async () => {
    await run(['user', 'add', 'chen', '--password-stdin'], 'password-1');
    await writeFile(join(data, 'cards.csv'), CARDS);
    await run(['import', 'cards', join(data, 'cards.csv')]);
    await run(['assign']);
    const first = await serve();
    const { accessToken } = await signIn(first, { account: 'chen', password: 'password-1' });
    const desk = new DeskClient(first.url, accessToken);
    const page = await desk.snapshot();
    const cases = page.changes.filter(({ entity }) => entity === 'case').map(({ id }) => id);
    const work = cases.map((id) => attempt(id));
    await desk.push(...work);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    // The database outlived its server; a power cut takes it too.
    const postmaster = await runningPostmaster(join(data, 'postgres'));
    process.kill(postmaster?.pid ?? 0, 'SIGKILL');

    const exported = (await run(['export', 'outcomes', '--json'])).out.trimEnd().split('\n');
    expect(new Set(exported.map((each) => JSON.parse(each).result_id))).toEqual(
      new Set(work.map(({ id }) => id)),
    );
    const second = await serve();
    const reborn = new DeskClient(second.url, accessToken, desk.clientId);
    expect((await reborn.delta(page.cursor)).lastSeq).toBe(20);
    second.child.kill('SIGINT');
    expect(await once(second.child, 'exit')).toEqual([0, null]);
  });

  test('goes on under a backup and a restore; what came since is brought again and counts once', async () => {
    await run(['user', 'add', 'chen', '--password-stdin'], 'password-1');
    await writeFile(join(data, 'cards.csv'), CARDS);
    await run(['import', 'cards', join(data, 'cards.csv')]);
    await run(['assign']);
    const { url } = await serve();
    const { accessToken } = await signIn({ url }, { account: 'chen', password: 'password-1' });
    const desk = new DeskClient(url, accessToken);
    const { cursor, changes } = await desk.snapshot();
    const file = join(data, 'central.backup');
    expect(await run(['backup', file])).toMatchObject({ code: 0, out: expect.stringContaining(file) });
    const work = changes.filter(({ entity }) => entity === 'case').map(({ id }) => attempt(id));
    await desk.push(...work);

    const restored = await run(['restore', file, '--replace', '--json'], recoveryKey);
    expect(lastLine(restored)).toMatchObject({ rows: expect.any(Number) });
    const since = new Date(lastLine(restored).madeAt).toISOString();
    expect(restored.err).toContain(`disabled and passwords that were reset since ${since}`);
    expect(await desk.pull({ mode: 'delta', cursor })).toEqual({ kind: 'reset', reason: 'epoch' });
    await new DeskClient(url, accessToken).push(...work);
    await new DeskClient(url, accessToken).push(...work);
    expect((await run(['export', 'outcomes', '--json'])).out.trim().split('\n')).toHaveLength(work.length);
  });

  test('says so when its port is taken', async () => {
    const { url } = await serve();
    const { code, err } = await run(['serve', '--port', new URL(url).port]);
    expect([code, err]).toEqual([1, 'The port is taken by another program; choose another with --port.\n']);
    expect((await send(url, '/v1/health', { method: 'GET' })).status).toBe(200);
  });

  test('keeps data that nobody else may read', async () => {
    await run(['user', 'add', 'chen']);
    const cluster = await stat(join(data, 'postgres'));
    const root = process.getuid?.() === 0;
    expect([cluster.mode & 0o777, cluster.uid]).toEqual([0o700, root ? 65_534 : process.getuid?.()]);
    expect((await stat(join(data, 'postgres', 'callback-desk.secret'))).mode & 0o777).toBe(0o600);
    const log = await readFile(join(data, 'postgres.log'), 'utf8');
    expect(log).not.toContain('chen');
  });

  test('refuses data of which it cannot make sense with a sentence', async () => {
    await rm(join(data, 'postgres'), { recursive: true });
    await writeFile(join(data, 'postgres'), 'not a folder');
    await chmod(join(data, 'postgres'), 0o600);
    const { code, err } = await run(['user', 'add', 'chen']);
    expect(code).toBe(1);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    await rm(join(data, 'postgres'));
  });
});

/** Waits until the systems around the demo have answered everything that was asked of them. */
async function answered(desk: DeskClient): Promise<void> {
  const asked = ['message_requested', 'notice', 'measure_approved'];
  const replica = new Replica();
  const { changes, cursor } = await desk.snapshot();
  replica.take(changes);
  const open = () => [...replica.cases().values()].filter((row) => asked.includes((row as Case).stage));
  for (let version = cursor; open().length > 0; ) {
    await desk.wait(version.version);
    const delta = await desk.delta(version);
    replica.take(delta.changes);
    version = delta.cursor;
  }
}

describe('the demo', () => {
  test('is made once with cases in every stage, closes loops before one’s eyes, and ends when its starter does', {
    timeout: 240_000,
  }, async () => {
    const ready = /(\{"ready":true.*\})\n/;
    const first = launch('demo', '--json-ready', '--port', '0', '--no-systems');
    const { url, accounts, cases } = JSON.parse(await line(first, ready));
    expect(cases).toBeGreaterThan(350);
    expect(accounts.map(({ role }: { role: string }) => role)).toEqual([
      'lead',
      'agent',
      'agent',
      'agent',
      'agent',
    ]);
    expect(JSON.parse(await readFile(join(data, 'demo', 'central.json'), 'utf8'))).toEqual({
      url,
      pid: first.pid,
    });
    const desk = new DeskClient(url, (await signIn({ url }, accounts[0])).accessToken);
    const { changes } = await desk.snapshot();
    const rows = changes.flatMap((change) => (change.entity === 'case' ? [change.row] : []));
    const stages = (kind: string) => rows.filter((row) => row.kind === kind).map(({ stage }) => stage);
    expect(new Set(stages('spam_report'))).toEqual(new Set(SpamReportStage.options));
    expect(new Set(stages('real_name'))).toEqual(new Set(RealNameStage.options));
    const codes = new Set(rows.map(({ plan }) => plan.code));
    expect([...codes]).toEqual(expect.arrayContaining(['appointment', 'appeal_review', 'closed_reached']));
    first.stdin.end();
    expect(await once(first, 'exit')).toEqual([0, null]);
    await expect(stat(join(data, 'demo', 'central.json'))).rejects.toThrow();

    const second = launch('demo', '--json-ready', '--port', '0');
    const again = JSON.parse(await line(second, ready));
    expect(again.cases).toBe(cases);
    await answered(new DeskClient(again.url, (await signIn(again, accounts[0])).accessToken));
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([0, null]);
    expect(await runningPostmaster(join(data, 'demo', 'postgres'))).toBeNull();
  });
});
