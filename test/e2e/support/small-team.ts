import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../central/clock.ts';
import { demoRows } from '../../../central/demo/generate.ts';
import { seededRng } from '../../../central/demo/random.ts';
import { csvLine } from '../../support/csv.ts';
import { CentralProcess } from './central-process.ts';

export const AGENT = { account: 'wang', name: '王敏', password: 'correct-horse-1' };
/** The present: rows made for it are as old as they say whenever the tests run. */
export const NOW = systemClock.now();

/** Rows of equal columns as the text of a CSV file. */
export function csvText(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => csvLine(columns.map((column) => row[column] ?? '')));
  return csvLine(columns) + lines.join('');
}

/**
 * A central that serves one agent with these rows as their cases. Nobody else works in it, no other system
 * answers it.
 */
export async function smallTeam(rows: {
  reports?: readonly Readonly<Record<string, string>>[];
  cards?: number;
  findings?: readonly Readonly<Record<string, string>>[];
}): Promise<CentralProcess> {
  const central = await CentralProcess.create();
  const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: rows.cards ?? 0 });
  const files = { 'spam-reports': rows.reports ?? [], cards, findings: rows.findings ?? [] };
  for (const [kind, lines] of Object.entries(files)) {
    if (lines.length === 0) continue;
    const file = join(central.data, `${kind}.csv`);
    await writeFile(file, csvText(lines));
    await central.command('import', kind, file);
  }
  await central.addUser(AGENT.account, AGENT.name, 'agent', AGENT.password);
  await central.command('assign');
  await central.serve();
  return central;
}
