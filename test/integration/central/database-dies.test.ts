import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { openDatabase } from '../../../central/db/connect.ts';
import { SCHEMA } from '../../../central/db/migrate.ts';
import { parentOf, runningPostmaster } from '../../../central/db/postmaster.ts';
import { Health } from '../../../shared/api/routes.ts';
import { startCentral } from '../../support/central.ts';
import { bundledCli, runIn } from '../../support/central-cli.ts';
import { send, signIn } from '../../support/central-client.ts';
import { codeOf } from '../../support/ending.ts';
import { databaseUrl } from '../../support/postgres.ts';

const CHEN = { account: 'chen', password: 'password-1' };
/** Until a killed database is back on a busy machine. */
const SOON = { timeout: 30_000, interval: 500 };

let cli: Awaited<ReturnType<typeof bundledCli>>;
let fresh: string;
let data: string;
let central: ChildProcess;
let url: string;
let words: Promise<string>;

beforeAll(async () => {
  cli = await bundledCli('test-database-dies');
  fresh = await mkdtemp(join(tmpdir(), 'callback-dies-fresh-'));
  await runIn(fresh, cli.file, ['init']);
  await runIn(fresh, cli.file, ['user', 'add', 'chen', '--password-stdin'], 'password-1\n');
});
afterAll(async () => {
  await cli.remove();
  await rm(fresh, { recursive: true, force: true });
});
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'callback-dies-'));
  await promisify(execFile)('cp', ['-aT', fresh, data]);
  const { DATABASE_URL: _, ...env } = process.env;
  central = spawn(process.execPath, [cli.file, 'serve', '--port', '0'], {
    env: { ...env, CALLBACK_DESK_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  words = central.stderr ? text(central.stderr) : Promise.resolve('');
  url = await new Promise((found, failed) => {
    let seen = '';
    central.once('exit', (code) => failed(new Error(`ended with ${code}`)));
    central.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const address = /listens on (\S+)/.exec(seen)?.[1];
      if (address) found(address);
    });
  });
});
afterEach(async () => {
  central.kill('SIGTERM');
  await codeOf(central, 'serve');
  const orphan = await postmaster();
  if (orphan) process.kill(orphan, 'SIGQUIT');
  await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const postmaster = async () => (await runningPostmaster(join(data, 'postgres')))?.pid;
const opens = () =>
  signIn({ url }, CHEN).then(
    () => true,
    () => false,
  );

async function health(at = url) {
  const { status, text: body } = await send(at, '/v1/health', { method: 'GET' });
  return [status, Health.parse(JSON.parse(body)).database];
}

/** A session of PostgreSQL that serves somebody, as the system's process list has it. */
async function oneBackend(): Promise<number> {
  const server = await postmaster();
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || (await parentOf(pid)) !== server) continue;
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('callback_desk')) return pid;
  }
  throw new Error('no session');
}

test('a killed PostgreSQL is brought back under a running central', async () => {
  expect(await health()).toEqual([200, 'ready']);
  process.kill((await postmaster()) ?? 0, 'SIGKILL');
  expect((await runIn(data, cli.file, ['open-ends'])).code).toBe(0);
  await expect.poll(opens, SOON).toBe(true);
  process.kill((await postmaster()) ?? 0, 'SIGKILL');
  await expect.poll(opens, SOON).toBe(true);
  expect(await health()).toEqual([200, 'ready']);
  central.kill('SIGTERM');
  const told = [...(await words).matchAll(/^The database (has ended|is back)/gm)].map(([, what]) => what);
  expect(told).toEqual(['has ended', 'is back', 'has ended', 'is back']);
});

test('a command does not stop the server of a central whose sessions broke', async () => {
  process.kill(await oneBackend(), 'SIGKILL');
  await expect.poll(opens, SOON).toBe(true);
  const server = await postmaster();
  expect(await runIn(data, cli.file, ['backup', join(data, 'one.backup')])).toMatchObject({ code: 0 });
  expect(await opens()).toBe(true);
  expect(await postmaster()).toBe(server);
});

test('central ends with a code for its supervisor when the database does not come back', async () => {
  await chmod(join(data, 'postgres'), 0o700);
  await writeFile(join(data, 'postgres', 'PG_VERSION'), '9.6\n');
  const ended = once(central, 'exit');
  process.kill((await postmaster()) ?? 0, 'SIGKILL');
  expect(await ended).toEqual([75, null]);
  expect(await words).toMatch(/The database ended and does not come back\. .*incompatible with server/);
});

test('health tells of a database that is away, and of tables that are not its own', async () => {
  const other = await startCentral();
  expect(await health(other.url)).toEqual([200, 'ready']);
  const name = new URL(other.databaseUrl).pathname.slice(1);
  const admin = openDatabase(databaseUrl(inject('postgresUrl'), 'postgres'), 1);
  await sql`update kysely_migration set name = '9999-of-tomorrow' where name = ${SCHEMA}`.execute(other.db);
  expect(await health(other.url)).toEqual([503, 'newer']);
  await sql`update kysely_migration set name = ${SCHEMA} where name = '9999-of-tomorrow'`.execute(other.db);
  await sql`alter database ${sql.ref(name)} allow_connections false`.execute(admin);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(admin);
  await expect.poll(() => health(other.url)).toEqual([503, 'away']);
  const chen = { account: 'chen', password: 'password-1', device: { id: randomUUID(), name: 'd' } };
  const refused = await send(other.url, '/v1/session', { method: 'POST', body: chen });
  expect([refused.status, refused.code]).toEqual([503, 'central_busy']);
  await sql`alter database ${sql.ref(name)} allow_connections true`.execute(admin);
  await expect.poll(() => health(other.url)).toEqual([200, 'ready']);
  await admin.destroy();
  await other.stop();
});
