import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A PostgreSQL as a postmaster.pid tells of it. */
export interface Postmaster {
  pid: number;
  port: number;
  /** The folder of its data where it was started. */
  folder: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** What postmaster.pid of a cluster tells; null when there is none, or none that can be read. */
export async function namedPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, folder, , port] = text.split('\n');
  const named = { pid: Number(pid), folder: folder ?? '', port: Number(port) };
  return Number.isInteger(named.pid) && named.pid > 0 && named.folder !== '' ? named : null;
}

/** The server that a cluster's postmaster.pid names, when a process of that number is alive here. */
export async function runningPostmaster(cluster: string): Promise<Postmaster | null> {
  const named = await namedPostmaster(cluster);
  return named && isAlive(named.pid) ? named : null;
}

/** Whether both paths lead to the same folder. */
export async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}

/** Whether a process is a PostgreSQL that works in this cluster, as far as the system tells. */
export async function worksIn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (!name.startsWith('postgres')) return false;
  const place = `/proc/${pid}/cwd`;
  const denied = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EACCES';
  // Where the system does not tell, it may be. A process that nobody has buried yet works nowhere.
  return (await stat(place).then(() => false, denied)) || isSameFolder(place, cluster);
}

/**
 * What a postmaster.pid means to somebody who has the folder's lock and is about to start PostgreSQL: null
 * when PostgreSQL can judge it by itself, else the number of a process that has nothing to do with it.
 * The file is PostgreSQL's: it is never touched here.
 * @throws Error with a sentence for the terminal when nobody should start on this folder.
 */
export async function leftBehind(cluster: string): Promise<number | null> {
  const file = join(cluster, 'postmaster.pid');
  if (!(await stat(file).catch(() => null))) return null;
  const named = await namedPostmaster(cluster);
  if (!named) {
    throw new Error(
      `${file} is cut off, as a power cut may leave it. When no PostgreSQL uses that folder, in no container either, remove this file and try again.`,
    );
  }
  if (!(await isSameFolder(named.folder, cluster))) {
    throw new Error(
      `${file} was written in ${named.folder}: this folder was copied or moved while PostgreSQL ran there. A copy is not whole; use "backup" and "restore". When it was moved and nobody uses it, remove this file and try again.`,
    );
  }
  if (process.platform !== 'linux' || !isAlive(named.pid)) return null;
  if (await worksIn(named.pid, cluster)) {
    throw new Error(
      `A PostgreSQL that this central did not start (process ${named.pid}) uses ${cluster}. Stop it and try again.`,
    );
  }
  return named.pid;
}

/** The process that a process of this number is a child of, where the system tells (Linux). */
export async function parentOf(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const parent = Number(/\) \S (\d+)/.exec(text)?.[1]);
  return Number.isInteger(parent) ? parent : null;
}

/** Asks the server to end its sessions and stop ("fast shutdown"), and waits until it is gone. */
export async function stopPostmaster(pid: number, pause: (ms: number) => Promise<void>): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return;
  }
  for (let waited = 0; waited < 30_000 && isAlive(pid); waited += 25) await pause(25);
}
