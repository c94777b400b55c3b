import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { entryOf, historyOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { AGENT, smallTeam } from './support/small-team.ts';

const OTHER = { account: 'li', name: '李静', password: 'battery-staple-2' };

let central: CentralProcess;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 2 });
  await central.addUser(OTHER.account, OTHER.name, 'agent', OTHER.password);
});
test.afterAll(() => central?.dispose());

const menuOf = ({ page }: DeskApp) => page.getByRole('button', { name: /账号与显示$/ });

async function leave(desk: DeskApp): Promise<void> {
  await menuOf(desk).click();
  await desk.page.getByRole('button', { name: '退出登录' }).click();
  await desk.page.getByLabel('密码', { exact: true }).waitFor();
}

test('what was begun is kept while its form is closed, and leaves with its person', async () => {
  const desk = await DeskApp.create(central.url, 'zh-CN');
  const page = await desk.start();
  const note = page.getByRole('textbox', { name: '记一笔' });
  const name = page.locator('header h2');
  const openFirst = async () => {
    await desk.signIn(AGENT.account, AGENT.password);
    await desk.online();
    await press(page, 'j', 'Enter');
    await expect(name).toBeVisible();
    await press(page, 'a');
  };
  try {
    await openFirst();
    const subject = await name.textContent();
    await page.keyboard.type('只有我知道的半句话');
    await press(page, 'Escape');
    await expect(note).toBeHidden();
    await press(page, 'a');
    await expect(note).toHaveValue('只有我知道的半句话');
    await press(page, 'Escape');
    await leave(desk);

    await openFirst();
    await expect(name).toHaveText(subject ?? '');
    await expect(note).toHaveValue('');
  } finally {
    await desk.dispose();
  }
});

test('unsent work of one person is handed over by the next, and then the computer can be cleared', async () => {
  const desk = await DeskApp.create(central.url, 'zh-CN');
  const page = await desk.start();
  const sealed = join(mkdtempSync(join(tmpdir(), 'callback-sealed-')), 'unsent.json');
  // The system's own window for choosing a file cannot be pressed by a test.
  await desk.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, sealed);
  try {
    await desk.signIn(OTHER.account, OTHER.password);
    await desk.online();
    await leave(desk);
    await desk.signIn(AGENT.account, AGENT.password);
    await desk.online();
    await central.stop();
    await press(page, 'j', 'Enter');
    await expect(historyOf(desk)).toBeVisible();
    await press(page, 'Alt+4', 'Control+Shift+Enter');
    await expect(entryOf(desk, '无人接听')).toBeVisible();
    await leave(desk);

    await desk.signIn(OTHER.account, OTHER.password);
    await page.getByRole('button', { name: /^同步状态/ }).click();
    const others = page.getByRole('region', { name: '本机其他人待上传的内容' });
    await expect(others).toContainText('1 条待上传');
    await desk.picture('others-unsent-zh-CN-light');
    await page.keyboard.press('Escape');

    await menuOf(desk).click();
    await page.getByRole('button', { name: '清空本机…' }).click();
    const dialog = page.getByRole('dialog', { name: '清空本机…' });
    const clear = dialog.getByRole('button', { name: '退出并清空' });
    await expect(dialog.getByRole('region')).toContainText('1 条待上传');
    await expect(clear).toBeDisabled();
    await desk.picture('clear-blocked-zh-CN-light');
    await dialog.getByRole('button', { name: '导出密封文件' }).click();
    await expect(dialog.getByRole('region')).toContainText('已导出密封文件');
    await clear.click();
    await expect(page.getByLabel('密码', { exact: true })).toBeVisible();
    await expect(page.getByText('本机已有的工作台')).toBeHidden();

    const taken = await central.json('import', 'unsent', sealed);
    expect(taken).toMatchObject({ account: AGENT.account, read: 1, applied: 1, refused: 0, unreadable: 0 });
  } finally {
    await desk.dispose();
  }
});
