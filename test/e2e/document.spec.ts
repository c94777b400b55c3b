import { expect, test } from '@playwright/test';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { press } from './support/keys.ts';
import { AGENT, smallTeam } from './support/small-team.ts';

let central: CentralProcess;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 1 });
});
test.afterAll(() => central.dispose());

test('the last four of a document number are hidden, shown by a key, and that is kept', async () => {
  const desk = await DeskApp.create(central.url, 'zh-CN', 'system');
  const page = await desk.start();
  try {
    await desk.signIn(AGENT.account, AGENT.password);
    await desk.online();
    await press(page, 'j', 'Enter');
    await desk.painted('case');
    const seen = await page.evaluate(async () => {
      const open = document.querySelector<HTMLElement>('[role="option"][aria-selected="true"]');
      const answer = await window.desk['case.open']({ caseId: open?.dataset.case ?? '' });
      return answer.ok ? answer.value.case.facts : null;
    });
    expect(seen).toMatchObject({ idTail: '****' });
    const fact = page.locator('dt', { hasText: '证件后四位' }).locator('..');
    await expect(fact).toContainText('****');
    await expect(fact).not.toContainText('0000');
    await press(page, 'v');
    await expect(page.getByRole('dialog', { name: '显示证件号码后四位？' })).toBeVisible();
    await press(page, 'Enter');
    await expect(fact).toContainText('0000');
    await expect(page.getByText('查看了证件后四位')).toBeVisible();
    await press(page, 'v');
    await expect(fact).toContainText('****');
  } finally {
    await desk.dispose();
  }
});
