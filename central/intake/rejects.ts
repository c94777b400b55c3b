import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { csvLine, inert } from '../csv.ts';

const BEGINNING = '\uFEFFline,reason,';

/** Whether two names, through links too, are of one file. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [one, other].map((path) => stat(path, { bigint: true }).catch(() => null)),
  );
  return first && second ? first.ino === second.ino && first.dev === second.dev : false;
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
 * anything is read and takes the place of rejects of an earlier run and of nothing else, once there are new
 * ones or the whole file was read; it is gone when there are none.
 */
export class Rejects {
  readonly path: string;
  readonly #file: FileHandle;
  #header: readonly string[] | null = null;
  #begun = false;
  #complete = false;

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
    if ((await file.stat()).isFile() && (await isOurs(file))) return new Rejects(path, file);
    await file.close();
    throw new Error(`${path} holds something else than rejects; name another file with --rejects.`);
  }

  /** The columns of the file that is read. */
  set header(columns: readonly string[]) {
    this.#header = columns;
  }

  async add(line: number, reason: string, cells: readonly string[]): Promise<void> {
    try {
      if (!this.#begun) await this.#begin();
      await this.#file.appendFile(csvLine([String(line), reason, ...cells.map(inert)]));
    } catch (error) {
      throw new Error(`${this.path} cannot be written any more; nothing after line ${line} was read.`, {
        cause: error,
      });
    }
  }

  async #begin(): Promise<void> {
    await this.#file.truncate(0);
    this.#begun = true;
    await this.#file.appendFile(`\uFEFF${csvLine(['line', 'reason', ...(this.#header ?? [])])}`);
  }

  /** The file was read to its end: what an earlier run rejected is no longer of interest. */
  complete(): void {
    this.#complete = true;
  }

  /** Ends the file; one without rows goes, but not what an earlier run left to one that failed. */
  async close(): Promise<void> {
    const empty = (await this.#file.stat()).size === 0;
    await this.#file.close();
    if (!this.#begun && (this.#complete || empty)) await rm(this.path, { force: true });
  }
}
