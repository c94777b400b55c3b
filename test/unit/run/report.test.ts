import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const { readReport, failureLines } = await import(resolve('scripts/run/report.mjs'));
const ROOT = '/project';

const attempt = (status: string, fullName: string) => ({ status, fullName });

it('names the failed tests of Vitest, and a file that has none but did not load', () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    testResults: [
      {
        name: '/project/test/unit/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [attempt('passed', 'holds'), attempt('failed', 'the plan is kept')],
      },
      {
        name: '/project/test/unit/b.test.ts',
        status: 'failed',
        message: '\u001b[31mno such module\u001b[39m\nat b.ts',
        assertionResults: [],
      },
      { name: '/project/test/unit/c.test.ts', status: 'passed', message: '', assertionResults: [] },
    ],
  };
  expect(readReport('vitest', report, ROOT)).toEqual({
    passed: 3,
    failed: 1,
    failures: [
      { name: 'test/unit/a.test.ts › the plan is kept' },
      { name: 'test/unit/b.test.ts › no such module' },
    ],
  });
});

it('names the failed tests of Playwright with the folder of their pictures, and errors outside any test', () => {
  const spec = (
    title: string,
    ok: boolean,
    attachments: object[],
    status = ok ? 'expected' : 'unexpected',
  ) => ({
    title,
    ok,
    file: 'e2e/a.spec.ts',
    line: 7,
    tests: [{ status, results: [{ attachments }] }],
  });
  const trace = { name: 'trace', path: '/project/artifacts/e2e/tests/a-saves/trace.zip' };
  const report = {
    config: { rootDir: '/project/test' },
    stats: { expected: 1, unexpected: 2, flaky: 1 },
    errors: [{ message: 'the display is gone\nat x' }],
    suites: [
      {
        specs: [spec('opens', true, [])],
        suites: [
          {
            specs: [
              spec('saves', false, [{ name: 'log' }, trace]),
              spec('waits', false, []),
              spec('wavers', true, [], 'flaky'),
            ],
          },
        ],
      },
    ],
  };
  expect(readReport('playwright', report, ROOT)).toEqual({
    passed: 1,
    failed: 3,
    failures: [
      { name: 'test/e2e/a.spec.ts:7 › saves', artifacts: 'artifacts/e2e/tests/a-saves' },
      { name: 'test/e2e/a.spec.ts:7 › waits' },
      { name: 'test/e2e/a.spec.ts:7 › wavers' },
      { name: 'the display is gone' },
    ],
  });
});

it('says what failed and where to look, and nothing when nothing failed', () => {
  const passed = { suite: 'unit', folder: '/project/artifacts/unit', failed: 0, failures: [] };
  expect(failureLines([passed], ROOT)).toEqual([]);
  const failed = {
    suite: 'e2e',
    folder: '/project/artifacts/e2e',
    failed: 1,
    failures: [{ name: 'a.spec.ts:7 › saves', artifacts: 'artifacts/e2e/tests/a-saves' }],
  };
  const nameless = { suite: 'packaged', folder: '/project/artifacts/packaged', failed: 1, failures: [] };
  expect(failureLines([passed, failed, nameless], ROOT)).toEqual([
    'Failed:',
    '  e2e: a.spec.ts:7 › saves',
    '    artifacts/e2e/tests/a-saves',
    '  packaged: 1 without a name',
    'Artifacts, until the same suite runs again:',
    '  e2e: artifacts/e2e',
    '  packaged: artifacts/packaged',
  ]);
});
