import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { DeskApp } from './support/desk-app.ts';
import { entryOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { agentAndLead, propose, stageOf, type TwoDesks } from './support/ladder.ts';
import { NOW } from './support/small-team.ts';
import { chooseHiddenTab, openCaseOf } from './support/team.ts';

let desks: TwoDesks;
let agent: DeskApp;
let lead: DeskApp;

const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 3 });
const [proposed, own, early] = cards.map((row) => ({
  cardId: row.card_id ?? '',
  name: row.holder_name ?? '',
}));
if (!proposed || !own || !early) throw new Error('three cards are needed');

test.beforeAll(async () => {
  desks = await agentAndLead({ cards }, [
    { ...proposed, hoursAgo: 80 },
    { ...own, hoursAgo: 80 },
    { ...early, hoursAgo: 1 },
  ]);
  ({ agent, lead } = desks);
});
test.afterAll(() => desks?.dispose());

const ladder = ({ page }: DeskApp) => page.locator('section[aria-labelledby="ladder-title"]');

test('before the waiting time is over nobody can propose a measure', async () => {
  await openCaseOf(agent, early.name);
  await expect(stageOf(agent)).toHaveText('等待期');
  await expect(agent.page.getByText(/已通知，.* 起可提请单停/).first()).toBeVisible();
  await expect(agent.page.getByRole('button', { name: '提请单停' })).toHaveCount(0);
  await press(agent.page, 't');
  await expect(agent.page.getByRole('form', { name: '提请单停' })).toHaveCount(0);
  await agent.picture('ladder-waiting-zh-CN-light');
});

test('a measure is proposed by one person and approved by a second', async () => {
  await openCaseOf(agent, proposed.name);
  await propose(agent, '通知后未补登记');
  await expect(ladder(agent)).toContainText('王敏');
  await expect(agent.page.getByRole('button', { name: '审批单停' })).toHaveCount(0);
  await agent.online();

  const { page } = lead;
  await chooseHiddenTab(lead, '审批');
  await openCaseOf(lead, proposed.name);
  await press(page, 't');
  const form = page.getByRole('form', { name: '审批单停' });
  await expect(form).toContainText(/王敏 .* 提请，理由：通知后未补登记/);
  await form.getByRole('radio', { name: '批准单停' }).click();
  await form.getByLabel('理由').fill('材料齐全，同意');
  await lead.picture('decision-approve-zh-CN-light');
  await press(page, 'Control+Enter');
  await expect(stageOf(lead)).toHaveText('已批准');
  await expect(page.getByText(/单停已批准，等运营系统执行/).first()).toBeVisible();
  await lead.online();

  await expect(stageOf(agent)).toHaveText('已批准');
  await expect(ladder(agent)).toContainText('赵强');
  await agent.picture('ladder-approved-zh-CN-light');
});

test('nobody decides about their own proposal', async () => {
  await chooseHiddenTab(lead, '提请');
  await openCaseOf(lead, own.name);
  await propose(lead, '多次通知未补登记');
  await expect(lead.page.getByText('这是你提请的，请另一位班长审批')).toBeVisible();
  await press(lead.page, 't');
  await expect(lead.page.getByRole('form')).toHaveCount(0);
  await lead.picture('decision-own-zh-CN-light');
});

test('documents that came in are named with the result, and their verification stops the ladder', async () => {
  const { page } = agent;
  await openCaseOf(agent, early.name);
  await press(page, '0');
  const results = page.getByPlaceholder('输入结果名称');
  await expect(results).toBeFocused();
  await results.fill('资料已提交');
  await press(page, 'Enter');
  const form = page.getByRole('region', { name: '结果' });
  await expect(form).toContainText('这个结果要写明收到了哪些资料');
  await form.getByRole('group', { name: '已交的资料' }).getByRole('button').first().click();
  await expect(form).toContainText('交给核验人员');
  await agent.picture('evidence-zh-CN-light');
  await press(page, 'Control+Shift+Enter');
  await expect(stageOf(agent)).toHaveText('核验中');
  await expect(entryOf(agent, '资料已提交', '已交')).toBeVisible();
});
