import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline as joined, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { DamagedFile } from './damaged.ts';
import { sealed, unsealed } from './sealing.ts';

/** The last line: what all lines before it add up to. */
const End = z.object({ end: z.literal(true), lines: z.int(), sha256: z.hex() });

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
 * Writes lines compressed, with their number and checksum at the end, and sealed for `recipient`; null: in
 * clear. The file is there when it is whole, and for its owner alone.
 */
export async function writeLines(
  path: string,
  lines: AsyncIterable<string>,
  recipient: string | null = null,
): Promise<void> {
  // A folder that nobody else may enter, so that nobody puts anything in the way.
  const aside = await mkdtemp(`${path}.`);
  const part = join(aside, 'part');
  try {
    const text = Readable.from(withEnd(lines));
    const target = createWriteStream(part, { mode: 0o600 });
    if (recipient === null) await pipeline(text, createGzip(), target);
    else await pipeline(text, createGzip(), (bytes) => sealed(bytes, recipient), target);
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
async function* textLines(path: string, key: string | null): AsyncGenerator<string> {
  const file = createReadStream(path);
  const bytes = key === null ? file : Readable.from(unsealed(file, key));
  const text = createGunzip().setEncoding('utf8');
  // Whoever reads hears of a failure.
  joined(bytes, text, () => undefined);
  let rest = '';
  for await (const chunk of text) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new DamagedFile();
}

/**
 * The lines of a file that `writeLines` wrote, sealed for `key` or in clear (null). They may only be trusted
 * once the last one was read.
 * @throws DamagedFile when the end or a byte is missing or different.
 * @throws WrongKey when it was sealed for another one.
 */
export async function* readLines(path: string, key: string | null = null): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let count = 0;
  let waiting: string | null = null;
  try {
    for await (const line of textLines(path, key)) {
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
