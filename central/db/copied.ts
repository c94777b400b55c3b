import { type RawBuilder, sql } from 'kysely';
import type { Connection, Submittable } from 'pg';
import type { Trx } from './connect.ts';

/** Of PostgreSQL's binary copy format: its signature, flags and an empty extension. */
const HEADER_BYTES = 19;
/** Instead of a number of values: no row follows; instead of a length: there is no value. */
const NONE = -1;

/**
 * The rows of a query as bytes. A value is no object of its own before somebody asks for it: a page has
 * thousands, and to clear them away costs more than to read them.
 */
export class CopiedRows {
  readonly #bytes: Buffer;
  readonly #columns: number;
  /** Begin and end of each value; both `NONE`: null. */
  readonly #places: number[] = [];
  readonly count: number;

  constructor(bytes: Buffer, columns: number) {
    this.#bytes = bytes;
    this.#columns = columns;
    let at = HEADER_BYTES;
    while (bytes.readInt16BE(at) !== NONE) {
      at += 2;
      for (let column = 0; column < columns; column += 1) {
        const length = bytes.readInt32BE(at);
        at += 4;
        if (length === NONE) this.#places.push(NONE, NONE);
        else this.#places.push(at, at + length);
        at += Math.max(0, length);
      }
    }
    this.count = this.#places.length / (2 * columns);
  }

  #place(row: number, column: number): [from: number, to: number] {
    const index = 2 * (row * this.#columns + column);
    return [this.#places[index] ?? NONE, this.#places[index + 1] ?? NONE];
  }

  /** How many bytes a column has in all rows. */
  bytesOf(column: number): number {
    let sum = 0;
    for (let row = 0; row < this.count; row += 1) {
      const [from, to] = this.#place(row, column);
      sum += to - from;
    }
    return sum;
  }

  /** Puts a value into `target`; answers where it ends there. */
  copy(row: number, column: number, target: Buffer, at: number): number {
    const [from, to] = this.#place(row, column);
    return at + this.#bytes.copy(target, at, from, to);
  }

  /** Null: there is no such value. */
  text(row: number, column: number): string | null {
    const [from, to] = this.#place(row, column);
    return from === NONE ? null : this.#bytes.toString('utf8', from, to);
  }
}

/**
 * A `copy … to stdout` in the place of a cursor: the driver makes a string of each value that a query
 * answers, which costs more than all else about a page of documents. Its one row is the bytes.
 */
export class CopyCursor<T> implements Submittable {
  readonly #text: string;
  #parts: Buffer[] = [];
  readonly #done: Promise<void>;
  #end: (error?: Error) => void = () => undefined;

  constructor(text: string) {
    this.#text = text;
    this.#done = new Promise((resolve, reject) => {
      this.#end = (error) => (error ? reject(error) : resolve());
    });
    // Its read tells of a failure.
    this.#done.catch(() => undefined);
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  /** The driver writes over the bytes of a message once it has told of it. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.#parts.push(Buffer.from(chunk));
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#end();
  }

  handleError(error: Error): void {
    this.#end(error);
  }

  async read(): Promise<T[]> {
    await this.#done;
    const parts = this.#parts;
    this.#parts = [];
    return parts.length === 0 ? [] : [Buffer.concat(parts) as T];
  }

  async close(): Promise<void> {
    await this.#done.catch(() => undefined);
  }
}

/**
 * Runs a query of so many columns. It has no parameters: `sql.lit` puts values into it that need none.
 */
export async function copied(trx: Trx, query: RawBuilder<unknown>, columns: number): Promise<CopiedRows> {
  const compiled = sql<Buffer>`copy (${query}) to stdout (format binary)`.compile(trx);
  const parts: Buffer[] = [];
  for await (const { rows } of trx.getExecutor().stream(compiled, 1)) parts.push(...rows);
  return new CopiedRows(Buffer.concat(parts), columns);
}
