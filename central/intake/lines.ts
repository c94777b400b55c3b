/** A physical line of a file, counted from 1, without its line break. */
export interface Line {
  number: number;
  text: string;
}

/** The lines of a text that comes in pieces. A carriage return before the line break is dropped. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = '';
  let number = 0;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines)
      yield { number: ++number, text: line.endsWith('\r') ? line.slice(0, -1) : line };
  }
  if (rest !== '') yield { number: ++number, text: rest.endsWith('\r') ? rest.slice(0, -1) : rest };
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
