import { activeAgain } from '../csv.ts';

/** A cell that cannot be used; the message goes into the rejects file and names no person. */
export class CellProblem extends Error {}

/** Cells of a row by column name. */
export type Cells = Readonly<Record<string, string>>;

/**
 * Signs that nobody sees and spreadsheets and web pages leave in cells: zero-width ones, marks of direction,
 * soft hyphens, byte order marks.
 */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF]/g;

/** `="13812345678"`: how a table keeps a spreadsheet from making a number of a text. */
const QUOTED = /^=\s*"(.*)"$/s;

/** NUL, which no database keeps, and half a character. */
const NO_TEXT = /[\0\p{Cs}]/u;

/** What spreadsheets show where a formula failed, or where a number is no date. */
const FAILED = /^#(?:N\/A|DIV\/0!|NAME\?|[A-Z]+!|#{3,})$/;

function shorter(column: string, text: string, longest: number): string {
  if (NO_TEXT.test(text)) throw new CellProblem(`${column}: a character that no text has`);
  if (FAILED.test(text)) throw new CellProblem(`${column}: an error of a spreadsheet`);
  if (text.length > longest) throw new CellProblem(`${column}: longer than ${longest} characters`);
  return text;
}

/** What somebody wrote, trimmed; '' when the column is missing. */
export function optional(cells: Cells, column: string, longest: number): string {
  return shorter(column, activeAgain((cells[column] ?? '').trim()), longest);
}

/**
 * A word, an id or a number as it is meant: without what spreadsheets put around it, full-width forms
 * narrowed; '' when the column is missing or empty.
 */
export function optionalWord(cells: Cells, column: string, longest: number): string {
  const seen = (cells[column] ?? '').replace(INVISIBLE, '').normalize('NFKC').trim();
  const meant = (QUOTED.exec(seen)?.[1] ?? seen).trim().replace(/^'/, '').trim();
  return shorter(column, meant, longest);
}

/** As `optionalWord`, and not empty. */
export function word(cells: Cells, column: string, longest: number): string {
  const text = optionalWord(cells, column, longest);
  if (text === '') throw new CellProblem(`${column}: empty`);
  return text;
}

/** As a spreadsheet shows a number of more than eleven digits; an id like 12E45 is none. */
const SCIENTIFIC = /^\d+(\.\d+E\+?|E\+)\d+$/i;

/** An id of another system: one, whole, as that system writes it. */
export function externalId(cells: Cells, column: string): string {
  const id = word(cells, column, 80);
  if (SCIENTIFIC.test(id))
    throw new CellProblem(`${column}: a spreadsheet has shortened it; keep the column as text`);
  if (/[;,、|\r\n\t]/.test(id)) throw new CellProblem(`${column}: more than one id`);
  if (/\p{Cc}/u.test(id)) throw new CellProblem(`${column}: a character that no id has`);
  return id;
}

/** What a word of a column means; `null` for an empty cell where that is allowed. */
export function meaning<T>(
  cells: Cells,
  column: string,
  words: ReadonlyMap<string, T>,
  { empty }: { empty?: T } = {},
): T {
  const text = optionalWord(cells, column, 40).toLowerCase();
  if (text === '' && empty !== undefined) return empty;
  const found = words.get(text);
  if (found !== undefined) return found;
  if (text === '') throw new CellProblem(`${column}: empty`);
  throw new CellProblem(`${column}: not one of ${[...words.keys()].join(', ')}`);
}
