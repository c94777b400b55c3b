import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { historyOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { csvText, NOW } from './support/small-team.ts';

const PASSWORD = 'correct-horse-1';
const NOTE = '对方说稍后再打';

let central: CentralProcess;
let wang: DeskApp;
let li: DeskApp;
let lead: DeskApp;

test.beforeAll(async () => {
  central = await CentralProcess.create();
  const file = join(central.data, 'reports.csv');
  await writeFile(file, csvText(demoRows(seededRng(12), NOW, { reports: 3, cards: 0 }).reports));
  await central.command('import', 'spam-reports', file);
  await central.addUser('wang', '王敏', 'agent', PASSWORD);
  await central.command('assign');
  await central.addUser('li', '李静', 'agent', PASSWORD);
  await central.addUser('zhao', '赵强', 'lead', PASSWORD);
  await central.serve();
  wang = await DeskApp.create(central.url, 'zh-CN');
  li = await DeskApp.create(central.url, 'zh-CN');
  lead = await DeskApp.create(central.url, 'zh-CN');
});
test.afterAll(async () => {
  for (const desk of [wang, li, lead]) await desk.dispose();
  await central.dispose();
});

async function signIn(desk: DeskApp, account: string): Promise<void> {
  await desk.start();
  await desk.signIn(account, PASSWORD);
  await desk.online();
}

const rowOf = ({ page }: DeskApp, name: string): Locator =>
  page.getByRole('option').filter({ hasText: name });

async function open(desk: DeskApp, name: string): Promise<void> {
  await rowOf(desk, name).first().click();
  await expect(desk.page.getByRole('heading', { level: 2, name })).toBeVisible();
}

/** The lead gives the open case to 李静. */
async function moveToLi({ page }: DeskApp): Promise<void> {
  await press(page, 'm');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '李静' }).click();
  await expect(dialog.getByRole('status')).toBeVisible();
  await press(page, 'Escape');
}

const nameAt = async ({ page }: DeskApp, index: number): Promise<string> =>
  page.getByRole('option').nth(index).locator('span').first().innerText();

test('a case that is taken away in the middle of a call stays on the screen until its result is saved', async () => {
  await signIn(wang, 'wang');
  await signIn(li, 'li');
  await signIn(lead, 'zhao');
  const { page } = wang;
  const name = await nameAt(wang, 0);
  const heading = page.getByRole('heading', { level: 2, name });
  const note = page.getByRole('textbox', { name: '备注' });

  await test.step('the lead moves it while the agent speaks: screen and text stay', async () => {
    await open(wang, name);
    await page.getByRole('button', { name: '开始计时' }).click();
    await expect(page.getByTestId('call-state')).toHaveAttribute('data-phase', 'calling');
    await press(page, 'n');
    await page.keyboard.type(NOTE);
    await open(lead, name);
    await moveToLi(lead);
    await lead.online();
    await expect(rowOf(li, name)).toHaveCount(1);
    await expect(page.getByRole('button', { name: /处更新/ })).toBeVisible();
    await expect(heading).toBeVisible();
    await expect(page.getByRole('note').filter({ hasText: '赵强已把这张工单改派给李静' })).toBeVisible();
    await expect(note).toHaveValue(NOTE);
    await expect(page.getByTestId('call-state')).toHaveAttribute('data-phase', 'calling');
    await wang.picture('moved-mid-call-zh-CN-light');
  });

  await test.step('the agent finishes; the result arrives, flagged, and the row is gone for good', async () => {
    await press(page, 'Alt+4', 'Control+Enter');
    await expect(heading).toBeHidden();
    await wang.online();
    await expect(rowOf(wang, name)).toHaveCount(0);
    await open(li, name);
    await expect(historyOf(li)).toContainText(NOTE);
    await expect(historyOf(li)).toContainText('登记时工单已改派');
    await li.picture('result-of-former-owner-zh-CN-light');
    await wang.close();
    await signIn(wang, 'wang');
    await expect(wang.page.getByRole('option')).toHaveCount(2);
    await expect(rowOf(wang, name)).toHaveCount(0);
  });
});

test('two desks and a lead call and move the same cases without a network; all results are there once', async () => {
  const name = await nameAt(wang, 0);
  const mine = await nameAt(li, 0);
  await test.step('everybody is alone: the agent and the lead call one case, the lead moves it; the other agent calls too', async () => {
    await central.stop();
    await open(wang, name);
    await press(wang.page, 'n');
    await wang.page.keyboard.type('王敏打的');
    await press(wang.page, 'Escape', 'Alt+4', 'Control+Shift+Enter');
    await expect(historyOf(wang)).toContainText('王敏打的');
    await open(lead, name);
    await press(lead.page, 'n');
    await lead.page.keyboard.type('赵强打的');
    await press(lead.page, 'Escape', 'Alt+4', 'Control+Shift+Enter');
    await expect(historyOf(lead)).toContainText('赵强打的');
    await moveToLi(lead);
    await open(li, mine);
    await press(li.page, 'n');
    await li.page.keyboard.type('李静打的');
    await press(li.page, 'Escape', 'Alt+4', 'Control+Shift+Enter');
    await expect(historyOf(li)).toContainText('李静打的');
  });

  await test.step('the network returns: the new owner and the lead see both calls once, the former owner no longer has the case', async () => {
    await central.serve();
    for (const desk of [wang, li, lead]) await desk.online();
    await expect(rowOf(wang, name)).toHaveCount(0);
    await expect(rowOf(li, name)).toHaveCount(1);
    for (const desk of [li, lead]) {
      await open(desk, name);
      for (const text of ['王敏打的', '赵强打的'])
        await expect(historyOf(desk).getByText(text)).toHaveCount(1);
    }
    await open(lead, mine);
    await expect(historyOf(lead).getByText('李静打的')).toHaveCount(1);
    const outcomes = (await central.command('export', 'outcomes', '--json')).trim().split('\n');
    const notes = outcomes.map((line) => (JSON.parse(line) as { note: string }).note);
    expect(notes.sort()).toEqual([NOTE, '王敏打的', '赵强打的', '李静打的'].sort());
    await lead.picture('all-agree-zh-CN-light');
  });
});
