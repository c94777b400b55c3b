import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';

const { shift, shiftDate } = createRequire(resolve('package.json'))('./scripts/run/shifted-clock.cjs') as {
  shift: number;
  shiftDate: (by: number) => void;
};

/** Gives the page the clock that the programs of this run have. */
export async function shiftClock(page: Page): Promise<void> {
  if (shift === 0) return;
  await page.addInitScript(shiftDate, shift);
  await page.reload();
}
