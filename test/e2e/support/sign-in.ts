import { expect, type Page } from '@playwright/test';
import { errors } from '../../../renderer/i18n/en/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

interface Credentials {
  server?: string;
  account: string;
  password: string;
}

/** Fills in the English sign-in form and sends it; what comes of it is the test's to look at. */
export async function trySignIn(page: Page, { server, account, password }: Credentials): Promise<void> {
  if (server !== undefined) await page.getByLabel('Server address').fill(server);
  await page.getByLabel('Account', { exact: true }).fill(account);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Password', { exact: true }).press('Enter');
}

/** Waits until the page says what happened and what to do, in the words of that code. */
export async function says(page: Page, code: ErrorCode): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: errors[code].what });
  await expect(alert.first()).toContainText(errors[code].advice);
}
