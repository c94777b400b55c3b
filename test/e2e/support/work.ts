import { expect } from '@playwright/test';
import type { DeskApp } from './desk-app.ts';
import type { Person } from './reported-data.ts';

/** Searches the queue by the last four digits and opens the case with the keyboard. */
export async function findByTail(desk: DeskApp, person: Person): Promise<void> {
  const { page } = desk;
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type(person.phone.slice(-4));
  const row = page.getByRole('option').filter({ hasText: person.name });
  await expect(row).toHaveCount(1);
  await row.click();
  await expect(page.getByRole('heading', { name: person.name })).toBeVisible();
}

/**
 * Answers every question of the script with its first choice until the script has ended and suggested a
 * result.
 */
export async function callThrough(desk: DeskApp): Promise<void> {
  const script = desk.page.getByRole('region', { name: /话术|Script/ });
  await expect(script).toBeVisible();
  const ended = script.getByText(/话术结束|End of the script/);
  for (let step = 0; step < 40 && !(await ended.isVisible()); step += 1) {
    const before = await script.innerText();
    const question = script.getByRole('group', { name: /对方的回答|What they answer/ });
    if (await question.isVisible()) await desk.page.keyboard.press('1');
    else await script.getByRole('button', { name: /继续|Continue/ }).click();
    await expect.poll(() => script.innerText()).not.toBe(before);
  }
  await expect(ended).toBeVisible();
}

/** Chooses a disposition by its label. */
export async function logResult(desk: DeskApp, label: string): Promise<void> {
  const result = desk.page.getByRole('region', { name: /^(结果|Result)/ });
  await result
    .getByRole('radio', { name: label })
    .or(result.getByRole('button', { name: label }))
    .first()
    .click();
}

/** Saves with the keyboard; answers when the form has moved on. */
export async function saveNext(desk: DeskApp): Promise<void> {
  const headings = desk.page.getByRole('heading', { level: 2 });
  const before = await headings.first().innerText();
  await desk.page.keyboard.press('Control+Enter');
  // The last one of a list has no next.
  await expect(headings.and(desk.page.getByRole('heading', { name: before, exact: true }))).toHaveCount(0);
}
