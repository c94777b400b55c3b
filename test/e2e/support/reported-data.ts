import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { systemClock } from '../../../central/clock.ts';
import { type DemoRow, demoRows } from '../../../central/demo/generate.ts';
import { seededRng } from '../../../central/demo/random.ts';
import { csvLine } from '../../support/csv.ts';

/** Somebody to call, as a file names them. */
export interface Person {
  externalId: string;
  name: string;
  phone: string;
}

export interface ReportedData {
  /** Paths of CSV files: 3,000 reports, 2,000 cards, a finding for every reported number. */
  reports: string;
  cards: string;
  findings: string;
  decidedReport: Person;
  card: Person;
  /** Five more with a decided report; the last four digits of each person here find that person alone. */
  others: Person[];
}

const REAL = resolve('../shared/data');
const NOW = systemClock.now();

async function write(file: string, rows: readonly DemoRow[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => csvLine(columns.map((column) => row[column] ?? '')));
  await writeFile(file, csvLine(columns) + lines.join(''));
}

async function rowsOf(file: string): Promise<DemoRow[]> {
  return parse(await readFile(file, 'utf8'), { columns: true, bom: true });
}

/**
 * The real reports and cards where this machine has them, generated ones of the same shape and number
 * elsewhere.
 */
export async function reportedData(): Promise<ReportedData> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-data-'));
  const files = {
    reports: join(REAL, 'spam-reports.csv'),
    cards: join(REAL, 'real-name-cards.csv'),
    findings: join(folder, 'findings.csv'),
  };
  if (!existsSync(files.reports)) {
    const made = demoRows(seededRng(7), NOW, { reports: 3_000, cards: 2_000 });
    files.reports = join(folder, 'reports.csv');
    files.cards = join(folder, 'cards.csv');
    await write(files.reports, made.reports);
    await write(files.cards, made.cards);
  }
  const reports = await rowsOf(files.reports);
  const cards = await rowsOf(files.cards);
  const numbers = new Set(reports.map((row) => row.reported_number ?? ''));
  await write(
    files.findings,
    [...numbers].map((number) => ({
      reported_number: number,
      finding: 'confirmed',
      action: 'closed',
      decided_at: new Date(NOW).toISOString(),
    })),
  );
  const calls = new Map<string, number>();
  for (const phone of [...reports.map((row) => row.reporter_phone), ...cards.map((row) => row.phone)]) {
    calls.set((phone ?? '').slice(-4), (calls.get((phone ?? '').slice(-4)) ?? 0) + 1);
  }
  // The search looks into the ids of reports and cards too.
  const ids = [...reports.map((row) => row.report_id), ...cards.map((row) => row.card_id)].join(' ');
  const alone = ({ phone }: Person) => calls.get(phone.slice(-4)) === 1 && !ids.includes(phone.slice(-4));
  const reporters = reports
    .map(
      (row): Person => ({
        externalId: row.report_id ?? '',
        name: row.reporter_name ?? '',
        phone: row.reporter_phone ?? '',
      }),
    )
    .filter(alone);
  const holders = cards
    .map(
      (row): Person => ({
        externalId: row.card_id ?? '',
        name: row.holder_name ?? '',
        phone: row.phone ?? '',
      }),
    )
    .filter(alone);
  const [decidedReport, ...others] = reporters;
  const [card] = holders;
  if (!decidedReport || !card || others.length < 5)
    throw new Error('the data have too few different numbers');
  return { ...files, decidedReport, card, others: others.slice(0, 5) };
}
