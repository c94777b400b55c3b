import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import { DAY } from '../../shared/time.ts';
import type { DeskApp } from './support/desk-app.ts';
import { press } from './support/keys.ts';
import { agentAndLead, propose, stageOf, type TwoDesks } from './support/ladder.ts';
import { NOW } from './support/small-team.ts';
import { openCaseOf } from './support/team.ts';

let desks: TwoDesks;
let agent: DeskApp;
let lead: DeskApp;

const { reports, cards } = demoRows(seededRng(11), NOW, { reports: 1, cards: 3 });
const [forgotten] = reports.map((row) => ({
  ...row,
  reporter_name: row.reporter_name ?? '',
  reported_at: new Date(NOW - 200 * DAY).toISOString(),
}));
const [proposed, own] = cards.map((row) => ({ cardId: row.card_id ?? '', name: row.holder_name ?? '' }));
if (!forgotten || !proposed || !own) throw new Error('a report and two cards are needed');

test.beforeAll(async () => {
  desks = await agentAndLead({ reports: [forgotten], cards }, [
    { ...proposed, hoursAgo: 80 },
    { ...own, hoursAgo: 80 },
  ]);
  ({ agent, lead } = desks);
});
test.afterAll(() => desks?.dispose());

const number = (label: string) =>
  lead.page.getByRole('region', { name: '数量' }).getByRole('button').filter({ hasText: label });
const rail = ({ page }: DeskApp) => page.getByRole('navigation', { name: '页面' });

test('a lead follows the numbers of the board into the queue', async () => {
  const { page } = lead;
  await press(page, 'g', 'b');
  await expect(number('未闭环')).toHaveText('1未闭环');
  await expect(number('可提请')).toHaveText('2可提请');
  await expect(number('待审批')).toHaveText('0待审批');
  await lead.picture('board-zh-CN-light');

  await number('未闭环').click();
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('option')).toContainText(forgotten.reporter_name);
  await expect(page.getByRole('button', { name: '人员: 全部人员' })).toBeVisible();

  await press(page, 'g', 'b');
  const who = page.getByRole('region', { name: '人员' });
  await expect(who.getByRole('row', { name: /王敏/ }).locator('time')).toBeVisible();
  await who.getByRole('button', { name: '王敏：在办 4' }).click();
  await expect(page.getByRole('button', { name: '人员: 王敏' })).toBeVisible();
  await expect(page.getByRole('option')).toHaveCount(4);

  await press(page, 'g', 'b');
  const firstCalls = page
    .getByRole('region', { name: '今天起 7 天' })
    .getByRole('button', { name: /首次回访 1/ });
  await firstCalls.click();
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.getByRole('button', { name: '不限日期' }).click();
  await expect(page.getByRole('option')).toHaveCount(4);
});

test('a measure that an agent proposed waits among the approvals; once approved, the numbers follow', async () => {
  const { page } = lead;
  await expect(rail(agent).getByRole('button', { name: /看板|审批/ })).toHaveCount(0);
  await press(page, 'g', 'b');
  await openCaseOf(agent, proposed.name);
  await propose(agent, '通知后未补登记');
  await expect(number('待审批')).toHaveText('1待审批');
  await expect(number('可提请')).toHaveText('1可提请');

  await press(page, 'g', 'p');
  await expect(page.getByRole('option')).toContainText(/王敏 [今昨]天 .* 提请：通知后未补登记/);
  await lead.picture('approvals-zh-CN-light');
  await press(page, 'j', 'Enter');
  await expect(page.getByRole('heading', { level: 2, name: proposed.name })).toBeVisible();
  await expect(page.getByRole('complementary', { name: '话术与结果' })).toHaveCount(0);
  await press(page, 't');
  const form = page.getByRole('form', { name: '审批单停' });
  await form.getByRole('radio', { name: '批准单停' }).click();
  await form.getByLabel('理由').fill('材料齐全，同意');
  await lead.picture('approvals-form-zh-CN-light');
  await press(page, 'Control+Enter');
  await expect(stageOf(lead)).toHaveText('已批准');
  await expect(page.getByText('没有等待审批的处置')).toBeVisible();

  await press(page, 'g', 'b');
  await expect(number('待审批')).toHaveText('0待审批');
  await expect(number('处置流程中')).toHaveText('2处置流程中');
});

test('nobody approves what they proposed: the list names who has to', async () => {
  const { page } = lead;
  await press(page, 'g', 'p');
  const bar = page.getByRole('toolbar', { name: '按事项筛选' });
  await bar.getByRole('button', { name: '可提请' }).click();
  await openCaseOf(lead, own.name);
  await propose(lead, '多次通知未补登记');
  await bar.getByRole('button', { name: '待审批' }).click();
  await expect(page.getByRole('option')).toContainText('这是你提请的，请另一位班长审批');
  await press(page, 't');
  await expect(page.getByRole('form')).toHaveCount(0);
  await lead.picture('approvals-own-zh-CN-light');
});

test('without a network the board says as of when it is', async () => {
  const { page } = lead;
  await desks.central.stop();
  await press(page, 'Escape', 'g', 'b');
  await expect(page.getByText(/离线，数据截至/)).toBeVisible();
  await expect(number('未闭环')).toHaveText('1未闭环');
  await lead.picture('board-offline-zh-CN-light');
});
