/** A physical line of a file, counted from 1, without its line break. */
export interface Line {
  number: number;
  text: string;
}

/** No line of a table is longer: what is cannot be one, and must not fill the memory. */
const LONGEST = 1_000_000;

/** What ends the lines of a text, by its first end: a carriage return alone, or a line feed. */
function endOf(text: string): '\n' | '\r' | null {
  const first = /\r\n|\n|\r./s.exec(text)?.[0];
  if (first === undefined) return null;
  return first.endsWith('\n') ? '\n' : '\r';
}

/**
 * The lines of a text that comes in pieces. A carriage return before the line break is dropped.
 * @throws Error with a sentence for the terminal when a line is longer than a million characters.
 */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let begun: string[] = [];
  let length = 0;
  let number = 0;
  let end: '\n' | '\r' | null = null;
  const keep = (text: string) => {
    begun.push(text);
    length += text.length;
    if (length > LONGEST) throw new Error('The file has a line of more than a million characters.');
  };
  const lineOf = (last: string): Line => {
    const text = begun.length > 0 ? begun.join('') + last : last;
    begun = [];
    length = 0;
    number += 1;
    return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const piece of pieces) {
    let text = piece;
    if (end === null) {
      text = begun.join('') + piece;
      begun = [];
      length = 0;
      end = endOf(text);
    }
    if (end === null) {
      keep(text);
      continue;
    }
    let from = 0;
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, from)) {
      yield lineOf(text.slice(from, at));
      from = at + 1;
    }
    if (from < text.length) keep(text.slice(from));
  }
  if (length > 0) yield lineOf('');
}

/** Reads ahead in lines and takes them back, as the repair of a broken quote needs it. */
export class LineReader {
  readonly #lines: AsyncIterator<Line>;
  #ahead: Line[] = [];

  constructor(lines: AsyncIterable<Line>) {
    this.#lines = lines[Symbol.asyncIterator]();
  }

  async next(): Promise<Line | null> {
    const kept = this.#ahead.shift();
    if (kept) return kept;
    const { value, done } = await this.#lines.next();
    return done ? null : value;
  }

  /** Gives lines back, in their order; they come next. */
  unread(lines: Line[]): void {
    this.#ahead = [...lines, ...this.#ahead];
  }
}
