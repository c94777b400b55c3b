import readSheets from 'read-excel-file/node';
import { SECOND } from '../../shared/time.ts';
import { damaged, MOST_ROWS, openWorkbook, tooLarge } from './archive.ts';
import { LINES_ABOVE } from './header.ts';
import type { RowRecord, Table } from './records.ts';

/** Integers from here on have lost digits in a spreadsheet. */
const EXACT = 1e15;

/** A number as a spreadsheet shows it: one that lost digits is seen to have. */
function numberText(text: string): string {
  const number = Number(text);
  if (Number.isNaN(number)) return text;
  return Math.abs(number) < EXACT ? String(number) : number.toExponential().toUpperCase();
}

/** A cell as text; a date in the operator's own time, to the second. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value);
  const moment = new Date(Math.round(value.getTime() / SECOND) * SECOND);
  // What a spreadsheet shows for a number that is no date.
  return Number.isNaN(moment.getTime()) ? '########' : moment.toISOString().slice(0, 19).replace('T', ' ');
}

type Row = Extract<RowRecord, { problem: null }>;

interface Sheet {
  /** Its place in the workbook, from 1. */
  number: number;
  hidden: boolean;
  /** Without the empty ones. */
  rows: Row[];
}

async function sheetsOf(path: string): Promise<Sheet[]> {
  const { bytes, hidden } = await openWorkbook(path);
  const sheets = await readSheets(bytes, { parseNumber: numberText }).catch((error) => {
    throw damaged(path, error);
  });
  return sheets.map(({ data }, index) => ({
    number: index + 1,
    hidden: hidden[index] ?? false,
    rows: (data ?? [])
      .map((cells, row): Row => ({ line: row + 1, cells: cells.map(textOf), problem: null }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== '')),
  }));
}

type IsHeader = Table['isHeader'];

/** Where the header of a sheet is, -1 for nowhere. */
const headerIn = ({ rows }: Sheet, isHeader: IsHeader) =>
  rows.slice(0, LINES_ABOVE).findIndex(({ cells }) => isHeader(cells));

/** The rows of the one sheet that has the table, header first; else of the first sheet that has any. */
function tableIn(sheets: readonly Sheet[], isHeader: IsHeader, path: string): Row[] {
  const tables = sheets.filter((sheet) => headerIn(sheet, isHeader) >= 0);
  const shown = tables.filter(({ hidden }) => !hidden);
  if (tables.length > 0 && shown.length === 0)
    throw new Error(
      `The table of ${path} is on a hidden sheet; show that sheet and save the workbook again.`,
    );
  const filled = shown.filter((sheet) => sheet.rows.length > headerIn(sheet, isHeader) + 1);
  if (filled.length > 1)
    throw new Error(
      `${path} has such a table on each of the sheets ${filled.map(({ number }) => number).join(', ')}; save each as a file of its own.`,
    );
  const table = filled[0] ?? shown[0];
  if (table) return table.rows.slice(headerIn(table, isHeader));
  return sheets.find(({ hidden, rows }) => !hidden && rows.length > 0)?.rows ?? [];
}

/**
 * The rows of a table in a workbook, header first; empty rows and what stands above the header are passed
 * over.
 * @throws Error with a sentence for the terminal when the workbook cannot be read, is too large, or does not
 * say which of its tables is meant.
 */
export async function* workbookRecords(path: string, { isHeader }: Table): AsyncGenerator<RowRecord> {
  const rows = tableIn(await sheetsOf(path), isHeader, path);
  if (rows.length > MOST_ROWS + 1) throw tooLarge(path);
  yield* rows;
}
