import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A PostgreSQL that runs on a data folder, as its postmaster.pid tells. */
export interface Postmaster {
  pid: number;
  port: number;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** After a power cut the number may belong to another program by now; only Linux tells its name. */
async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.startsWith('postgres');
}

/** The server that runs on this cluster, or null. A pid file that a crash left behind is removed. */
export async function runningPostmaster(cluster: string): Promise<Postmaster | null> {
  const file = join(cluster, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (isAlive(pid) && (await isPostgres(pid))) return port > 0 ? { pid, port } : null;
  await rm(file, { force: true });
  return null;
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
