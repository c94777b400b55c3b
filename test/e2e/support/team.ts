import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { CentralProcess } from './central-process.ts';
import { DeskApp, type Language } from './desk-app.ts';
import { csvText } from './small-team.ts';

type Rows = readonly Readonly<Record<string, string>>[];

export const TEAM_PASSWORD = 'correct-horse-1';
/** An agent, who gets the cases, and two who lead. */
const PEOPLE = [
  ['wang', '王敏', 'agent'],
  ['zhao', '赵强', 'lead'],
  ['qian', '钱进', 'lead'],
] as const;

/** A central with one agent and two team leads, the agent having these cases; it does not serve yet. */
export async function teamOfThree(rows: { reports?: Rows; cards?: Rows }): Promise<CentralProcess> {
  const central = await CentralProcess.create();
  for (const [kind, lines] of [
    ['spam-reports', rows.reports ?? []],
    ['cards', rows.cards ?? []],
  ] as const) {
    if (lines.length === 0) continue;
    const file = join(central.data, `${kind}.csv`);
    await writeFile(file, csvText(lines));
    await central.command('import', kind, file);
  }
  for (const [account, name, role] of PEOPLE) await central.addUser(account, name, role, TEAM_PASSWORD);
  await central.command('assign');
  return central;
}

/** A person of the team at a desk of their own, everything exchanged. */
export async function signedIn(
  central: CentralProcess,
  account: string,
  language: Language,
): Promise<DeskApp> {
  const desk = await DeskApp.create(central.url, language, 'system');
  const page = await desk.start();
  await page.setViewportSize({ width: 1280, height: 720 });
  await desk.signIn(account, TEAM_PASSWORD);
  await desk.online();
  return desk;
}

/** Opens the case of a person by name. */
export async function openCaseOf({ page }: Pick<DeskApp, 'page'>, name: string): Promise<void> {
  await page.getByRole('option').filter({ hasText: name }).first().click();
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
}

/** Chooses a tab that lies in the menu of the tabs. */
export async function chooseHiddenTab({ page }: DeskApp, name: string): Promise<void> {
  const bar = page.getByRole('toolbar').first();
  await bar.getByRole('button').last().click();
  await page.getByRole('menuitem', { name }).click();
  await expect(bar.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
}
