import { parse } from 'csv-parse/sync';
import { type Line, LineReader, linesOf } from './lines.ts';

/**
 * A row of the file: its cells, or why it has none. `line`: where it begins; `cells` of a broken row: its
 * text as it is.
 */
export type RowRecord =
  | { line: number; cells: string[]; problem: null }
  | { line: number; cells: string[]; problem: string };

/** A quote that is still open after so many lines was never meant to be one. */
const MAX_LINES_PER_ROW = 200;

function openQuote(text: string): boolean {
  let open = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) open = !open;
  return open;
}

function cellsOf(text: string, tolerant: boolean): string[] | null {
  try {
    const rows: string[][] = parse(text, { relax_quotes: tolerant, relax_column_count: true });
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch {
    return null;
  }
}

/** The lines that belong to one row: more than one when a quoted cell contains line breaks. */
async function rowLines(reader: LineReader, first: Line): Promise<Line[]> {
  const lines = [first];
  let open = openQuote(first.text);
  while (open && lines.length < MAX_LINES_PER_ROW) {
    const line = await reader.next();
    if (!line) break;
    lines.push(line);
    if (openQuote(line.text)) open = false;
  }
  return lines;
}

function rowOf(lines: Line[], width: number | null): RowRecord | null {
  const [first] = lines;
  const cells = cellsOf(lines.map((line) => line.text).join('\n'), false);
  if (!first || !cells || (width !== null && cells.length > width)) return null;
  return { line: first.number, cells, problem: null };
}

/** A row whose quotes do not add up, judged by its first line alone. */
function repaired(first: Line, width: number | null): RowRecord {
  const cells = cellsOf(first.text, true);
  if (cells && (width === null || cells.length === width))
    return { line: first.number, cells, problem: null };
  return { line: first.number, cells: [first.text], problem: 'broken quotes or too many cells' };
}

/**
 * The rows of a CSV text, header first; empty lines are passed over. A quote that is never closed costs its
 * own row, not the ones behind it: when a row does not come out, its first line is judged alone and reading
 * goes on with the second.
 */
export async function* recordsOf(text: AsyncIterable<string>): AsyncGenerator<RowRecord> {
  const reader = new LineReader(linesOf(text));
  let width: number | null = null;
  for (let first = await reader.next(); first; first = await reader.next()) {
    if (first.text.trim() === '') continue;
    const lines = await rowLines(reader, first);
    const whole = rowOf(lines, width);
    if (!whole) reader.unread(lines.slice(1));
    const row: RowRecord = whole ?? repaired(first, width);
    width ??= row.cells.length;
    yield row;
  }
}
