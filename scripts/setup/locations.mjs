import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder (absolute). */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** `linux-x64`, `darwin-arm64`, `win32-x64`, … */
export const platformKey = `${process.platform}-${process.arch}`;

/** True for the super-user of a Unix system; always false on Windows. */
export const isRoot = process.getuid?.() === 0;

/** The user's cache folder for what outlives a checkout: runtimes, the built addon, database binaries. */
export function cacheFolder() {
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'callback-desk', 'Cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'callback-desk');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'callback-desk');
}

/** A cache that every account may read: the home of root is closed to the account that runs PostgreSQL. */
export const sharedCacheFolder = '/var/cache/callback-desk';

/** A short, stable name for a text, for lock addresses and file names. */
export function shortHash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
