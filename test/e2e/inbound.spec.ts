import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from './support/central-process.ts';
import type { DeskApp } from './support/desk-app.ts';
import { entryOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { NOW } from './support/small-team.ts';
import { openCaseOf, signedIn, teamOfThree } from './support/team.ts';

let central: CentralProcess;
let owner: DeskApp;
let colleague: DeskApp;

const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 2 });
const [closed, missed] = cards.map((row) => ({ name: row.holder_name ?? '', phone: row.phone ?? '' }));
if (!closed || !missed) throw new Error('two cards are needed');

test.beforeAll(async () => {
  central = await teamOfThree({ cards });
  await central.addUser('li', '李静', 'agent', 'correct-horse-1');
  await central.serve();
  owner = await signedIn(central, 'wang', 'zh-CN');
  colleague = await signedIn(central, 'li', 'zh-CN');
});
test.afterAll(async () => {
  await owner?.dispose();
  await colleague?.dispose();
  await central?.dispose();
});

async function searchNumber({ page }: DeskApp, number: string): Promise<void> {
  await press(page, 'Escape', 'Escape', '/');
  await page.keyboard.type(number);
  await press(page, 'Enter');
}

test('a caller is found by the whole number, also when the case is closed, and the call is logged as one that came in', async () => {
  const { page } = owner;
  await openCaseOf(owner, closed.name);
  await press(page, 'Alt+2', 'Control+Shift+Enter');
  await expect(page.getByRole('list', { name: '进度' }).locator('[aria-current]')).toHaveText('已闭环');

  const [head, middle, tail] = [closed.phone.slice(0, 3), closed.phone.slice(3, 7), closed.phone.slice(7)];
  await searchNumber(owner, `+86 ${head} ${middle} ${tail}`);
  const rows = page.getByRole('option');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(closed.name);
  await press(page, 'Enter', 'i');
  await expect(page.getByTestId('call-state')).toContainText('来电通话中');
  await owner.picture('inbound-calling-zh-CN-light');
  await press(page, 'e', 'Alt+2', 'Control+Shift+Enter');
  await expect(entryOf(owner, '信息一致', '来电')).toBeVisible();

  await press(page, 'Control+k');
  await page.keyboard.type(closed.phone);
  await expect(page.getByRole('dialog').getByText(closed.name)).toBeVisible();
  await press(page, 'Escape');
  await owner.online();
});

test('a caller whose case somebody else has is looked up at central, and the call, a number and a note are taken', async () => {
  const { page } = colleague;
  await searchNumber(colleague, missed.phone);
  await page.getByRole('button', { name: '在中心查找这个号码' }).click();
  await page.getByRole('button', { name: missed.name }).click();
  await expect(page.getByRole('heading', { level: 2, name: missed.name })).toBeVisible();
  await expect(page.getByText('这张工单由他人负责')).toBeVisible();
  await expect(page.getByRole('button', { name: /拨打|显示号码/ })).toHaveCount(0);
  await expect(page.locator('body')).not.toContainText(missed.phone);
  await colleague.picture('inbound-visiting-zh-CN-light');

  await page.getByRole('button', { name: '补充号码' }).click();
  const form = page.getByRole('form', { name: '补充号码' });
  await form.getByLabel('另一个号码').fill('138 1234 0000');
  await press(page, 'Enter');
  await expect(form).toBeHidden();
  await expect(entryOf(colleague, '138****0000')).toBeVisible();
  await press(page, 'a');
  await page.getByRole('textbox', { name: '记一笔' }).fill('白天打新号码');
  await press(page, 'Control+Enter');
  await expect(entryOf(colleague, '白天打新号码')).toBeVisible();
  await colleague.picture('inbound-visiting-noted-zh-CN-light');

  await press(page, 'i', 'e', 'Alt+1', 'Control+Shift+Enter');
  await expect(entryOf(colleague, '同意补登记', '来电')).toBeVisible();
  await colleague.online();

  await searchNumber(owner, missed.phone);
  // Enter opens the row that is there.
  const found = owner.page.getByRole('option');
  await expect(found).toHaveCount(1);
  await expect(found).toContainText(missed.name);
  await press(owner.page, 'Enter');
  await expect(entryOf(owner, '同意补登记', '来电', '李静')).toBeVisible();
  await expect(entryOf(owner, '138****0000', '李静')).toBeVisible();
  await expect(entryOf(owner, '白天打新号码', '李静')).toBeVisible();
});

test('a number that nobody knows is said to be unknown', async () => {
  const { page } = colleague;
  await searchNumber(colleague, '13912345678');
  await page.getByRole('button', { name: '在中心查找这个号码' }).click();
  await expect(page.getByText('中心也没有这个号码的工单')).toBeVisible();
});
