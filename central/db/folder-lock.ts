import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { isSameFolder, runningPostmaster } from './postmaster.ts';

/** The system's lock (`flock`) on an open file; false when somebody else has it. */
async function flock(file: FileHandle): Promise<boolean> {
  const child = spawn('flock', ['-n', '3'], { stdio: ['ignore', 'ignore', 'ignore', file.fd] });
  const [code] = await once(child, 'exit').catch((cause: unknown) => {
    throw new Error('The program "flock" is missing; install the package util-linux.', { cause });
  });
  if (code !== 0 && code !== 1) throw new Error(`The system gives no locks on this disk (flock: ${code}).`);
  return code === 0;
}

async function isServed(cluster: string): Promise<boolean> {
  const running = await runningPostmaster(cluster);
  return running !== null && isSameFolder(running.folder, cluster);
}

/**
 * Takes the lock of a data folder; null when somebody has it. Whoever inherits the open file has the lock
 * too, and it ends with the last of them: PostgreSQL inherits it with all its processes. It lies on the file
 * itself, so that it holds across containers that share a disk, and a copy of the folder has one of its own.
 *
 * Only Linux has process numbers that mean different things to different programs; elsewhere PostgreSQL's own
 * check of its pid file is as good.
 */
export async function lockFolder(data: string): Promise<FileHandle | null> {
  const file = await open(join(data, 'postgres.lock'), 'a', 0o600);
  try {
    if (process.platform === 'linux' ? await flock(file) : !(await isServed(join(data, 'postgres'))))
      return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}
