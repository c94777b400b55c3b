import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../central/clock.ts';
import { joinEmbedded } from '../../central/db/embedded.ts';
import { MINUTE } from '../../shared/time.ts';
import { TRAPS, type Trap, TrapCount } from './traps.ts';
import { serveSeeds } from './worker.ts';

/** From this many seeds on a batch must have met every trap; a shorter one says which it has not met. */
const JUDGED_FROM = 1_000;
/** So many seeds run however few minutes there are. */
const LEAST = 40;
const WITHOUT_DISK = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '100',
};

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
    jobs: { type: 'string' },
    resume: { type: 'string' },
    trace: { type: 'boolean', default: false },
    'first-failure': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
});

interface Answer {
  seed: number;
  violations: string[];
  fired: [Trap, number][];
  trace: string[];
}

/** What a batch has come to; kept in a file, so that a long one can be run in pieces. */
interface Progress {
  ran: number;
  failed: number;
  fired: [Trap, number][];
}

const first = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 50 : 1));
const until =
  values.minutes === undefined
    ? Number.POSITIVE_INFINITY
    : systemClock.now() + Number(values.minutes) * MINUTE;

function earlier(): Progress {
  if (!values.resume || !existsSync(values.resume)) return { ran: 0, failed: 0, fired: [] };
  return JSON.parse(readFileSync(values.resume, 'utf8'));
}

function tell({ seed, violations, trace }: Answer): void {
  process.stdout.write(`\nseed ${seed}: ${violations.join('\n')}\n`);
  process.stdout.write(`${trace.map((line) => `  ${line}`).join('\n')}\n`);
  process.stdout.write(`replay: npm run sim -- --seed ${seed}\n\n`);
}

/** Runs the batch in several processes on one PostgreSQL. Resolves to the exit code. */
async function batch(url: string): Promise<number> {
  const progress = earlier();
  const traps = new TrapCount();
  traps.add(new Map(progress.fired));
  let next = progress.ran;
  let stopped = false;
  const jobs = Math.min(Number(values.jobs ?? availableParallelism()), seeds);

  const more = () => !stopped && next < seeds && (systemClock.now() < until || next < LEAST);
  const take = (answer: Answer) => {
    progress.ran += 1;
    traps.add(new Map(answer.fired));
    if (answer.violations.length > 0) {
      progress.failed += 1;
      if (progress.failed <= 3) tell(answer);
      else process.stdout.write(`seed ${answer.seed}: ${answer.violations[0]}\n`);
      stopped ||= values['first-failure'];
    }
    progress.fired = [...traps.fired];
    if (values.resume) writeFileSync(values.resume, JSON.stringify(progress));
    if (progress.ran % 100 === 0)
      process.stderr.write(`${progress.ran} of ${seeds} seeds, ${progress.failed} violations\n`);
  };
  const lane = () =>
    new Promise<void>((resolve, reject) => {
      const child = fork(process.argv[1] ?? '', [], { env: { ...process.env, SIMULATION_POSTGRES: url } });
      child.on('message', (answer: Answer | 'ready') => {
        if (answer !== 'ready') take(answer);
        if (!more()) {
          child.kill();
          return;
        }
        child.send({
          seed: first + next,
          shrink: !values['first-failure'] && !values['no-shrink'],
          trace: values.trace,
        });
        next += 1;
      });
      child.on('exit', (code, signal) => {
        if (signal === 'SIGTERM') resolve();
        else reject(new Error(`a simulation ended with ${signal ?? code}`));
      });
    });
  await Promise.all(Array.from({ length: jobs }, lane));

  const { missing } = traps;
  if (missing.length > 0) process.stdout.write(`never fired: ${missing.join(', ')}\n`);
  process.stdout.write(
    `${progress.ran} seeds, ${progress.failed} violations, ${TRAPS.length - missing.length} of ${TRAPS.length} traps fired\n`,
  );
  return progress.failed > 0 || (progress.ran >= JUDGED_FROM && missing.length > 0) ? 1 : 0;
}

async function main(): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'callback-sim-postgres-'));
  const embedded = await joinEmbedded(data, {
    binaries: process.env.CALLBACK_DESK_POSTGRES_BIN,
    settings: WITHOUT_DISK,
  });
  try {
    process.exitCode = await batch(embedded.url);
  } finally {
    await embedded.release();
    rmSync(data, { recursive: true, force: true });
  }
}

const given = process.env.SIMULATION_POSTGRES;
await (given ? serveSeeds(given) : main());
