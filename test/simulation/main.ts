import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../central/clock.ts';
import { joinEmbedded } from '../../central/db/embedded.ts';
import { MINUTE } from '../../shared/time.ts';
import { SimServer } from './central.ts';
import { type Outcome, runSeed } from './run.ts';
import { fewest } from './shrink.ts';
import { TRAPS, TrapCount } from './traps.ts';

/** From this many seeds on a batch must have met every trap. */
const JUDGED_FROM = 300;
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
    trace: { type: 'boolean', default: false },
    'first-failure': { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? 1);
const seeds = Number(values.seeds ?? (values.seed === undefined ? 50 : 1));
const until =
  values.minutes === undefined
    ? Number.POSITIVE_INFINITY
    : systemClock.now() + Number(values.minutes) * MINUTE;

/** Everything about a failed run that helps to understand it. */
async function explain(server: SimServer, outcome: Outcome): Promise<void> {
  const small = values['first-failure'] ? outcome : await fewest(server, outcome);
  process.stdout.write(`\nseed ${outcome.seed}: ${outcome.violations.join('\n')}\n`);
  process.stdout.write(`${small.trace.map((line) => `  ${line}`).join('\n')}\n`);
  process.stdout.write(`replay: npm run sim -- --seed ${outcome.seed}\n\n`);
}

const data = mkdtempSync(join(tmpdir(), 'callback-sim-postgres-'));
const embedded = await joinEmbedded(data, {
  binaries: process.env.CALLBACK_DESK_POSTGRES_BIN,
  settings: WITHOUT_DISK,
});
let ran = 0;
let failed = 0;
const traps = new TrapCount();
try {
  const server = await SimServer.prepare(embedded.url, 'sim');
  if (values.trace) server.tell = (line) => process.stdout.write(`${line}\n`);
  for (; ran < seeds && (systemClock.now() < until || ran < JUDGED_FROM); ran += 1) {
    const outcome = await runSeed(server, first + ran);
    traps.add(outcome.fired);
    if (outcome.violations.length > 0) {
      failed += 1;
      if (failed <= 3) await explain(server, outcome);
      if (values['first-failure']) {
        ran += 1;
        break;
      }
    }
    if ((ran + 1) % 100 === 0) process.stderr.write(`${ran + 1} of ${seeds} seeds, ${failed} violations\n`);
  }
} finally {
  await embedded.release();
  rmSync(data, { recursive: true, force: true });
}
const judged = ran >= JUDGED_FROM;
if (traps.missing.length > 0) process.stdout.write(`never fired: ${traps.missing.join(', ')}\n`);
process.stdout.write(
  `${ran} seeds, ${failed} violations, ${TRAPS.length - traps.missing.length} of ${TRAPS.length} traps fired\n`,
);
process.exitCode = failed > 0 || (judged && traps.missing.length > 0) ? 1 : 0;
