import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Under root, so that no test makes an account on this machine.
process.env.CALLBACK_DESK_POSTGRES_USER ??= 'nobody';

/** The folder of the suite that runs: the start of another suite leaves it alone. */
const artifacts = process.env.CALLBACK_TEST_ARTIFACTS ?? 'artifacts/e2e';

/**
 * End-to-end tests: the real console in the real Electron, one at a time (they share the display's focus).
 */
export default defineConfig({
  testDir: 'test',
  // The layers' own map the SQLite package to its types, which nothing can run.
  tsconfig: 'test/e2e/run.tsconfig.json',
  testMatch: ['e2e/**/*.spec.ts', 'packaged/**/*.spec.ts'],
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // Many times what a busy machine needs: only what hangs gets there. A desk limits its actions itself
  // (desk-app.ts).
  timeout: 120_000,
  expect: { timeout: 20_000 },
  outputDir: join(artifacts, 'tests'),
  reporter: [['list'], ['json', { outputFile: join(artifacts, 'report.json') }]],
  use: { trace: 'retain-on-failure' },
});
