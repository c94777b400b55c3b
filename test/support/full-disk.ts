import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Bytes for which there is still room, by path. */
const room = new Map<string, number>();
const paths = new Map<number, string>();
const { openSync, writeSync } = fs;

type Write = (file: number, bytes: Buffer, offset: number, length: number, position: number) => number;

/** Opens as ever, and remembers what. */
function opens(...given: Parameters<typeof openSync>): number {
  const file = openSync(...given);
  paths.set(file, String(given[0]));
  return file;
}

/** Takes what there is room for, like a disk that gets full, and then nothing any more. */
const writes: Write = (file, bytes, offset, length, position) => {
  const path = paths.get(file)?.replace(/\.new$/, '') ?? '';
  const left = room.get(path);
  if (left === undefined) return writeSync(file, bytes, offset, length, position);
  if (left === 0)
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const taken = Math.min(left, length);
  room.set(path, left - taken);
  return writeSync(file, bytes, offset, taken, position);
};

fs.openSync = opens as typeof openSync;
fs.writeSync = writes as typeof writeSync;
syncBuiltinESMExports();

/**
 * Leaves room for so many bytes more in the file at `path` and in its next version beside it; null: for all.
 */
export function leaveRoom(path: string, bytes: number | null): void {
  if (bytes === null) room.delete(path);
  else room.set(path, bytes);
}
