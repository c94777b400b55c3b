import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ErrorCode } from '../../../shared/errors.ts';

const run = promisify(execFile);
const SIZE = '8m';

/** A place for desk files on which space can run out and come back. */
export interface TightDisk {
  /** What the console says when space has run out. */
  readonly code: ErrorCode;
  fill(): Promise<void>;
  makeRoom(): Promise<void>;
  dispose(): Promise<void>;
}

/** A small file system of its own, which only root may mount. */
export async function smallDisk(folder: string): Promise<TightDisk> {
  await mkdir(folder, { recursive: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'tmpfs', folder]);
  const filler = join(folder, 'filler');
  return {
    code: 'disk_full',
    async fill() {
      const file = await open(filler, 'w');
      try {
        for (const size of [1 << 20, 1 << 12]) {
          const piece = Buffer.alloc(size);
          for (let full = false; !full; ) full = await runsOut(file.write(piece));
        }
      } finally {
        await file.close();
      }
    },
    makeRoom: () => rm(filler),
    dispose: async () => {
      await run('umount', ['--lazy', folder]);
    },
  };
}

/** For others than root: the running console may not let any file grow beyond the size of one that it has. */
export async function narrowLimit(processId: () => number, file: () => string): Promise<TightDisk> {
  const limit = (bytes: number | 'unlimited') =>
    run('prlimit', [`--pid=${processId()}`, `--fsize=${bytes}:unlimited`]);
  return {
    code: 'store_failed',
    fill: async () => {
      await limit(statSync(file()).size);
    },
    makeRoom: async () => {
      await limit('unlimited');
    },
    dispose: async () => undefined,
  };
}

async function runsOut(write: Promise<{ bytesWritten: number }>): Promise<boolean> {
  try {
    return (await write).bytesWritten === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return true;
    throw error;
  }
}
