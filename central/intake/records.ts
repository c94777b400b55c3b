import { parse } from 'csv-parse/sync';
import { LINES_ABOVE } from './header.ts';
import { type Line, LineReader, LONGEST, linesOf } from './lines.ts';

/**
 * A row of the file: its cells, or why it has none. `line`: where it begins; `cells` of a broken row: its
 * text as it is.
 */
export type RowRecord =
  | { line: number; cells: string[]; problem: null }
  | { line: number; cells: string[]; problem: string };

/** What the rows of a file are told by. */
export interface Table {
  isHeader(cells: readonly string[]): boolean;
  /** Whether cells under the header are a row that can be used. */
  isRow(cells: readonly string[]): boolean;
}

/** A quote that is still open after so many lines was never meant to be one. */
const MAX_LINES_PER_ROW = 200;

function openQuote(text: string): boolean {
  let open = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) open = !open;
  return open;
}

/** What separates the cells of a row, the likeliest first. */
const SEPARATORS = [',', '\t', ';', '|'] as const;

interface Shape {
  separator: string;
  /** Cells per row; null: not known yet. */
  width: number | null;
  isRow: Table['isRow'];
}

function cellsOf(text: string, separator: string, tolerant: boolean): string[] | null {
  try {
    const rows: string[][] = parse(text, {
      delimiter: separator,
      relax_quotes: tolerant,
      relax_column_count: true,
    });
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch {
    return null;
  }
}

/** The lines that belong to one row: more than one when a quoted cell contains line breaks. */
async function rowLines(reader: LineReader, first: Line): Promise<Line[]> {
  const lines = [first];
  let open = openQuote(first.text);
  let length = first.text.length;
  while (open && lines.length < MAX_LINES_PER_ROW) {
    const line = await reader.next();
    if (!line) break;
    length += line.text.length;
    if (line.cut || length > LONGEST) {
      reader.unread([line]);
      break;
    }
    lines.push(line);
    if (openQuote(line.text)) open = false;
  }
  return lines;
}

function rowOf(lines: Line[], { separator, width, isRow }: Shape): RowRecord | null {
  const [first, ...others] = lines;
  const cells = cellsOf(lines.map((line) => line.text).join('\n'), separator, false);
  if (!first || !cells || (width !== null && cells.length > width)) return null;
  // Two quotes that were never meant to be any would make one row of all that are between them.
  if (others.some(({ text }) => isRow(cellsOf(text, separator, true) ?? []))) return null;
  return { line: first.number, cells, problem: null };
}

/** A row whose quotes do not add up, judged by its first line alone. */
function repaired(first: Line, { separator, width }: Shape): RowRecord {
  const cells = cellsOf(first.text, separator, true);
  if (cells && (width === null || cells.length === width))
    return { line: first.number, cells, problem: null };
  return { line: first.number, cells: [first.text], problem: 'broken quotes or too many cells' };
}

async function nextRow(reader: LineReader, first: Line, shape: Shape): Promise<RowRecord> {
  if (first.cut)
    return { line: first.number, cells: [first.text], problem: 'longer than a million characters' };
  const lines = await rowLines(reader, first);
  const whole = rowOf(lines, shape);
  if (!whole) reader.unread(lines.slice(1));
  return whole ?? repaired(first, shape);
}

async function nextFilled(reader: LineReader): Promise<Line | null> {
  let line = await reader.next();
  while (line && line.text.trim() === '') line = await reader.next();
  return line;
}

/**
 * The header of a table: the first of the first lines that `isHeader` knows as one, under whatever separates
 * its cells; else the first line as it looks with the most cells. A line `sep=;` says what separates.
 */
async function headerOf(
  reader: LineReader,
  { isHeader }: Table,
): Promise<{ row: RowRecord; separator: string } | null> {
  let separators: readonly string[] = SEPARATORS;
  let most: { row: RowRecord; separator: string } | null = null;
  for (let above = 0; above < LINES_ABOVE; above += 1) {
    const first = await nextFilled(reader);
    if (!first) break;
    const told =
      /^"?sep=(.)"?$/i.exec(first.text.trim())?.[1] ?? (/^sep=\t/i.test(first.text) ? '\t' : undefined);
    if (told !== undefined) {
      separators = [told];
      continue;
    }
    const lines = await rowLines(reader, first);
    for (const separator of separators) {
      const shape = { separator, width: null, isRow: () => false };
      const whole = rowOf(lines, shape);
      const row = whole ?? repaired(first, shape);
      if (isHeader(row.cells)) {
        if (!whole) reader.unread(lines.slice(1));
        return { row, separator };
      }
      if (above === 0 && row.cells.length > (most?.row.cells.length ?? 0)) most = { row, separator };
    }
    reader.unread(lines.slice(1));
  }
  return most;
}

/**
 * The rows of a table in text, header first; empty lines and what stands above the header are passed over. A
 * quote that is never closed costs its own row, not the ones behind it: when a row does not come out, its
 * first line is judged alone and reading goes on with the second.
 */
export async function* recordsOf(text: AsyncIterable<string>, table: Table): AsyncGenerator<RowRecord> {
  const reader = new LineReader(linesOf(text));
  const header = await headerOf(reader, table);
  if (!header) return;
  yield header.row;
  const shape = { separator: header.separator, width: header.row.cells.length, isRow: table.isRow };
  for (let first = await nextFilled(reader); first; first = await nextFilled(reader))
    yield await nextRow(reader, first, shape);
}
