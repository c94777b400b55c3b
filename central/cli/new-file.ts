import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a new file for its owner alone, never in the place of another one nor through a link. */
export async function writeNew(path: string, lines: Iterable<string> | AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await pipeline(Readable.from(lines), file.createWriteStream());
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
