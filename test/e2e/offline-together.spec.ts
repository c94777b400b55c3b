import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { entryOf, historyOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { csvText, NOW } from './support/small-team.ts';

const PASSWORD = 'correct-horse-1';
const PEOPLE = [
  ['wang', '王敏', 'agent'],
  ['zhao', '赵强', 'lead'],
  ['qian', '钱进', 'lead'],
] as const;

let central: CentralProcess;
const desks = new Map<string, DeskApp>();

const deskOf = (account: string): DeskApp => {
  const desk = desks.get(account);
  if (!desk) throw new Error(`no desk of ${account}`);
  return desk;
};

test.beforeAll(async () => {
  central = await CentralProcess.create();
  const file = join(central.data, 'reports.csv');
  await writeFile(file, csvText(demoRows(seededRng(11), NOW, { reports: 5, cards: 0 }).reports));
  await central.command('import', 'spam-reports', file);
  for (const [account, name, role] of PEOPLE) await central.addUser(account, name, role, PASSWORD);
  await central.command('assign');
  await central.addUser('li', '李静', 'agent', PASSWORD);
  await central.serve();
  for (const [account] of [...PEOPLE, ['li']] as const)
    desks.set(account, await DeskApp.create(central.url, 'zh-CN'));
});
test.afterAll(async () => {
  for (const desk of desks.values()) await desk.dispose();
  await central.dispose();
});

async function signIn(account: string): Promise<DeskApp> {
  const desk = deskOf(account);
  await desk.start();
  await desk.signIn(account, PASSWORD);
  await desk.online();
  return desk;
}

/** Opens the case of a person by name. */
async function open({ page }: DeskApp, name: string): Promise<void> {
  await page.getByRole('option').filter({ hasText: name }).first().click();
  await expect(page.getByRole('heading', { level: 2, name })).toBeVisible();
}

async function moveTo({ page }: DeskApp, choice: string): Promise<void> {
  await press(page, 'm');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: choice }).click();
  await expect(dialog.getByRole('status')).toBeVisible();
  await press(page, 'Escape');
}

test('two leads and an agent work on one case without a network, and all agree afterwards', async () => {
  const agent = await signIn('wang');
  const first = await signIn('zhao');
  const second = await signIn('qian');
  const rows = agent.page.getByRole('option');
  const name = await rows.first().locator('span').first().innerText();

  await test.step('everybody is alone', async () => {
    await central.stop();
    await open(agent, name);
    await press(agent.page, 'Alt+4', 'Control+Shift+Enter');
    await expect(entryOf(agent, '无人接听')).toBeVisible();
    await open(first, name);
    await moveTo(first, '李静');
    await open(second, name);
    await moveTo(second, '赵强');
    await second.picture('moved-offline-zh-CN-light');
    await second.close();
  });

  await test.step('the network returns: the first move holds, the result of the former owner arrives', async () => {
    await central.serve();
    await first.online();
    await agent.online();
    await expect(rows.filter({ hasText: name })).toHaveCount(0);
    const newOwner = await signIn('li');
    await open(newOwner, name);
    const history = historyOf(newOwner);
    await expect(history).toContainText('无人接听');
    await expect(history).toContainText('李静');
  });

  await test.step('who came second is told, also after a restart, and does it again with one press', async () => {
    await second.start();
    await second.signIn('qian', PASSWORD);
    const chip = () => second.page.getByRole('button', { name: /同步状态/ });
    await expect(chip()).toHaveAttribute('data-state', 'attention');
    await expect(chip()).toContainText('1 件待处理');
    await second.close();
    await second.start();
    await second.signIn('qian', PASSWORD);
    await expect(chip()).toContainText('1 件待处理');
    await chip().click();
    await expect(second.page.getByText(/赵强 已改派给 李静/)).toBeVisible();
    await second.picture('superseded-zh-CN-light');
    await second.page.getByRole('button', { name: '仍然改派' }).click();
    await expect(second.page.getByText(/赵强 已改派给 李静/)).toBeHidden();
    await second.online();
    await expect(deskOf('li').page.getByRole('option').filter({ hasText: name })).toHaveCount(0);
  });

  await test.step('a lead moves everything of somebody who is absent, and sees the desks', async () => {
    const left = await rows.count();
    await open(second, await rows.first().locator('span').first().innerText());
    await press(second.page, 'm');
    const dialog = second.page.getByRole('dialog');
    await dialog.getByRole('checkbox').check();
    await second.picture('move-all-zh-CN-light');
    await dialog.getByRole('button', { name: '李静' }).click();
    await expect(dialog.getByRole('status')).toContainText(`已改派 ${left} 件给 李静`);
    await press(second.page, 'Escape');
    await expect(rows).toHaveCount(0);
    await expect(deskOf('li').page.getByRole('option')).toHaveCount(left);
    await second.page.getByRole('button', { name: /同步状态/ }).click();
    const team = second.page.getByRole('region', { name: '班组工作台' });
    await expect(team.getByRole('listitem')).toHaveCount(4);
    await second.picture('team-desks-zh-CN-light');
    await second.page.getByRole('button', { name: '导出诊断' }).click();
    const text = second.page.getByRole('textbox', { name: '导出诊断' });
    await expect(text).toHaveValue(/"state": "online"/);
    await second.picture('diagnosis-zh-CN-light');
    const said = await text.inputValue();
    const secrets = [
      ...PEOPLE.flatMap(([account, person]) => [`"${account}"`, person]),
      name,
      '李静',
      central.url,
      'WX20',
    ];
    for (const secret of secrets) expect(said).not.toContain(secret);
    expect(said).not.toMatch(/\b1[3-9]\d{9}\b/);
  });
});
