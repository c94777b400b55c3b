import { dirname, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The first line of a message, without the colours of a terminal. */
function firstLine(message) {
  return stripVTControlCharacters(message).split('\n')[0];
}

/** A file that could not be read, or whose hooks failed, has no failed test that would tell of it. */
function vitestFailures(report, root) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [{ name: `${file} › ${firstLine(message)}` }] : [];
    return failed.map(({ fullName }) => ({ name: `${file} › ${fullName}` }));
  });
}

function* specsOf(suite) {
  yield* suite.specs ?? [];
  for (const inner of suite.suites ?? []) yield* specsOf(inner);
}

/** Failed tests of Playwright, each with the folder where its pictures and traces lie. */
function playwrightFailures(report, root) {
  const failed = [...specsOf(report)].filter(
    ({ ok, tests }) => !ok || tests.some((test) => test.status === 'flaky'),
  );
  const tests = failed.map(({ title, file, line, tests: runs }) => {
    const kept = runs
      .flatMap(({ results }) => results.flatMap(({ attachments }) => attachments ?? []))
      .find(({ path }) => path);
    const place = relative(root, join(report.config.rootDir, file));
    return {
      name: `${place}:${line} › ${title}`,
      ...(kept && { artifacts: relative(root, dirname(kept.path)) }),
    };
  });
  const beside = report.errors.map(({ message = '' }) => ({ name: firstLine(message) }));
  return [...tests, ...beside];
}

/** What a runner's report says: `{ passed, failed, failures }`, each failure `{ name, artifacts? }`. */
export function readReport(runner, report, root) {
  if (runner === 'vitest')
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      failures: vitestFailures(report, root),
    };
  const { expected, unexpected, flaky } = report.stats;
  return { passed: expected, failed: unexpected + flaky, failures: playwrightFailures(report, root) };
}

/**
 * The lines that say which tests failed and where to look: none when none did. `results` are those of the
 * suites.
 */
export function failureLines(results, root) {
  const bad = results.filter(({ failed }) => failed > 0);
  if (bad.length === 0) return [];
  const lines = bad.flatMap(({ suite, failed, failures }) => {
    const named = failures.length > 0 ? failures : [{ name: `${failed} without a name` }];
    return named.flatMap(({ name, artifacts }) => [
      `  ${suite}: ${name}`,
      ...(artifacts ? [`    ${artifacts}`] : []),
    ]);
  });
  const folders = bad.map(({ suite, folder }) => `  ${suite}: ${relative(root, folder)}`);
  return ['Failed:', ...lines, 'Artifacts, until the same suite runs again:', ...folders];
}
