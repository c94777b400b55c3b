import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../setup/files.mjs';
import { root } from '../setup/locations.mjs';
import { beginArtifacts } from './artifacts.mjs';
import { runLimited } from './limited.mjs';
import { readReport } from './report.mjs';
import { toolScript } from './tools.mjs';

/**
 * Every suite in the order in which they run: its runner, what it needs beside the packages, and the minutes
 * after which it hangs, several times what a slow machine takes.
 */
export const suites = {
  unit: { runner: 'vitest', needs: [], minutes: 20 },
  integration: { runner: 'vitest', needs: ['nodeSqlite', 'postgres', 'build'], minutes: 45 },
  // As many seeds as fit into the minutes; fewer only on a machine that is too slow for the least number.
  simulation: {
    runner: 'program',
    script: 'sim.mjs',
    args: ['--seeds', '2000', '--minutes', '4'],
    counts: /^(?<runs>\d+) seeds, (?<failed>\d+) violations/,
    needs: ['nodeSqlite', 'postgres'],
    minutes: 30,
  },
  torture: {
    runner: 'program',
    script: 'torture.mjs',
    args: ['--kills', '40'],
    counts: /^(?<runs>\d+) kills, \d+ results, (?<failed>\d+) lost/,
    needs: ['nodeSqlite', 'postgres', 'build'],
    minutes: 30,
  },
  e2e: { runner: 'playwright', needs: ['desk', 'nodeSqlite', 'postgres', 'build'], minutes: 90 },
  packaged: {
    runner: 'playwright',
    needs: ['desk', 'nodeSqlite', 'postgres', 'build'],
    packs: true,
    minutes: 30,
  },
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

/**
 * Runs a program of our own whose last line says how many runs it made and how many failed; its output is
 * kept.
 */
async function runProgram({ script, args, counts: pattern, minutes }, { log }, env) {
  let output = '';
  const hear = (part) => {
    output += part;
    process.stdout.write(part);
  };
  const limitMs = minutes * 60_000;
  const { code, hung } = await runLimited(join(root, 'scripts', script), args, {
    cwd: root,
    env,
    limitMs,
    hear,
  });
  writeFileSync(log, output);
  const lastLine = output.trimEnd().split('\n').at(-1) ?? '';
  const { runs, failed } = pattern.exec(lastLine)?.groups ?? {};
  if (runs === undefined) return { passed: 0, failed: 1, failures: [{ name: lastLine }], hung };
  const bad = Math.max(Number(failed), code === 0 ? 0 : 1);
  return {
    passed: Number(runs) - Number(failed),
    failed: bad,
    failures: bad ? [{ name: lastLine }] : [],
    hung,
  };
}

async function runRunner(suite, words, { folder, report }, env) {
  const { runner, minutes } = suites[suite];
  const [file, args] = runners[runner](suite, words, report);
  const { code, hung } = await runLimited(file, args, {
    cwd: root,
    env: { ...env, CALLBACK_TEST_ARTIFACTS: folder },
    limitMs: minutes * 60_000,
  });
  const written = readJson(report);
  const result = written ? readReport(runner, written, root) : { passed: 0, failed: 0, failures: [] };
  const filteredAway = words.length > 0 && result.passed + result.failed === 0;
  if (code !== 0 && result.failed === 0 && !filteredAway) result.failed = 1;
  return { ...result, hung };
}

/**
 * Runs one suite with its output on this terminal. Resolves to `{ suite, folder, passed, failed, failures }`:
 * what it leaves lies in the folder; a runner that ends badly without naming a failed test counts as one
 * failure.
 */
export async function runSuite(suite, words, env) {
  const isProgram = suites[suite].runner === 'program';
  if (isProgram && words.length > 0) return { suite, passed: 0, failed: 0, failures: [] };
  const artifacts = beginArtifacts(root, suite);
  const { hung, ...result } = isProgram
    ? await runProgram(suites[suite], artifacts, env)
    : await runRunner(suite, words, artifacts, env);
  if (hung) {
    result.failed = Math.max(1, result.failed);
    result.failures.push({ name: `ended after ${suites[suite].minutes} minutes without a result` });
  }
  return { suite, folder: artifacts.folder, ...result };
}
