import {
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DAY } from '../../shared/time.ts';

/** How long a damaged file is kept for whoever may want to look into it, ms. */
export const KEPT = 14 * DAY;
/** What SQLite keeps beside a database. */
const PARTS = ['', '-wal', '-shm'];
/** The log of unsent work goes with a damaged file as a copy, and stays for good. */
const LOG = '-unsent';

/** Where the log of unsent work of a desk file lies. */
export const logOf = (file: string) => file + LOG;

const mark = (file: string) => `${file}-suspect`;

/**
 * Notes that a desk file met damage while it was in use: the next start looks at all of it before anything
 * else.
 */
export function suspect(file: string): void {
  writeFileSync(mark(file), '', { mode: 0o600 });
}

export function isSuspect(file: string): boolean {
  return existsSync(mark(file));
}

export function trusted(file: string): void {
  rmSync(mark(file), { force: true });
}

/**
 * Moves a damaged desk file out of the way, whole; nothing of it is deleted before its time (`now`: ms since
 * the epoch).
 */
export function quarantine(file: string, now: number): void {
  const folder = dirname(file);
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number += 1;
  for (const part of PARTS) {
    if (!existsSync(file + part)) continue;
    const aside = `${file}.damaged-${number}${part}`;
    renameSync(file + part, aside);
    // Its time begins now, not when it was written last.
    utimesSync(aside, new Date(now), new Date(now));
  }
  if (existsSync(logOf(file))) copyFileSync(logOf(file), `${file}.damaged-${number}${LOG}`);
  trusted(file);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(`${basename(file)}.damaged-`) || name.endsWith(LOG)) continue;
    if (now - statSync(path).mtimeMs > KEPT) rmSync(path);
  }
}
