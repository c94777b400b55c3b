import { expect, test } from '@playwright/test';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { entryOf, historyOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { AGENT, smallTeam } from './support/small-team.ts';

let central: CentralProcess;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 2 });
});
test.afterAll(() => central?.dispose());

test('a mis-keyed result is put right, and both stay to be seen', async () => {
  const desk = await DeskApp.create(central.url, 'zh-CN');
  const page = await desk.start();
  try {
    await desk.signIn(AGENT.account, AGENT.password);
    await desk.online();
    await press(page, 'j', 'Enter');
    const history = historyOf(desk);
    const wrong = entryOf(desk, '无人接听');
    const right = entryOf(desk, '更正为：关机');
    await expect(history).toBeVisible();
    await press(page, 'Alt+4', 'Control+Shift+Enter');
    await expect(wrong).toBeVisible();

    const correct = wrong.getByRole('button', { name: '更正' });
    await correct.focus();
    await press(page, 'Enter');
    const form = page.getByRole('form', { name: '更正通话结果' });
    const save = form.getByRole('button', { name: '保存更正' });
    await expect(save).toBeDisabled();
    await form.getByLabel('正确的结果').selectOption({ label: '关机' });
    await expect(save).toBeDisabled();
    await expect(form).toContainText(/这是第 \d\/\d 次，下次 .*未通则/);
    await form.getByLabel('正确的结果').selectOption({ label: '要求勿扰' });
    await expect(form).toContainText('不再拨打');
    await form.getByLabel('正确的结果').selectOption({ label: '关机' });
    await form.getByLabel('更正原因').fill('手误，对方是关机');
    await press(page, 'Escape');
    await expect(form).toBeHidden();
    await correct.focus();
    await press(page, 'Enter');
    await expect(form.getByLabel('更正原因')).toHaveValue('手误，对方是关机');
    await expect(form.getByLabel('正确的结果').locator('option:checked')).toHaveText('关机');
    await form.getByLabel('更正原因').focus();
    await desk.picture('correction-form-zh-CN-light');
    await press(page, 'Control+Enter');

    await expect(form).toBeHidden();
    await expect(right).toContainText('手误，对方是关机');
    await expect(history.locator('s')).toHaveText('无人接听');
    await desk.picture('correction-zh-CN-light');
    await desk.online();
    await expect(right).not.toContainText('待上传');
  } finally {
    await desk.dispose();
  }
});
