import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../central/clock.ts';
import { demoRows } from '../../../central/demo/generate.ts';
import { seededRng } from '../../../central/demo/random.ts';
import { CentralProcess } from '../../e2e/support/central-process.ts';
import { csvLine } from '../../support/csv.ts';

export const CASES = 12;
export const AGENT = { account: 'wang', name: '王敏', password: 'correct-horse-1' };

/** A central that serves one agent with a dozen cards to call about. */
export async function staffedCentral(): Promise<CentralProcess> {
  const central = await CentralProcess.create();
  const { cards } = demoRows(seededRng(7), systemClock.now(), { reports: 0, cards: CASES });
  const columns = Object.keys(cards[0] ?? {});
  const file = join(central.data, 'cards.csv');
  const lines = cards.map((row) => csvLine(columns.map((column) => row[column] ?? '')));
  await writeFile(file, csvLine(columns) + lines.join(''));
  await central.command('import', 'cards', file);
  await central.addUser(AGENT.account, AGENT.name, 'agent', AGENT.password);
  await central.command('assign');
  await central.serve();
  return central;
}
