/** A physical line of a file, counted from 1, without its line break. */
export interface Line {
  number: number;
  text: string;
  /** It was longer than any row is; `text` is its beginning. */
  cut: boolean;
}

/** No row is longer: what is cannot be one, and must not fill the memory. */
export const LONGEST = 1_000_000;
/** So much of a longer one is enough to find it again. */
const BEGINNING = 1_000;

/** A line that comes in pieces. */
class Growing {
  #pieces: string[] = [];
  #length = 0;

  add(text: string): void {
    this.#length += text.length;
    this.#pieces.push(text);
    if (this.#length > LONGEST) this.#pieces = [this.#pieces.join('').slice(0, BEGINNING)];
  }

  /** What there is of the line, which is over. */
  end(number: number): Line {
    const line = { number, text: this.#pieces.join(''), cut: this.#length > LONGEST };
    this.#pieces = [];
    this.#length = 0;
    return line;
  }

  get empty(): boolean {
    return this.#length === 0;
  }
}

/** The lines of a text that comes in pieces, however each of them ends. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  const line = new Growing();
  let number = 0;
  let afterReturn = false;
  for await (const piece of pieces) {
    let from = afterReturn && piece.startsWith('\n') ? 1 : 0;
    if (piece !== '') afterReturn = piece.endsWith('\r');
    for (const end of piece.matchAll(/\r\n|\n|\r/g)) {
      if (end.index < from) continue;
      line.add(piece.slice(from, end.index));
      number += 1;
      yield line.end(number);
      from = end.index + end[0].length;
    }
    line.add(piece.slice(from));
  }
  if (!line.empty) yield line.end(number + 1);
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
