import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDisplay } from './run/display.mjs';
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

async function runOne(suite, words, prepared, display) {
  process.stdout.write(`\n— ${suite}\n`);
  if (!hasTests(suite)) {
    process.stdout.write('no tests yet\n');
    return { passed: 0, failed: 0 };
  }
  if (suites[suite].packs) {
    const { pack } = await import('./run/pack.mjs');
    await pack(prepared, []);
  }
  return runSuite(suite, words, { ...prepared.env, ...display?.env });
}

await runMain(async (args) => {
  const [names, words] = readWords(args);
  const prepared = await ensure([...new Set(names.flatMap((name) => suites[name].needs))]);
  mkdirSync(join(root, 'artifacts'), { recursive: true });

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
  const total = { passed: 0, failed: 0 };
  try {
    for (const name of names) {
      if (interrupted) throw new Problem('The tests were interrupted.');
      const { passed, failed } = await runOne(name, words, prepared, display).catch((error) => {
        process.stdout.write(`${error.message}\n`);
        return { passed: 0, failed: 1 };
      });
      total.passed += passed;
      total.failed += failed;
    }
  } finally {
    await display?.stop();
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});
