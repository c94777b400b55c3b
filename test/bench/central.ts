import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from '../e2e/support/central-process.ts';
import { csvLine } from '../support/csv.ts';
import { scratchFolder } from './scratch.ts';

/**
 * Imports generated spam reports into a central and assigns them to its agents, as a person would from the
 * shell.
 */
export async function importGenerated(central: CentralProcess, count: number): Promise<void> {
  const { reports } = demoRows(seededRng(1), Date.now(), { reports: count, cards: 0 });
  const file = join(scratchFolder(), 'reports.csv');
  const out = createWriteStream(file);
  const columns = Object.keys(reports[0] ?? {});
  out.write(csvLine(columns));
  for (const [index, row] of reports.entries()) {
    const cells = columns.map((column) =>
      column === 'report_id' ? `${row[column]}-${index}` : (row[column] ?? ''),
    );
    if (!out.write(csvLine(cells))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  await central.command('import', 'spam-reports', file);
  await central.command('assign', '--strategy', 'balanced');
}
