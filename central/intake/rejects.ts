import { type FileHandle, open, realpath, rm } from 'node:fs/promises';
import { csvLine, inert } from '../csv.ts';

const BEGINNING = '\uFEFFline,reason,';

/** The rows of a file go to another one than that, or nowhere. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const real = (path: string) => realpath(path).catch(() => path);
  return (await real(one)) === (await real(other));
}

/** Whether an earlier run wrote this file, or began to. */
async function isOurs(file: FileHandle): Promise<boolean> {
  const { bytesRead, buffer } = await file.read(
    Buffer.alloc(BEGINNING.length * 3),
    0,
    BEGINNING.length * 3,
    0,
  );
  return bytesRead === 0 || buffer.subarray(0, bytesRead).toString().startsWith(BEGINNING);
}

/**
 * The rows that could not be used, with line and reason before their own cells. The file is opened before
 * anything is read, takes the place of rejects of an earlier run and of nothing else, and is gone when there
 * are none.
 */
export class Rejects {
  readonly path: string;
  readonly #file: FileHandle;
  #header: readonly string[] | null = null;
  #begun = false;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** @throws Error with a sentence for the terminal when it cannot be written, or not without loss. */
  static async open(path: string, source: string): Promise<Rejects> {
    if (await isSameFile(path, source))
      throw new Error(`The rejects would overwrite ${source} itself; name another file with --rejects.`);
    let file: FileHandle;
    try {
      file = await open(path, 'a+', 0o600);
    } catch (error) {
      throw new Error(
        `${path} cannot be written, and rejected rows would be lost; name another file with --rejects.`,
        { cause: error },
      );
    }
    if (await isOurs(file)) {
      await file.truncate(0);
      return new Rejects(path, file);
    }
    await file.close();
    throw new Error(`${path} holds something else than rejects; name another file with --rejects.`);
  }

  /** The columns of the file that is read. */
  set header(columns: readonly string[]) {
    this.#header = columns;
  }

  async add(line: number, reason: string, cells: readonly string[]): Promise<void> {
    const head = this.#begun ? '' : `\uFEFF${csvLine(['line', 'reason', ...(this.#header ?? [])])}`;
    this.#begun = true;
    try {
      await this.#file.appendFile(head + csvLine([String(line), reason, ...cells.map(inert)]));
    } catch (error) {
      throw new Error(`${this.path} cannot be written any more; nothing after line ${line} was read.`, {
        cause: error,
      });
    }
  }

  /** Completes the file, or removes it when no row was rejected. */
  async close(): Promise<void> {
    await this.#file.close();
    if (!this.#begun) await rm(this.path, { force: true });
  }
}
