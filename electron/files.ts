import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Creates a folder that only this user may enter. */
export function ensureFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/**
 * Replaces a file in one step, on disk when it returns, readable by this user only: after a crash there is
 * the old content or the new one, never half of it.
 */
export function writeFileAtomic(path: string, content: string): void {
  ensureFolder(dirname(path));
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  if (process.platform !== 'win32') syncFolder(dirname(path));
}

/**
 * The parsed JSON of a file, or undefined when it is missing or damaged: the caller decides what then holds.
 */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A rename is durable only once its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(join(path, '.'), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
