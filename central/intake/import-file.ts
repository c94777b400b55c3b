import { stat } from 'node:fs/promises';
import { refreshStatistics } from '../db/statistics.ts';
import { isDataError } from '../db/transaction.ts';
import { CellProblem, type Cells } from './cells.ts';
import { decodedText, detectFormat, UNREADABLE } from './decode.ts';
import { columnsOf, headerProblem, missingIn } from './header.ts';
import { type Mapping, NO_MAPPING, translated, withColumns } from './mapping.ts';
import type { Intake, IntakeParts, RowFate } from './new-cases.ts';
import { type RowRecord, recordsOf, type Table } from './records.ts';
import { Rejects } from './rejects.ts';
import { workbookRecords } from './workbook.ts';

/** Rows per transaction. */
const BATCH = 1_000;

export interface ImportCounts {
  read: number;
  imported: number;
  duplicates: number;
  rejected: number;
  /** Rows whose id is known with other content, which stays; absent: none. They are among the rejects. */
  differing?: number;
  /** Cases that a row is about and that stay as they are because they cannot be read; absent: none. */
  unreadable?: number;
}

/** How far an import is, in bytes. */
export interface ImportProgress {
  start(total: number): void;
  update(done: number): void;
}

/** What is imported, where rows go that cannot be used, and how its source writes. */
export interface ImportSource {
  path: string;
  rejects: string;
  mapping?: Mapping;
}

interface Waiting<Row> {
  line: number;
  cells: string[];
  row: Row;
}

function byColumn(columns: readonly string[], cells: readonly string[]): Cells {
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
}

function isUsable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof CellProblem) return false;
    throw error;
  }
}

/** The import of one file: reads row by row, writes a batch at a time, and counts. */
class FileImport<Row> {
  readonly counts: ImportCounts = { read: 0, imported: 0, duplicates: 0, rejected: 0 };
  readonly #parts: IntakeParts;
  readonly #intake: Intake<Row>;
  readonly #rejects: Rejects;
  readonly #unreadable = new Set<string>();
  readonly #seen = new Set<string>();
  #waiting: Waiting<Row>[] = [];

  constructor(parts: IntakeParts, intake: Intake<Row>, rejects: Rejects) {
    this.#parts = { ...parts, unreadable: (id) => this.#unreadable.add(id) };
    this.#intake = intake;
    this.#rejects = rejects;
  }

  /** Takes a row; `read` throws `CellProblem` when it cannot be used. */
  async row({ line, cells }: RowRecord, read: () => Row): Promise<void> {
    this.counts.read += 1;
    try {
      this.#waiting.push({ line, cells, row: read() });
    } catch (error) {
      if (!(error instanceof CellProblem)) throw error;
      await this.#reject(line, error.message, cells);
    }
    if (this.#waiting.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    await this.#take(batch);
    if (this.#unreadable.size > 0) this.counts.unreadable = this.#unreadable.size;
  }

  /** A row that the database refuses is found among its batch and costs nobody else. */
  async #take(batch: readonly Waiting<Row>[]): Promise<void> {
    const [first] = batch;
    if (!first) return;
    let fates: RowFate[];
    try {
      fates = await this.#intake.take(
        this.#parts,
        batch.map(({ row }) => row),
      );
    } catch (error) {
      if (!isDataError(error)) throw error;
      if (batch.length === 1) return this.#reject(first.line, 'the database cannot store it', first.cells);
      const half = Math.ceil(batch.length / 2);
      await this.#take(batch.slice(0, half));
      return this.#take(batch.slice(half));
    }
    for (const [index, { line, cells, row }] of batch.entries())
      await this.#count(this.#isRepeated(row, fates[index]) ? 'duplicate' : fates[index], line, cells);
  }

  /** In a dry run an earlier batch has left nothing behind that would tell. */
  #isRepeated(row: Row, fate: RowFate | undefined): boolean {
    if (!this.#parts.dryRun || fate !== 'imported') return false;
    if (typeof row !== 'object' || row === null || !('externalId' in row)) return false;
    const id = String(row.externalId);
    if (this.#seen.has(id)) return true;
    this.#seen.add(id);
    return false;
  }

  async #count(fate: RowFate | undefined, line: number, cells: readonly string[]): Promise<void> {
    if (fate === 'imported') this.counts.imported += 1;
    else if (fate === 'duplicate' || fate === undefined) this.counts.duplicates += 1;
    else if ('rejected' in fate) await this.#reject(line, fate.rejected, cells);
    else {
      this.counts.differing = (this.counts.differing ?? 0) + 1;
      await this.#rejects.add(line, `known already with another ${fate.differs.join(', ')}`, cells);
    }
  }

  async #reject(line: number, reason: string, cells: readonly string[]): Promise<void> {
    this.counts.rejected += 1;
    await this.#rejects.add(line, reason, cells);
  }
}

/**
 * Imports a table, of text or a workbook, in transactions of at most 1,000 rows; a row that cannot be used
 * goes to the rejects file and stops nothing. Throws with a sentence when the file cannot be read, lacks a
 * column, or when its rejects would have no place.
 */
export async function importFile<Row>(
  parts: IntakeParts,
  intake: Intake<Row>,
  { path, rejects: rejectsPath, mapping = NO_MAPPING }: ImportSource,
  progress: ImportProgress,
): Promise<ImportCounts> {
  const about = await stat(path);
  if (!about.isFile()) throw new Error(`${path} is no file; save what it holds into one and import that.`);
  const format = await detectFormat(path);
  const aliases = withColumns(intake.aliases, mapping);
  const rejects = await Rejects.open(rejectsPath, path);
  let columns: string[] | null = null;
  const read = (cells: readonly string[]) =>
    intake.read(translated(byColumn(columns ?? [], cells), mapping), parts.clock.now());
  const table: Table = {
    isHeader: (cells) => missingIn(columnsOf(cells, aliases), intake.columns).length === 0,
    isRow: (cells) => isUsable(() => read(cells)),
  };
  try {
    const file = new FileImport(parts, intake, rejects);
    progress.start(about.size);
    const records =
      format === 'workbook'
        ? workbookRecords(path, table)
        : recordsOf(
            decodedText(path, format.encoding, (done) => progress.update(done)),
            table,
          );
    const damaged = format !== 'workbook' && format.damaged;
    for await (const record of records) {
      if (columns === null) {
        columns = columnsOf(record.cells, aliases);
        const problem = headerProblem(columns, intake.columns, aliases);
        if (problem !== null) throw new Error(problem);
        rejects.header = columns;
        continue;
      }
      await file.row(record, () => {
        if (record.problem !== null) throw new CellProblem(record.problem);
        // In a whole file the sign is a character that somebody wrote; here it hides bytes that are lost.
        if (damaged && record.cells.some((cell) => cell.includes(UNREADABLE)))
          throw new CellProblem('bytes that are no text');
        return read(record.cells);
      });
    }
    if (columns === null) throw new Error('The file is empty.');
    await file.flush();
    rejects.complete();
    if (file.counts.imported > 0 && !parts.dryRun) await refreshStatistics(parts.db);
    return file.counts;
  } finally {
    await rejects.close();
  }
}
