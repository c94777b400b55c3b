import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../setup/files.mjs';
import { root } from '../setup/locations.mjs';
import { runInherited } from './inherit.mjs';
import { toolScript } from './tools.mjs';

const artifacts = join(root, 'artifacts');

/** Every suite in the order in which they run: its runner, and what it needs beside the packages. */
export const suites = {
  unit: { runner: 'vitest', needs: [] },
  integration: { runner: 'vitest', needs: ['nodeSqlite', 'postgres', 'build'] },
  // As many seeds as fit into the minutes; fewer only on a machine that is too slow for the least number.
  simulation: {
    runner: 'program',
    script: 'sim.mjs',
    args: ['--seeds', '2000', '--minutes', '4'],
    counts: /^(?<runs>\d+) seeds, (?<failed>\d+) violations/,
    needs: ['nodeSqlite', 'postgres'],
  },
  torture: {
    runner: 'program',
    script: 'torture.mjs',
    args: ['--kills', '40'],
    counts: /^(?<runs>\d+) kills, \d+ results, (?<failed>\d+) lost/,
    needs: ['nodeSqlite', 'postgres', 'build'],
  },
  e2e: { runner: 'playwright', needs: ['desk', 'nodeSqlite', 'postgres', 'build'] },
  packaged: { runner: 'playwright', needs: ['desk', 'nodeSqlite', 'postgres', 'build'], packs: true },
};

/** True when the suite has a test file. */
export function hasTests(suite) {
  const folder = join(root, 'test', suite);
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }) : [];
  return suites[suite].runner === 'program' || names.some((name) => /\.(test|spec)\.tsx?$/.test(name));
}

const runners = {
  vitest(suite, words, report) {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const args = ['run', `--project=${suite}`, ...reporters, ...words];
    return [toolScript('vitest', 'vitest'), args];
  },
  playwright(suite, words) {
    // Playwright combines file filters with "or" and takes words of the title separately.
    const files = words.filter((word) => word.includes('/') || word.endsWith('.ts'));
    const titles = words.filter((word) => !files.includes(word));
    const grep = titles.length > 0 ? ['--grep', titles.join(' ')] : [];
    return [
      toolScript('@playwright/test', 'playwright'),
      ['test', ...(files.length > 0 ? files : [`test/${suite}/`]), ...grep],
    ];
  },
};

/** What a report says: `{ passed, failed }`; undefined when the runner wrote none. */
function counts(runner, report) {
  if (!report) return undefined;
  if (runner === 'vitest') return { passed: report.numPassedTests, failed: report.numFailedTests };
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky };
}

/** Runs a program of our own whose last line says how many runs it made and how many failed. */
async function runProgram({ script, args, counts: pattern }, env) {
  let output = '';
  const child = spawn(process.execPath, [join(root, 'scripts', script), ...args], { cwd: root, env });
  child.stderr.pipe(process.stderr);
  child.stdout.on('data', (part) => {
    output += part;
    process.stdout.write(part);
  });
  const [code] = await once(child, 'close');
  const { runs, failed } = pattern.exec(output.trimEnd().split('\n').at(-1) ?? '')?.groups ?? {};
  if (runs === undefined) return { passed: 0, failed: 1 };
  const bad = Math.max(Number(failed), code === 0 ? 0 : 1);
  return { passed: Number(runs) - Number(failed), failed: bad };
}

/**
 * Runs one suite with its output on this terminal. Resolves to `{ passed, failed }`; a runner that ends badly
 * without naming a failed test counts as one failure.
 */
export async function runSuite(suite, words, env) {
  const { runner } = suites[suite];
  if (runner === 'program')
    return words.length > 0 ? { passed: 0, failed: 0 } : runProgram(suites[suite], env);
  const report = join(artifacts, runner === 'vitest' ? `${suite}-report.json` : 'e2e-report.json');
  rmSync(report, { force: true });
  const [file, args] = runners[runner](suite, words, report);
  const code = await runInherited(file, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  const result = counts(runner, readJson(report)) ?? { passed: 0, failed: 0 };
  const filteredAway = words.length > 0 && result.passed + result.failed === 0;
  if (code !== 0 && result.failed === 0 && !filteredAway) result.failed = 1;
  return result;
}
