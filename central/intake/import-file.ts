import { stat } from 'node:fs/promises';
import { refreshStatistics } from '../db/statistics.ts';
import { decodedText, detectEncoding, UNREADABLE } from './decode.ts';
import type { Intake, IntakeParts, RowFate } from './new-cases.ts';
import { recordsOf } from './records.ts';
import { Rejects } from './rejects.ts';
import { CellProblem, type Cells } from './values.ts';

/** Rows per transaction. */
const BATCH = 1_000;

export interface ImportCounts {
  read: number;
  imported: number;
  duplicates: number;
  rejected: number;
  /** Cases that a row is about and that stay as they are because they cannot be read; absent: none. */
  unreadable?: number;
}

/** How far an import is, in bytes. */
export interface ImportProgress {
  start(total: number): void;
  update(done: number): void;
}

interface Waiting<Row> {
  line: number;
  cells: string[];
  row: Row;
}

function columnNames(header: readonly string[]): string[] {
  return header.map((name) => name.normalize('NFKC').trim().toLowerCase());
}

function byColumn(columns: readonly string[], cells: readonly string[]): Cells {
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
}

function requireColumns(columns: readonly string[], wanted: readonly string[]): void {
  const missing = wanted.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw new Error(`The file lacks the column ${missing.join(', ')}; it has ${columns.join(', ')}.`);
}

/**
 * Imports a CSV file in transactions of at most 1,000 rows; a row that cannot be used goes to the rejects
 * file and stops nothing. Throws with a sentence when the file cannot be read or lacks a column.
 */
export async function importFile<Row>(
  parts: IntakeParts,
  intake: Intake<Row>,
  file: { path: string; rejects: string },
  progress: ImportProgress,
): Promise<ImportCounts> {
  const { size } = await stat(file.path);
  const { encoding, damaged } = await detectEncoding(file.path);
  progress.start(size);
  const counts: ImportCounts = { read: 0, imported: 0, duplicates: 0, rejected: 0 };
  const unreadable = new Set<string>();
  let columns: string[] | null = null;
  let rejects: Rejects | null = null;
  let waiting: Waiting<Row>[] = [];

  const reject = async (line: number, reason: string, cells: readonly string[]) => {
    counts.rejected += 1;
    await rejects?.add(line, reason, cells);
  };
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    const fates: RowFate[] = await intake.take(
      { ...parts, unreadable: (id) => unreadable.add(id) },
      batch.map(({ row }) => row),
    );
    for (const [index, fate] of fates.entries()) {
      const { line = 0, cells = [] } = batch[index] ?? {};
      if (fate === 'imported') counts.imported += 1;
      else if (fate === 'duplicate') counts.duplicates += 1;
      else await reject(line, fate.rejected, cells);
    }
  };

  try {
    for await (const { line, cells, problem } of recordsOf(
      decodedText(file.path, encoding, (done) => progress.update(done)),
    )) {
      if (!columns) {
        columns = columnNames(cells);
        requireColumns(columns, intake.columns);
        rejects = new Rejects(file.rejects, columns);
        continue;
      }
      counts.read += 1;
      try {
        if (problem !== null) throw new CellProblem(problem);
        // In a whole file the sign is a character that somebody wrote; here it hides bytes that are lost.
        if (damaged && cells.some((cell) => cell.includes(UNREADABLE)))
          throw new CellProblem('bytes that are neither UTF-8 nor GB18030');
        waiting.push({ line, cells, row: intake.read(byColumn(columns, cells)) });
      } catch (error) {
        if (!(error instanceof CellProblem)) throw error;
        await reject(line, error.message, cells);
      }
      if (waiting.length >= BATCH) await flush();
    }
    if (!columns) throw new Error('The file is empty.');
    await flush();
    if (counts.imported > 0) await refreshStatistics(parts.db);
  } finally {
    await rejects?.close();
  }
  return { ...counts, ...(unreadable.size > 0 && { unreadable: unreadable.size }) };
}
