import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type DemoRow, demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from '../e2e/support/central-process.ts';
import { csvLine } from '../support/csv.ts';
import { scratchFolder } from './scratch.ts';

/** Rows made at a time: a million at once would not fit into memory. */
const PART = 50_000;

/** Generated reports; the same count gives the same rows, all of them under ids of their own. */
function* generatedReports(count: number): Generator<DemoRow> {
  const now = Date.now();
  for (let from = 0; from < count; from += PART) {
    const part = { reports: Math.min(PART, count - from), cards: 0 };
    const { reports } = demoRows(seededRng(1 + from / PART), now, part);
    for (const [index, row] of reports.entries())
      yield { ...row, report_id: `${row.report_id}-${from + index}` };
  }
}

/** Imports reports into a central, as a person would from the shell. */
export async function importRows(central: CentralProcess, rows: Iterable<DemoRow>): Promise<void> {
  const file = join(scratchFolder(), 'reports.csv');
  const out = createWriteStream(file);
  let columns: string[] | null = null;
  for (const row of rows) {
    if (columns === null) {
      columns = Object.keys(row);
      out.write(csvLine(columns));
    }
    if (!out.write(csvLine(columns.map((column) => row[column] ?? '')))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  await central.command('import', 'spam-reports', file);
}

/** Imports generated spam reports into a central and assigns them to its agents. */
export async function importGenerated(central: CentralProcess, count: number): Promise<void> {
  await importRows(central, generatedReports(count));
  await central.command('assign', '--strategy', 'balanced');
}

/** As many reports of one number. */
export function reportsOf(number: string, count: number): DemoRow[] {
  return Array.from({ length: count }, (_, index) => ({
    report_id: `HOT-${index}`,
    reported_at: new Date(Date.now() - 3_600_000).toISOString(),
    channel: 'app',
    reporter_name: '王平',
    reporter_phone: `1659${String(index).padStart(7, '0')}`,
    reported_number: number,
    received_at: '',
    category: '',
    content: '回T退订',
  }));
}
