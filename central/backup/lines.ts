import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';

/** The last line: what all lines before it add up to. */
const End = z.object({ end: z.literal(true), lines: z.int(), sha256: z.hex() });

/** A file that is not what it was when it was written, or that was never finished. */
export class DamagedFile extends Error {}

async function* withEnd(lines: AsyncIterable<string>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const line of lines) {
    hash.update(`${line}\n`);
    count += 1;
    yield `${line}\n`;
  }
  yield `${JSON.stringify({ end: true, lines: count, sha256: hash.digest('hex') })}\n`;
}

/**
 * Writes lines compressed, with their number and checksum at the end. The file is there when it is whole, and
 * for its owner alone.
 */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  // A folder that nobody else may enter, so that nobody puts anything in the way.
  const aside = await mkdtemp(`${path}.`);
  const part = join(aside, 'part');
  try {
    await pipeline(Readable.from(withEnd(lines)), createGzip(), createWriteStream(part, { mode: 0o600 }));
    const file = await open(part, 'r+');
    await file.sync();
    await file.close();
    // Unlike a renamed file, a link never takes the place of another one; not every disk has them.
    await link(part, path).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return rename(part, path);
      throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * The text of a compressed file line by line; only `\n` ends one, texts of people hold every other sign that
 * might.
 */
async function* textLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const text = createGunzip();
  file.once('error', (error) => text.destroy(error));
  file.pipe(text).setEncoding('utf8');
  let rest = '';
  for await (const chunk of text) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new DamagedFile();
}

/**
 * The lines of a file that `writeLines` wrote. They may only be trusted once the last one was read.
 * @throws DamagedFile when the end or a byte is missing or different.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let count = 0;
  let waiting: string | null = null;
  try {
    for await (const line of textLines(path)) {
      if (waiting !== null) {
        hash.update(`${waiting}\n`);
        count += 1;
        yield waiting;
      }
      waiting = line;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^Z_/.test(code)) throw new DamagedFile(undefined, { cause: error });
    throw error;
  }
  const end = End.safeParse(parsed(waiting ?? '')).data;
  if (end?.lines !== count || end.sha256 !== hash.digest('hex')) throw new DamagedFile();
}

/** A line's JSON; null when it is none. */
export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
