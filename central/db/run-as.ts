import { execFile } from 'node:child_process';
import { chown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom PostgreSQL runs as under root, which it refuses; `null`: as ourselves. */
export interface RunAs {
  name: string;
  uid: number;
  gid: number;
}

/** Whose processes may be others' as well: good enough for invented data. */
export const SHARED_ACCOUNT = 'nobody';
/** The account that is made where central runs as root. */
export const OWN_ACCOUNT = 'callback-desk';

/** The file of a cluster with the password of its only user. */
export const SECRET = 'callback-desk.secret';

/** Tells whoever started central what was done to the machine. */
export type Tell = (sentence: string) => void;

async function idOf(name: string): Promise<RunAs | null> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => run('id', [which, '--', name])));
    return { name, uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return null;
  }
}

async function made(name: string): Promise<RunAs> {
  const words = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  // Some systems would make one of any name.
  const failure = /^[a-z_][a-z0-9_-]{0,30}$/.test(name)
    ? await run('useradd', [...words, '--shell', '/usr/sbin/nologin', '--', name]).then(
        () => null,
        (error: unknown) => error,
      )
    : 'no name of an account';
  // Another process may have been first.
  const account = await idOf(name);
  if (account) return account;
  throw new Error(
    `PostgreSQL does not run as root, and its account "${name}" could not be made. Make it ("useradd --system ${name}"), name another one with CALLBACK_DESK_POSTGRES_USER, or run central as a user of its own.`,
    { cause: failure },
  );
}

/**
 * The account of that name, made when there is none. Null when we are not root.
 * @throws Error with a sentence for the terminal.
 */
export async function accountFor(name: string, tell: Tell): Promise<RunAs | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await idOf(name);
  const account = known ?? (await made(name));
  if (account.uid === 0)
    throw new Error('PostgreSQL does not run as root: CALLBACK_DESK_POSTGRES_USER names another account.');
  if (!known) tell(`Made the system account "${name}", as which PostgreSQL runs.`);
  return account;
}

/** Hands a cluster of another account to this one; the folder itself last, as the sign of the end. */
export async function takeOver(cluster: string, account: RunAs | null, tell: Tell): Promise<void> {
  if (!account || (await stat(cluster)).uid === account.uid) return;
  const owner = `${account.uid}:${account.gid}`;
  // Only who starts central reads the password of the database.
  const names = (await readdir(cluster)).filter((name) => name !== SECRET);
  const entries = names.map((name) => join(cluster, name));
  await run('chown', ['--recursive', '--no-dereference', owner, '--', ...entries]);
  await chown(cluster, account.uid, account.gid);
  tell(`${cluster} now belongs to the account "${account.name}", as which PostgreSQL runs.`);
}
