import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  type FileHandle,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RunAs, SECRET } from './run-as.ts';

const run = promisify(execFile);

/** What a process is started with to run as an account. */
const idsOf = (account: RunAs | null) => (account ? { uid: account.uid, gid: account.gid } : {});

function initdbFailed(error: unknown, folder: string, account: RunAs | null): Error {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  if (account && /permission denied/i.test(text)) {
    return new Error(
      `PostgreSQL runs as the user "${account?.name}" under root and may not enter ${folder}. Choose a folder that others may pass through, for example CALLBACK_DESK_DATA=/var/lib/callback-desk.`,
    );
  }
  return new Error(`PostgreSQL could not set up its data in ${folder}: ${text.trim().split('\n').at(-1)}`);
}

/** The folder of the cluster below a data folder. */
export const clusterIn = (data: string): string => join(data, 'postgres');

const secretOf = (cluster: string): string => join(cluster, SECRET);

/** The password of the cluster's only user; null when there is no whole cluster. */
export async function knownPassword(cluster: string): Promise<string | null> {
  return readFile(secretOf(cluster), 'utf8').catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing) return null;
    throw error;
  });
}

async function demandNoHalf(cluster: string): Promise<void> {
  if (!(await stat(cluster).catch(() => null))) return;
  throw new Error(
    `${cluster} is there, but is no whole database of a central (callback-desk.secret is missing). Nothing was changed; put the folder back whole, or choose another one.`,
  );
}

export function noCentral(where: string): Error {
  return new Error(
    `There is no central in ${where}. "init" or "serve" sets one up; CALLBACK_DESK_DATA or DATABASE_URL names another place.`,
  );
}

/** @throws Error with a sentence for the terminal when no central was ever set up in a folder. */
export async function demandCluster(data: string): Promise<void> {
  const cluster = clusterIn(data);
  if ((await knownPassword(cluster)) !== null) return;
  await demandNoHalf(cluster);
  throw noCentral(data);
}

/**
 * Sets up the cluster below `data`, for whoever has the folder's lock. Made aside and renamed, so that an
 * interrupted first start leaves no half a cluster.
 */
export async function makeCluster(data: string, binaries: string, account: RunAs | null): Promise<void> {
  const cluster = clusterIn(data);
  await demandNoHalf(cluster);
  const password = randomBytes(24).toString('base64url');
  const aside = await mkdtemp(join(data, 'new-postgres-'));
  if (account) await chown(aside, account.uid, account.gid);
  const target = join(aside, 'cluster');
  const passwordFile = join(aside, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) await chown(passwordFile, account.uid, account.gid);
    const role = ['-U', 'callback_desk', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
    const words = ['-D', target, ...role, '-E', 'UTF8', '--locale=C'];
    await run(join(binaries, 'initdb'), words, { cwd: aside, ...idsOf(account) }).catch((error: unknown) => {
      throw initdbFailed(error, data, account);
    });
    await writeFile(secretOf(target), password, { mode: 0o600 });
    await rename(target, cluster);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Memory for pages, MB. PostgreSQL's own 128 do not hold 100,000 cases; its manual advises a quarter of the
 * machine's, and more than this a call centre does not need.
 */
const BUFFERS = Math.max(128, Math.min(512, Math.floor(totalmem() / 2 ** 22)));

/** What every server of ours runs with: local only, and no value of a row in its log. */
const SETTINGS = {
  shared_buffers: `${BUFFERS}MB`,
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** A server that was started; `failed` is why it ended, in its own words, when it did not just stop. */
export interface Launched {
  gone: boolean;
  failed: string | null;
}

/** The last complaint in PostgreSQL's log from a place on. */
async function complaint(path: string, from: number): Promise<string> {
  const words = (await readFile(path)).subarray(from).toString();
  const found = [...words.matchAll(/(?:FATAL|PANIC|ERROR): +(.*)|^(postgres: .*)/gm)].at(-1);
  return found?.[1] ?? found?.[2] ?? 'no reason given';
}

/**
 * Starts the server in a process of its own that outlives us and inherits the folder's lock. Its words go to
 * `postgres.log`. `stranger`: a process that postmaster.pid names and that is no PostgreSQL of this folder.
 */
export async function launchPostgres(
  binaries: string,
  cluster: string,
  port: number,
  { settings = {}, lock, stranger, account }: LaunchOptions,
): Promise<Launched> {
  await chmod(cluster, 0o700);
  const words = join(cluster, '..', 'postgres.log');
  const log = await open(words, 'a', 0o600);
  try {
    const { size } = await log.stat();
    const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    // The one process that PostgreSQL takes for no other server although postmaster.pid names it.
    const told = stranger === null ? {} : { PG_GRANDPARENT_PID: String(stranger) };
    const child = spawn(join(binaries, 'postgres'), ['-D', cluster, '-p', String(port), ...options], {
      cwd: cluster,
      detached: true,
      stdio: ['ignore', log.fd, log.fd, lock.fd],
      windowsHide: true,
      env: { ...process.env, ...told },
      ...idsOf(account),
    });
    const launched: Launched = { gone: false, failed: null };
    const ended = async (code: number | null) => {
      if (code !== 0 && code !== null) launched.failed = await complaint(words, size).catch(String);
      launched.gone = true;
    };
    child.once('exit', ended);
    child.once('error', (error) => {
      launched.failed = error.message;
      launched.gone = true;
    });
    child.unref();
    return launched;
  } finally {
    await log.close();
  }
}

export interface LaunchOptions {
  settings?: Readonly<Record<string, string>> | undefined;
  lock: FileHandle;
  stranger: number | null;
  account: RunAs | null;
}
