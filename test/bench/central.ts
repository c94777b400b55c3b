import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DemoRow, demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from '../e2e/support/central-process.ts';
import { csvLine } from '../support/csv.ts';
import { scratchFolder } from './scratch.ts';

/** Rows made at a time: a million at once would not fit into memory. */
const PART = 50_000;

/** Generated reports; the same count gives the same rows, all of them under ids of their own. */
export function* generatedReports(count: number): Generator<DemoRow> {
  const now = Date.now();
  for (let from = 0; from < count; from += PART) {
    const part = { reports: Math.min(PART, count - from), cards: 0 };
    const { reports } = demoRows(seededRng(1 + from / PART), now, part);
    for (const [index, row] of reports.entries())
      yield { ...row, report_id: `${row.report_id}-${from + index}` };
  }
}

/** The most memory that a process has held so far, MB (Linux); 0 when it is gone. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024;
}

/** Runs a command to its end, however long that takes; the most memory that it held, MB, not PostgreSQL. */
export async function longCommand(central: CentralProcess, ...words: string[]): Promise<number> {
  const child = spawn(process.execPath, [resolve('dist/central/cli.mjs'), ...words], {
    env: { ...process.env, CALLBACK_DESK_DATA: central.data },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, await peakMemory(child.pid ?? 0));
    await Promise.race([ended, pause(200)]);
  }
  if (child.exitCode !== 0) throw new Error(`${words[0]} ended with ${child.exitCode ?? child.signalCode}`);
  return peak;
}

/** Writes reports into a file, one after the other. */
export async function writeRows(rows: Iterable<DemoRow>): Promise<string> {
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
  return file;
}

/** Imports reports into a central, as a person would from the shell. */
export async function importRows(central: CentralProcess, rows: Iterable<DemoRow>): Promise<void> {
  await longCommand(central, 'import', 'spam-reports', await writeRows(rows));
}

/** Imports generated spam reports into a central and assigns them to its agents. */
export async function importGenerated(central: CentralProcess, count: number): Promise<void> {
  await importRows(central, generatedReports(count));
  await longCommand(central, 'assign', '--strategy', 'balanced');
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
