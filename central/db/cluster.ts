import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** "nobody" on every Linux: PostgreSQL refuses to run as root. */
const UNPRIVILEGED = 65_534;

/** Whom PostgreSQL runs as: nobody when we are root, ourselves otherwise. */
function runAs(): { uid: number; gid: number } | Record<string, never> {
  return process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
}

function initdbFailed(error: unknown, folder: string): Error {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  if (/permission denied/i.test(text)) {
    return new Error(
      `PostgreSQL runs as the user "nobody" under root and may not enter ${folder}. Choose a folder that others may pass through, for example CALLBACK_DESK_DATA=/var/lib/callback-desk.`,
    );
  }
  return new Error(`PostgreSQL could not set up its data in ${folder}: ${text.trim().split('\n').at(-1)}`);
}

/**
 * The folder of the cluster below `data` and the password of its only user, made when there is none. Made
 * aside and renamed, so that an interrupted or concurrent first start leaves no half a cluster.
 */
export async function ensureCluster(
  data: string,
  binaries: string,
): Promise<{ cluster: string; password: string }> {
  const cluster = join(data, 'postgres');
  const secret = join(cluster, 'callback-desk.secret');
  const known = await readFile(secret, 'utf8').catch(() => null);
  if (known !== null) return { cluster, password: known };

  const password = randomBytes(24).toString('base64url');
  const aside = await mkdtemp(join(data, 'new-postgres-'));
  const { uid } = runAs();
  if (uid !== undefined) await chown(aside, uid, uid);
  const target = join(aside, 'cluster');
  const passwordFile = join(aside, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (uid !== undefined) await chown(passwordFile, uid, uid);
  try {
    await run(
      join(binaries, 'initdb'),
      [
        '-D',
        target,
        '-U',
        'callback_desk',
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--locale=C',
      ],
      { cwd: aside, ...runAs() },
    );
    await writeFile(join(target, 'callback-desk.secret'), password, { mode: 0o600 });
    await rename(target, cluster);
  } catch (error) {
    // Somebody else finished first: theirs is the cluster.
    const theirs = await readFile(secret, 'utf8').catch(() => null);
    if (theirs !== null) return { cluster, password: theirs };
    throw initdbFailed(error, data);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { cluster, password };
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

/**
 * Starts the server in a process of its own that outlives us; answers its pid. Its words go to
 * `postgres.log`.
 */
export async function launchPostgres(
  binaries: string,
  cluster: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<{ pid: number; exited: Promise<void> }> {
  await chmod(cluster, 0o700);
  const log = await open(join(cluster, '..', 'postgres.log'), 'a', 0o600);
  try {
    const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const child = spawn(join(binaries, 'postgres'), ['-D', cluster, '-p', String(port), ...options], {
      cwd: cluster,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      windowsHide: true,
      ...runAs(),
    });
    const exited = new Promise<void>((done) => {
      child.once('exit', () => done());
      child.once('error', () => done());
    });
    child.unref();
    if (child.pid === undefined) throw new Error(`PostgreSQL could not be started from ${binaries}.`);
    return { pid: child.pid, exited };
  } finally {
    await log.close();
  }
}
