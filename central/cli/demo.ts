import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { type RunningCentral, startCentralServer } from '../central.ts';
import { systemClock, systemIds } from '../clock.ts';
import { demoFolder, makeFolder } from '../data-folder.ts';
import { countAllCases } from '../db/demo.ts';
import { currentEpoch } from '../db/meta.ts';
import { openCentralDatabase } from '../db/open.ts';
import { startSystems } from '../demo/live.ts';
import { prepareDemo } from '../demo/prepare.ts';
import { DEMO_PASSWORD, DEMO_STAFF } from '../demo/staff.ts';
import { keepHouse } from '../housekeeping.ts';
import { lineJournal } from '../http/journal.ts';
import { askedToEnd } from './ending.ts';
import { portOf } from './serve.ts';
import { settingsFrom } from './settings.ts';

const DEMO_PORT = 8718;
/** Invented data need not survive a power cut to the last second; building them is much quicker so. */
const SETTINGS = { synchronous_commit: 'off' };

interface DemoOptions {
  port: number;
  jsonReady: boolean;
  /** Without the systems around central: loops stay as open as they are. */
  systems: boolean;
}

/** A desk belongs to an address, so the demo keeps its own as long as nobody else has taken it. */
async function listen(
  options: DemoOptions,
  parts: Parameters<typeof startCentralServer>[0],
): Promise<RunningCentral> {
  const journal = lineJournal(systemClock.now, (line) => process.stderr.write(line));
  const quiet = { journal: { ...journal, request: () => undefined } };
  const host = '127.0.0.1';
  try {
    return await startCentralServer(parts, { host, port: options.port }, quiet);
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken || options.port !== DEMO_PORT) throw error;
    return startCentralServer(parts, { host, port: 0 }, quiet);
  }
}

/** Under root, the demo's PostgreSQL runs as whatever else runs so, which real data must not. */
const SHARED =
  'PostgreSQL runs as "nobody": good enough for invented people, "serve" gives it an account of its own.\n';

function announce(url: string, cases: number, json: boolean): void {
  const accounts = DEMO_STAFF.map(({ account, role, name }) => ({
    account,
    password: DEMO_PASSWORD,
    role,
    name,
  }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ ready: true, url, accounts, cases })}\n`);
    return;
  }
  process.stdout.write(`The demo listens on ${url} with ${cases} cases.\n`);
  if (process.getuid?.() === 0) process.stdout.write(SHARED);
  for (const { account, password, role, name } of accounts) {
    process.stdout.write(`  ${account.padEnd(8)} ${password}  ${role.padEnd(6)} ${name}\n`);
  }
}

async function demo(options: DemoOptions): Promise<void> {
  const ended = askedToEnd({ stdin: true });
  const data = demoFolder(process.env);
  await makeFolder(dirname(data));
  const { binaries } = settingsFrom(process.env);
  const { db, serving, lost, close } = await openCentralDatabase(
    { url: undefined, data, binaries, settings: SETTINGS, makes: true },
    systemIds,
  );
  const card = join(data, 'central.json');
  try {
    const parts = { db, clock: systemClock, ids: systemIds };
    await prepareDemo(parts);
    const central = await listen(options, {
      ...parts,
      db: serving,
      epoch: await currentEpoch(db, systemIds),
    });
    await writeFile(card, JSON.stringify({ url: central.url, pid: process.pid }));
    announce(central.url, await countAllCases(db), options.jsonReady);
    const journal = lineJournal(systemClock.now, (line) => process.stderr.write(line));
    const housekeeping = keepHouse({ ...central.services, db }, journal);
    const systems = options.systems ? startSystems(central.url, systemClock) : null;
    try {
      await Promise.race([ended, lost]);
    } finally {
      await systems?.stop();
      await housekeeping.stop();
      await central.close();
    }
  } finally {
    const text = await readFile(card, 'utf8').catch(() => '');
    // A demo that started later on the same data has put its own card there.
    if (text.includes(`"pid":${process.pid}}`)) await rm(card, { force: true });
    await close();
    process.stdin.destroy();
  }
}

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('serve a team of invented people with about 400 cases, apart from the real data')
    .option('-p, --port <port>', 'port to listen on (default: 8718, or any free one)', portOf, DEMO_PORT)
    .option('--no-systems', 'without the message gateway, the operator and the verification desk around it')
    .option('--json-ready', 'say that it is ready as one line of JSON', false)
    .action(demo);
}
