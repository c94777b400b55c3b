import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../central/clock.ts';
import { openDatabase } from '../../central/db/connect.ts';
import { joinEmbedded } from '../../central/db/embedded.ts';
import { migrate } from '../../central/db/migrate.ts';
import { SECOND } from '../../shared/time.ts';
import { createDatabase, databaseUrl } from '../support/postgres.ts';
import { liveMonth } from './month.ts';
import { type MonthFlags, monthFlags } from './options.ts';
import { holds, reportOf } from './report.ts';

const NAME = 'month';
/** A month that ends with the machine need not wait for its disk. */
const WITHOUT_DISK = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function month(url: string, flags: MonthFlags): Promise<boolean> {
  const began = systemClock.now();
  await createDatabase(url, NAME, null);
  const address = databaseUrl(url, NAME);
  const db = openDatabase(address, 1);
  await migrate(db);
  await db.destroy();
  const options = {
    databaseUrl: address,
    ...flags,
    tell: (line: string) => process.stderr.write(`${line}\n`),
  };
  const { verdict, tables, wrong } = await liveMonth(options, reportOf);
  const seconds = Math.round((systemClock.now() - began) / SECOND);
  process.stdout.write(`${tables}\n\n`);
  for (const line of wrong) process.stdout.write(`${line}\n`);
  process.stdout.write(`lived in ${seconds} s\n${JSON.stringify(verdict)}\n`);
  return holds(verdict);
}

async function main(flags: MonthFlags): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'callback-month-postgres-'));
  const embedded = await joinEmbedded(data, {
    binaries: process.env.CALLBACK_DESK_POSTGRES_BIN,
    settings: WITHOUT_DISK,
  });
  try {
    process.exitCode = (await month(embedded.url, flags)) ? 0 : 1;
  } finally {
    await embedded.release();
    rmSync(data, { recursive: true, force: true });
  }
}

function flagsOrEnd(): MonthFlags | null {
  try {
    return monthFlags(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
    return null;
  }
}

const flags = flagsOrEnd();
if (flags) await main(flags);
