import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assignBalanced } from '../../central/assign/assign.ts';
import type { DemoRow } from '../../central/demo/generate.ts';
import { importCards } from '../../central/intake/cards.ts';
import { importFile } from '../../central/intake/import-file.ts';
import type { Intake, IntakeParts } from '../../central/intake/new-cases.ts';
import { importSpamReports } from '../../central/intake/spam-reports.ts';
import { HOUR } from '../../shared/time.ts';
import { csvLine } from '../support/csv.ts';
import type { Agenda } from './clock.ts';
import type { Arrival, Inflow } from './rows.ts';

const NO_PROGRESS = { start: () => undefined, update: () => undefined };

/** Brings files into central, each with what has come in since the last one, and gives the new cases out. */
export class IntakeClerk {
  readonly counts = { read: 0, imported: 0, duplicates: 0, rejected: 0 };
  readonly #parts: IntakeParts;
  readonly #folder: string;
  #files = 0;

  constructor(parts: IntakeParts, folder: string) {
    this.#parts = parts;
    this.#folder = folder;
  }

  /** Plans the files of a month: one per hour in which something came in. */
  expect(agenda: Agenda, { reports, cards }: Inflow): void {
    for (const [at, rows] of hourly(reports)) agenda.plan(at, () => this.#take(importSpamReports, rows));
    for (const [at, rows] of hourly(cards)) agenda.plan(at, () => this.#take(importCards, rows));
  }

  async #take<Row>(intake: Intake<Row>, rows: readonly DemoRow[]): Promise<void> {
    this.#files += 1;
    const path = join(this.#folder, `${this.#files}.csv`);
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = rows.map((row) => csvLine(columns.map((column) => row[column] ?? '')));
    writeFileSync(path, csvLine(columns) + lines.join(''));
    const counts = await importFile(this.#parts, intake, { path, rejects: `${path}.rejects` }, NO_PROGRESS);
    for (const name of ['read', 'imported', 'duplicates', 'rejected'] as const)
      this.counts[name] += counts[name];
    await assignBalanced(this.#parts);
  }
}

/** Rows by the full hour after which they are known. */
function hourly(arrivals: readonly Arrival[]): Map<number, DemoRow[]> {
  const hours = new Map<number, DemoRow[]>();
  for (const { at, row } of arrivals) {
    const hour = Math.ceil(at / HOUR) * HOUR;
    hours.set(hour, [...(hours.get(hour) ?? []), row]);
  }
  return hours;
}
