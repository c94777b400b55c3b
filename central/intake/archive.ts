import { readFile, stat } from 'node:fs/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { LINES_ABOVE } from './header.ts';

/** A workbook of more cannot be held in memory; text has no such bound. */
const MOST_BYTES = 200_000_000;
export const MOST_ROWS = 100_000;
/** Of the smallest table that holds everything; a single cell far away from the others makes it large. */
const MOST_CELLS = 20_000_000;
/** No spreadsheet program has more. */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;

const SAVE = 'save it as "CSV UTF-8" and import that';

export const tooLarge = (path: string) =>
  new Error(`${path} has more than 100,000 rows or unpacks to more than 200 MB; ${SAVE}.`);

export const damaged = (path: string, cause?: unknown) =>
  new Error(`${path} is no workbook that can be read; open it in a spreadsheet program, ${SAVE}.`, { cause });

type Parts = Readonly<Record<string, Uint8Array>>;

/** What is text in a workbook. A part is never larger than it says, whatever its compressed bytes say. */
async function unpacked(path: string): Promise<Parts> {
  if ((await stat(path)).size > MOST_BYTES) throw tooLarge(path);
  const bytes = new Uint8Array(await readFile(path));
  let total = 0;
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!/\.xml(\.rels)?$/.test(name)) return false;
        total += originalSize;
        if (total > MOST_BYTES) throw tooLarge(path);
        return true;
      },
    });
  } catch (error) {
    throw total > MOST_BYTES ? error : damaged(path, error);
  }
}

/** The `r` of an element; null: none. Undefined: not one that everyone reads in the same way. */
function referenceIn(attributes: string): string | null | undefined {
  const [first, ...others] = attributes.match(/\br\s*=/g) ?? [];
  if (first === undefined) return null;
  return others.length > 0 ? undefined : /\br\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

/** No expression here goes on behind the next `<`: each takes a time that grows with the text alone. */
const ROWS_AND_CELLS = /<(?:[^\s<>/:]*:)?(c|row)\s([^<>]*)(.?)/g;
const WITHOUT_RESULT =
  /<\/(?:[^\s<>/:]*:)?f>\s*<\/(?:[^\s<>/:]*:)?c>|<(?:[^\s<>/:]*:)?f(?:\s[^<>]*)?\/>\s*<\/(?:[^\s<>/:]*:)?c>/;
const ERROR_OR_DATE = /(<(?:[^\s<>/:]*:)?c\s(?:[^<>]*\s)?t\s*=\s*)(["'])[ed]\2/g;
const REFERENCE_OF_CHARACTER = /&#(?:x([\da-f]{5,6})|(\d{5,7}));/gi;

/** Whether a sheet stays within its bounds; it is read into memory, gaps included. */
function measure(sheet: string, path: string): void {
  let rows = 0;
  let [lastRow, lastColumn] = [0, 0];
  for (const [, name, attributes = '', end] of sheet.matchAll(ROWS_AND_CELLS)) {
    const reference = referenceIn(attributes);
    const [, letters = '', digits] = /^([A-Z]{0,3})(\d{1,7})$/.exec(reference ?? '') ?? [];
    const [row, column] = [Number(digits), columnNumber(letters)];
    const valid =
      row >= 1 && row <= LAST_ROW && column <= LAST_COLUMN && (name === 'row') === (letters === '');
    if (name === 'row' && reference === null && end === '>') continue;
    if (!valid || end !== '>') throw damaged(path);
    // An element that ends at once is a cell or a row with a format and nothing in it.
    if (name === 'row' || attributes.endsWith('/')) continue;
    if (row > lastRow) rows += 1;
    lastRow = Math.max(lastRow, row);
    lastColumn = Math.max(lastColumn, column);
  }
  if (rows > MOST_ROWS + LINES_ABOVE) throw tooLarge(path);
  if (lastRow * lastColumn > MOST_CELLS)
    throw new Error(`${path} has a cell far away from its table; delete it, or ${SAVE}.`);
}

/**
 * A sheet in which an error (#N/A) and a date in words are the texts that they are.
 * @throws Error with a sentence for the terminal when it has formulas without results.
 */
function plain(sheet: string, path: string): string {
  if (WITHOUT_RESULT.test(sheet))
    throw new Error(
      `${path} has formulas without their results; open it in a spreadsheet program and save it again.`,
    );
  return sheet.replace(ERROR_OR_DATE, '$1$2str$2');
}

/** Characters beyond the first plane as themselves: the reader of workbooks makes others of their numbers. */
function withCharacters(text: string): string {
  return text.replace(REFERENCE_OF_CHARACTER, (reference, hex?: string, decimal?: string) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0xffff && code <= 0x10ffff ? String.fromCodePoint(code) : reference;
  });
}

export interface Archive {
  /** The workbook as it can be read without surprises. */
  bytes: Buffer;
  /** Of each sheet in its order. */
  hidden: boolean[];
}

/**
 * A workbook unpacked within its bounds and packed again without compression: who reads it finds what was
 * measured here.
 * @throws Error with a sentence for the terminal when it is none, or too large.
 */
export async function openWorkbook(path: string): Promise<Archive> {
  const parts = await unpacked(path);
  const workbook = parts['xl/workbook.xml'];
  if (!workbook) throw damaged(path);
  const kept: Record<string, Uint8Array> = {};
  for (const [name, bytes] of Object.entries(parts)) {
    const text = withCharacters(strFromU8(bytes));
    const isSheet = /<(?:[^\s<>/:]*:)?sheetData[\s/>]/.test(text);
    if (isSheet) measure(text, path);
    kept[name] = strToU8(isSheet ? plain(text, path) : text);
  }
  const text = strFromU8(workbook);
  kept['xl/workbook.xml'] = strToU8(text.replace(/date1904\s*=\s*(["'])true\1/, 'date1904="1"'));
  const sheets = [...text.matchAll(/<(?:[^\s<>/:]*:)?sheet\s([^<>]*)>/g)].map(
    ([, attributes = '']) => attributes,
  );
  return {
    bytes: Buffer.from(zipSync(kept, { level: 0 })),
    hidden: sheets.map((attributes) => /\bstate\s*=\s*["'](?:hidden|veryHidden)["']/.test(attributes)),
  };
}
