import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { csvLine } from '../csv.ts';

/**
 * The rows that could not be used, in a file made when the first one comes. Its columns: line, reason, then
 * the row's own.
 */
export class Rejects {
  readonly path: string;
  readonly #header: readonly string[];
  #file: WriteStream | null = null;

  constructor(path: string, header: readonly string[]) {
    this.path = path;
    this.#header = header;
  }

  async add(line: number, reason: string, cells: readonly string[]): Promise<void> {
    if (!this.#file) {
      this.#file = createWriteStream(this.path, { mode: 0o600 });
      this.#file.write(`\uFEFF${csvLine(['line', 'reason', ...this.#header])}`);
    }
    if (!this.#file.write(csvLine([String(line), reason, ...cells]))) await once(this.#file, 'drain');
  }

  /** Completes the file; without rejects, one that an earlier run left behind is removed. */
  async close(): Promise<void> {
    if (!this.#file) return rm(this.path, { force: true });
    this.#file.end();
    await finished(this.#file);
  }
}
