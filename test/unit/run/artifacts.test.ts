import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const { artifactsOf, beginArtifacts } = await import(resolve('scripts/run/artifacts.mjs'));
const { suites } = await import(resolve('scripts/run/suites.mjs'));

it('what a suite left stays while any other runs, and goes when the same suite runs again', () => {
  const root = mkdtempSync(join(tmpdir(), 'callback-artifacts-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const kept = (suite: string) => existsSync(artifactsOf(root, suite).report);
  for (const suite of Object.keys(suites)) {
    beginArtifacts(root, suite);
    writeFileSync(artifactsOf(root, suite).report, '{}');
  }
  expect(Object.keys(suites).filter((suite) => !kept(suite))).toEqual([]);
  beginArtifacts(root, 'packaged');
  expect(kept('e2e')).toBe(true);
  expect(kept('packaged')).toBe(false);
});

it('Playwright writes everything into the folder of the suite that runs', async () => {
  const before = process.env.CALLBACK_TEST_ARTIFACTS;
  onTestFinished(() => {
    process.env.CALLBACK_TEST_ARTIFACTS = before ?? '';
    if (before === undefined) delete process.env.CALLBACK_TEST_ARTIFACTS;
  });
  process.env.CALLBACK_TEST_ARTIFACTS = '/project/artifacts/packaged';
  const { default: config } = await import(resolve('playwright.config.ts'));
  expect(config.outputDir).toBe('/project/artifacts/packaged/tests');
  expect(config.reporter).toContainEqual(['json', { outputFile: '/project/artifacts/packaged/report.json' }]);
});
