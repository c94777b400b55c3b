import { artifactsOf } from './run/artifacts.mjs';
import { clockOf } from './run/clock.mjs';
import { startDisplay } from './run/display.mjs';
import { onInventedData } from './run/invented-data.mjs';
import { failureLines } from './run/report.mjs';
import { hasTests, runSuite, suites } from './run/suites.mjs';
import { isRoot, root } from './setup/locations.mjs';
import { Problem, runMain } from './setup/problem.mjs';
import { say } from './setup/progress.mjs';
import { needsOwnDisplay } from './setup/system.mjs';
import { ensure } from './setup.mjs';

/** `[suites, words]`: leading names of suites choose them, all other words filter inside them. */
function readWords(args) {
  const chosen = args.filter((word) => word in suites);
  const names = chosen.length > 0 ? chosen : Object.keys(suites);
  return [names, args.filter((word) => !(word in suites))];
}

async function runOne(suite, words, { prepared, display, clock }) {
  process.stdout.write(`\n— ${suite}\n`);
  if (!hasTests(suite)) {
    process.stdout.write('no tests yet\n');
    return { suite, passed: 0, failed: 0, failures: [] };
  }
  if (suites[suite].packs) {
    const { pack } = await import('./run/pack.mjs');
    await pack(prepared, []);
  }
  return runSuite(suite, words, { ...onInventedData(prepared.env), ...display?.env, ...clock });
}

await runMain(async (args) => {
  const [names, words] = readWords(args);
  const clock = clockOf(process.env);
  const prepared = await ensure([...new Set(names.flatMap((name) => suites[name].needs))]);

  const opensWindows = names.some((name) => suites[name].needs.includes('desk'));
  if (opensWindows && isRoot) say("Running as root: Chromium's sandbox is off (--no-sandbox)");
  const display = opensWindows && needsOwnDisplay() ? await startDisplay() : undefined;
  if (display) say(`No display here: windows open on a virtual one (Xvfb ${display.name})`);

  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      interrupted = true;
    });
  }
  const results = [];
  try {
    for (const name of names) {
      if (interrupted) throw new Problem('The tests were interrupted.');
      const result = await runOne(name, words, { prepared, display, clock }).catch((error) => {
        process.stdout.write(`${error.message}\n`);
        const { folder } = artifactsOf(root, name);
        return { suite: name, folder, passed: 0, failed: 1, failures: [{ name: error.message }] };
      });
      results.push(result);
    }
  } finally {
    await display?.stop();
  }
  const sum = (of) => results.reduce((total, result) => total + result[of], 0);
  const [passed, failed] = [sum('passed'), sum('failed')];
  for (const line of ['', ...failureLines(results, root)]) process.stdout.write(`${line}\n`);
  process.stdout.write(`${failed > 0 ? '\n' : ''}${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
});
