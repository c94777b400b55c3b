import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine, table, toJson } from './report.ts';
import { removeScratch } from './scratch.ts';
import { centralAt } from './suites/central.ts';
import { imports } from './suites/import.ts';
import { initialPulls } from './suites/pull.ts';
import { queueRows } from './suites/queue.ts';
import { durableResult } from './suites/result.ts';
import { startup } from './suites/startup.ts';
import { sync } from './suites/sync.ts';

const SUITES = { queue: queueRows, result: durableResult, pull: initialPulls, sync, startup };
/** Take long and much disk, so that they only run when they are named; `--cases` says how large. */
const LARGE = { central: centralAt, import: imports };
type SuiteName = keyof typeof SUITES;
const isSuite = (name: string): name is SuiteName => Object.hasOwn(SUITES, name);
const isLarge = (name: string): name is keyof typeof LARGE => Object.hasOwn(LARGE, name);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    cases: { type: 'string', default: '1000000' },
  },
});
const unknown = positionals.filter((name) => !isSuite(name) && !isLarge(name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(', ')}; choose from ${[...Object.keys(SUITES), ...Object.keys(LARGE)].join(', ')}.\n`,
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
  for (const name of positionals.filter(isLarge)) {
    process.stderr.write(`${name} …\n`);
    rows.push(...(await LARGE[name](Number(values.cases), Number(values.rounds))).map(toJson));
  }
} finally {
  // What was measured before a suite failed is told all the same.
  process.stdout.write(`${machine()}\n\n${table(rows)}\n`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine: machine(), rows }, null, 2)}\n`);
  removeScratch();
}
