import { defineConfig } from 'vitest/config';

/**
 * Every project of this file runs under Node; test/e2e and test/packaged drive the console with Playwright.
 */
export default defineConfig({
  define: { __TEST_HOOKS__: 'true', __APP_VERSION__: JSON.stringify('0.0.0-test') },
  test: {
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Under root, so that no test makes an account on this machine.
          env: { CALLBACK_DESK_POSTGRES_USER: 'nobody' },
          // Native addons and worker threads of our own: each file gets a process, not a thread.
          pool: 'forks',
        },
      },
    ],
  },
});
