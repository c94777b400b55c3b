import { defineConfig } from '@playwright/test';

/** End-to-end tests: the real console in the real Electron, one at a time (they share the display's focus). */
export default defineConfig({
  testDir: 'test',
  // The layers' own map the SQLite package to its types, which nothing can run.
  tsconfig: 'test/e2e/run.tsconfig.json',
  testMatch: ['e2e/**/*.spec.ts', 'packaged/**/*.spec.ts'],
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Many times what a busy machine needs: only what hangs gets there.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  outputDir: 'artifacts/e2e',
  reporter: [['list'], ['json', { outputFile: 'artifacts/e2e-report.json' }]],
  use: { trace: 'retain-on-failure' },
});
