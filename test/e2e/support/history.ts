import type { Locator } from '@playwright/test';
import type { DeskApp } from './desk-app.ts';

/** What happened in the open case, newest first. */
export function historyOf({ page }: Pick<DeskApp, 'page'>): Locator {
  return page.locator('section[aria-labelledby="timeline-title"]');
}

/**
 * The entries of the open case that say all of this, wherever they stand: central adds entries of its own at
 * any time.
 */
export function entryOf(desk: Pick<DeskApp, 'page'>, ...texts: string[]): Locator {
  const entries = historyOf(desk).getByRole('listitem');
  return texts.reduce((found, text) => found.filter({ hasText: text }), entries);
}
