import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from './support/central-process.ts';
import type { DeskApp } from './support/desk-app.ts';
import { entryOf, historyOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { Telephone } from './support/main-process.ts';
import { NOW } from './support/small-team.ts';
import { chooseHiddenTab, openCaseOf, signedIn, teamOfThree } from './support/team.ts';

let central: CentralProcess;
let agent: DeskApp;
let lead: DeskApp;

const { reports } = demoRows(seededRng(11), NOW, { reports: 2, cards: 0 });
const [first, second] = reports.map((row) => ({ ...row, reported_number: '17000001111' }));
const nameOf = (row: Record<string, string> | undefined) => row?.reporter_name ?? '';

test.beforeAll(async () => {
  central = await teamOfThree({ reports: [first, second].flatMap((row) => (row ? [row] : [])) });
  await central.serve();
  lead = await signedIn(central, 'zhao', 'zh-CN');
  agent = await signedIn(central, 'wang', 'zh-CN');
});
test.afterAll(async () => {
  await agent?.dispose();
  await lead?.dispose();
  await central?.dispose();
});

const stage = ({ page }: DeskApp) => page.getByRole('list', { name: '进度' }).locator('[aria-current]');

test('a finding is recorded once for all reports of a number, and a dispute is decided by the lead', async () => {
  const { page } = lead;

  await test.step('the lead takes up the investigation and records what was found', async () => {
    await chooseHiddenTab(lead, '核查');
    await openCaseOf(lead, nameOf(first));
    await expect(stage(lead)).toHaveText('待核查');
    await page.getByRole('button', { name: '开始核查' }).click();
    await lead.picture('decision-investigate-zh-CN-light');
    await page.getByRole('form', { name: '开始核查' }).getByRole('button', { name: '开始核查' }).click();
    await expect(stage(lead)).toHaveText('核查中');

    await press(page, 't');
    const form = page.getByRole('form', { name: '登记核查结论' });
    await expect(form.getByRole('button', { name: '登记核查结论' })).toBeDisabled();
    await form.getByRole('radio', { name: '属实' }).click();
    await form.getByRole('button', { name: '已停机' }).click();
    await lead.picture('decision-finding-zh-CN-light');
    await press(page, 'Control+Enter');
    await expect(form).toBeHidden();
    await expect(stage(lead)).toHaveText('待回访');
    await expect(historyOf(lead)).toContainText('属实 · 已停机');
    await lead.online();
  });

  await test.step('the other report of the number has the finding too', async () => {
    await openCaseOf(agent, nameOf(second));
    await expect(historyOf(agent)).toContainText('属实 · 已停机');
    await expect(stage(agent)).toHaveText('待回访');
    await expect(agent.page.getByRole('button', { name: '更改结论' })).toHaveCount(0);
  });

  await test.step('the agent hears a dispute: the consequence is told before saving', async () => {
    await openCaseOf(agent, nameOf(first));
    await press(agent.page, 'Alt+4');
    await expect(agent.page.getByText(/这是第 1\/5 次，下次 .*；再 4 次未通则改发短信/)).toBeVisible();
    await press(agent.page, 'Alt+2');
    await agent.page.getByLabel('原因').fill('对方说还在收到短信');
    await press(agent.page, 'Control+Shift+Enter');
    await expect(stage(agent)).toHaveText('班长处理');
    await expect(agent.page.getByRole('button', { name: '复核决定' })).toHaveCount(0);
    await agent.online();
  });

  await test.step('without a network the lead lets the reporter be called again, and says why', async () => {
    await chooseHiddenTab(lead, '复核');
    await openCaseOf(lead, nameOf(first));
    await central.stop();
    await expect(page.getByRole('button', { name: /离线/ })).toBeVisible();
    await press(page, 't');
    const form = page.getByRole('form', { name: '复核决定' });
    await form.getByRole('radio', { name: '再次回访' }).click();
    await expect(form.getByRole('button', { name: '再次回访' })).toBeDisabled();
    await form.getByLabel('理由').fill('已核实，短信来自另一号码');
    // Leaving the form loses nothing.
    await press(page, 'Escape', 't');
    await expect(form.getByLabel('理由')).toHaveValue('已核实，短信来自另一号码');
    await lead.picture('decision-review-zh-CN-light');
    await press(page, 'Control+Enter');
    await expect(stage(lead)).toHaveText('待回访');
    await expect(entryOf(lead, '复核：再次回访')).toBeVisible();
  });

  await test.step('the agent sees the decision and its reason', async () => {
    await central.serve();
    await lead.online();
    await agent.online();
    await expect(historyOf(agent)).toContainText('已核实，短信来自另一号码');
    await expect(stage(agent)).toHaveText('待回访');
  });
});

test('another number is noted, and shown by its last digits alone', async () => {
  const { page } = agent;
  await openCaseOf(agent, nameOf(second));
  await page.getByRole('button', { name: '补充号码' }).click();
  const form = page.getByRole('form', { name: '补充号码' });
  await form.getByLabel('另一个号码').fill('139');
  await expect(form.getByRole('button', { name: '补充号码' })).toBeDisabled();
  await form.getByLabel('另一个号码').fill('139 0000 5566');
  await press(page, 'Enter');
  await expect(form).toBeHidden();
  const other = page.getByRole('button', { name: '拨打备用' });
  await expect(other).toHaveAttribute('title', '139****5566');
  await expect(page.locator('body')).not.toContainText('13900005566');

  await test.step('when the first number is of no use, calls go to the other one', async () => {
    const telephone = await Telephone.of(agent);
    await press(page, 'Alt+9');
    await expect(page.getByText(/这个号码不再拨打，换备用号码/)).toBeVisible();
    await press(page, 'Control+Shift+Enter');
    await expect(page.getByText('换备用号码回访').first()).toBeVisible();
    await expect(page.getByRole('region', { name: '话术' })).toContainText('尾号 5566');
    await press(page, 'd');
    await expect.poll(() => telephone.dialled()).toEqual(['tel:13900005566']);
    await press(page, 'e', 'Alt+4', 'Control+Shift+Enter');
    await expect(entryOf(agent, '无人接听', '拨打备用号码')).toBeVisible();
    await agent.picture('alternative-number-zh-CN-light');
  });
});
