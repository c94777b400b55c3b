import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { systemClock } from '../../central/clock.ts';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { DeskApp } from './support/desk-app.ts';
import { entryOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { agentAndLead, propose, stageOf, type TwoDesks } from './support/ladder.ts';
import { csvText, NOW } from './support/small-team.ts';
import { openCaseOf } from './support/team.ts';

let desks: TwoDesks;
let agent: DeskApp;
let lead: DeskApp;

const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 3 });
const [noticed, barred, undone] = cards.map((row) => ({
  cardId: row.card_id ?? '',
  name: row.holder_name ?? '',
}));
if (!noticed || !barred || !undone) throw new Error('three cards are needed');

test.beforeAll(async () => {
  desks = await agentAndLead({ cards }, [
    { ...noticed, hoursAgo: 1 },
    { ...barred, hoursAgo: 80 },
    { ...undone, hoursAgo: 80 },
  ]);
  ({ agent, lead } = desks);
});
test.afterAll(() => desks?.dispose());

const ladder = ({ page }: DeskApp) => page.locator('section[aria-labelledby="ladder-title"]');

/** The holder calls in and objects. */
async function appeals({ page }: DeskApp, note: string): Promise<void> {
  await press(page, 'i', '0');
  await page.getByPlaceholder('输入结果名称').fill('申诉');
  await press(page, 'Enter', 'n');
  await page.keyboard.type(note);
  await press(page, 'Escape');
  await expect(page.getByRole('region', { name: '结果' })).toContainText('转班长裁定申诉');
  await press(page, 'e', 'Control+Shift+Enter');
}

async function chooseTab({ page }: DeskApp, tab: string): Promise<void> {
  await press(page, 'g', 'p');
  await page.getByRole('toolbar', { name: '按事项筛选' }).getByRole('button', { name: tab }).click();
}

/** The operator's system answers what it was asked about the measure of the case that the agent has open. */
async function confirms(status: 'applied' | 'failed' | 'lifted', reason: string): Promise<void> {
  const measureId = await agent.page.evaluate(async () => {
    const open = document.querySelector<HTMLElement>('[role="option"][aria-selected="true"]');
    const answer = await window.desk['case.open']({ caseId: open?.dataset.case ?? '' });
    const step = answer.ok ? answer.value.case.history.findLast(({ type }) => type === 'measure') : null;
    return step?.type === 'measure' ? step.measureId : '';
  });
  const file = join(desks.central.data, 'confirmations.csv');
  const at = new Date(systemClock.now()).toISOString();
  await writeFile(file, csvText([{ measure_id: measureId, status, at, reason }]));
  const counts = await desks.central.json('import', 'confirmations', file);
  expect(counts).toMatchObject({ imported: 1, rejected: 0 });
}

/** The agent proposes, the lead approves, and the operator's system answers. */
async function bars({ name }: { name: string }, status: 'applied' | 'failed', reason: string): Promise<void> {
  const { page } = lead;
  await openCaseOf(agent, name);
  await propose(agent, '通知后未补登记');
  await agent.online();
  await chooseTab(lead, '待审批');
  await openCaseOf(lead, name);
  await press(page, 't');
  const form = page.getByRole('form', { name: '审批单停' });
  await form.getByRole('radio', { name: '批准单停' }).click();
  await form.getByLabel('理由').fill('材料齐全，同意');
  await press(page, 'Control+Enter');
  await expect(stageOf(lead)).toHaveText('已批准');
  await lead.online();
  await expect(stageOf(agent)).toHaveText('已批准');
  await confirms(status, reason);
}

async function decides(form: string, way: string, why: string): Promise<void> {
  const { page } = lead;
  const shown = page.getByRole('form', { name: form });
  await shown.getByRole('radio', { name: way }).click();
  await expect(shown.getByRole('button', { name: way })).toBeDisabled();
  await shown.getByLabel('理由').fill(why);
  await press(page, 'Control+Enter');
  await expect(shown).toBeHidden();
  await expect(entryOf(lead, why)).toBeVisible();
}

test('an appeal against the notice is heard and dismissed: the waiting time goes on', async () => {
  const { page } = lead;
  await openCaseOf(agent, noticed.name);
  await appeals(agent, '称从未收到通知');
  await expect(stageOf(agent)).toHaveText('班长处理');
  await agent.online();

  await chooseTab(lead, '申诉');
  await expect(page.getByRole('option')).toContainText(/王敏 [今昨]天 .*：称从未收到通知/);
  await openCaseOf(lead, noticed.name);
  await expect(ladder(lead).locator('[aria-current]')).toContainText('等待期');
  await press(page, 't');
  const form = page.getByRole('form', { name: '裁定申诉' });
  await expect(form).toContainText(/用户申诉，王敏 [今昨]天 .* 记录：称从未收到通知/);
  await expect(form).toContainText(/处置流程继续，[今明]天 .* 起可提请单停/);
  await decides('裁定申诉', '驳回申诉', '通知回执齐全');
  await expect(entryOf(lead, '申诉驳回', '通知回执齐全')).toBeVisible();
  await expect(stageOf(lead)).toHaveText('等待期');
  await expect(page.getByText('没有等待裁定的申诉')).toBeVisible();
  await lead.online();
  await expect(entryOf(agent, '通知回执齐全')).toBeVisible();
});

test('a measure that the operator could not apply comes back to the lead and is proposed again', async () => {
  const { page } = lead;
  await bars(undone, 'failed', '系统忙');
  await expect(entryOf(lead, '没有执行成功：单停')).toBeVisible();
  await chooseTab(lead, '复核');
  await expect(page.getByRole('option')).toContainText(/系统 [今昨]天 .*：系统忙/);
  await openCaseOf(lead, undone.name);
  await expect(ladder(lead).locator('[aria-current]')).toContainText('没有执行成功');
  await press(page, 't');
  const form = page.getByRole('form', { name: '复核决定' });
  await expect(form).toContainText('等待期已过，可以提请单停');
  await expect(form).not.toContainText('先发正式通知');
  await lead.picture('decision-measure-failed-zh-CN-light');
  await decides('复核决定', '继续处置流程', '已联系运营，重新提请');
  await expect(stageOf(lead)).toHaveText('等待期');
  await lead.online();

  await expect(stageOf(agent)).toHaveText('等待期');
  await propose(agent, '运营恢复后再次提请');
  await agent.online();
  await chooseTab(lead, '待审批');
  await expect(page.getByRole('option')).toContainText('运营恢复后再次提请');
});

test('an appeal that is upheld takes the measure back, also when that fails at first', async () => {
  const { page } = lead;
  await bars(barred, 'applied', '');
  await expect(stageOf(agent)).toHaveText('已处置');
  await appeals(agent, '资料早已交过');
  await agent.online();

  await chooseTab(lead, '申诉');
  await openCaseOf(lead, barred.name);
  await press(page, 't');
  const form = page.getByRole('form', { name: '裁定申诉' });
  await expect(form).toContainText('请运营系统解除单停，解除后重新回访用户');
  await lead.picture('decision-appeal-zh-CN-light');
  await decides('裁定申诉', '申诉成立', '资料确已提交');
  await lead.online();
  await expect(entryOf(agent, '请求解除单停')).toHaveCount(1);
  await confirms('failed', '网元超时');

  await test.step('all that can be decided is to ask again', async () => {
    await chooseTab(lead, '复核');
    await openCaseOf(lead, barred.name);
    await press(page, 't');
    const again = page.getByRole('form', { name: '复核决定' });
    await expect(again.getByRole('radio')).toHaveCount(0);
    await expect(again).toContainText('请运营系统解除单停');
    await again.getByLabel('理由').fill('运营已恢复');
    await lead.picture('decision-lift-failed-zh-CN-light');
    await again.getByRole('button', { name: '再次请求解除' }).click();
    await expect(again).toBeHidden();
    await lead.online();
  });
  await expect(entryOf(agent, '请求解除单停')).toHaveCount(2);
  await confirms('lifted', '');
  await expect(stageOf(lead)).toHaveText('待回访');
  await expect(stageOf(agent)).toHaveText('待回访');
  await lead.picture('decision-lifted-zh-CN-light');
});
