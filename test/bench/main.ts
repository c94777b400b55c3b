import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine, table, toJson } from './report.ts';
import { removeScratch } from './scratch.ts';
import { centralAt } from './suites/central.ts';
import { initialPulls } from './suites/pull.ts';
import { queueRows } from './suites/queue.ts';
import { durableResult } from './suites/result.ts';
import { startup } from './suites/startup.ts';
import { sync } from './suites/sync.ts';

const SUITES = { queue: queueRows, result: durableResult, pull: initialPulls, sync, startup };
/** Takes long and much disk, so that it only runs when it is named. */
const CENTRAL = 'central';
type SuiteName = keyof typeof SUITES;
const isSuite = (name: string): name is SuiteName => name in SUITES;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    cases: { type: 'string', default: '1000000' },
  },
});
const unknown = positionals.filter((name) => !isSuite(name) && name !== CENTRAL);
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; choose from ${[...Object.keys(SUITES), CENTRAL].join(', ')}.\n`,
  );
  process.exit(2);
}
const chosen = positionals.length > 0 ? positionals.filter(isSuite) : (Object.keys(SUITES) as SuiteName[]);

const rows: ReturnType<typeof toJson>[] = [];
try {
  for (const name of chosen) {
    process.stderr.write(`${name} …\n`);
    rows.push(...(await SUITES[name](Number(values.rounds))).map(toJson));
  }
  if (positionals.includes(CENTRAL)) {
    process.stderr.write(`${CENTRAL} …\n`);
    rows.push(...(await centralAt(Number(values.cases), Number(values.rounds))).map(toJson));
  }
} finally {
  // What was measured before a suite failed is told all the same.
  process.stdout.write(`${machine()}\n\n${table(rows)}\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  removeScratch();
}
