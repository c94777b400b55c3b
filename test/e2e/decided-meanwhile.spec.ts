import { expect, test } from '@playwright/test';
import { systemClock } from '../../central/clock.ts';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import { SECOND } from '../../shared/time.ts';
import type { DeskApp } from './support/desk-app.ts';
import { entryOf } from './support/history.ts';
import { press } from './support/keys.ts';
import { agentAndLead, stageOf, type TwoDesks } from './support/ladder.ts';
import { ScreenCheck } from './support/screen.ts';
import { NOW } from './support/small-team.ts';
import { openCaseOf } from './support/team.ts';

let desks: TwoDesks;
let agent: DeskApp;
let lead: DeskApp;
let check: ScreenCheck;
/** When something was last said. */
let saidAt = 0;

const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 2 });
const [complainer = '', stranger = ''] = cards.map((row) => row.holder_name);

test.beforeAll(async () => {
  desks = await agentAndLead({ cards }, []);
  ({ agent, lead } = desks);
  check = new ScreenCheck(lead, 'zh-CN');
});
test.afterAll(() => desks?.dispose());

/**
 * The person calls in; the agent logs what they said. `result`: the key or a part of the name of the result.
 */
async function says({ page }: DeskApp, result: string, note: string): Promise<void> {
  // Nobody begins two calls within a second.
  await expect.poll(() => systemClock.now()).toBeGreaterThan(saidAt + 2 * SECOND);
  await press(page, 'i');
  if (/^\d$/.test(result)) await press(page, `Alt+${result}`);
  else {
    await press(page, '0');
    await page.getByPlaceholder('输入结果名称').fill(result);
    await press(page, 'Enter');
  }
  await press(page, 'n');
  await page.keyboard.type(note);
  await press(page, 'Escape', 'e', 'Control+Shift+Enter');
  await expect(entryOf({ page }, note)).toBeVisible();
  saidAt = systemClock.now();
}

/** The lead opens the case and the form of its review, and writes a reason. */
async function begins(name: string, why: string) {
  const { page } = lead;
  await press(page, 'g', 'p');
  await page.getByRole('toolbar', { name: '按事项筛选' }).getByRole('button', { name: '复核' }).click();
  await openCaseOf(lead, name);
  await press(page, 't');
  const form = page.getByRole('form', { name: '复核决定' });
  await form.getByRole('radio', { name: '再次回访' }).click();
  await form.getByLabel('理由').fill(why);
  return form;
}

test('what comes while a decision is being written is shown, and the form asks again', async () => {
  const { page } = lead;
  await openCaseOf(agent, complainer);
  await says(agent, '投诉', '嫌回访太早');
  await agent.online();
  const form = await begins(complainer, '改到下午再拨');
  await expect(form.getByRole('list')).toContainText('嫌回访太早');
  await check.look('decision-open-matter');

  await says(agent, '勿扰', '要求不要再打来');
  await agent.online();
  const came = form.getByRole('alert');
  await expect(came).toContainText('要求勿扰');
  await expect(came).toContainText('要求不要再打来');
  await check.look('decision-came-meanwhile');

  await test.step('sending takes up what came, and the way is chosen anew', async () => {
    await press(page, 'Control+Enter');
    await expect(came).toBeHidden();
    await expect(form.getByRole('radio', { name: '再次回访' })).not.toBeChecked();
    await expect(form.getByLabel('理由')).toHaveValue('改到下午再拨');
    await expect(form.getByRole('list')).toContainText('要求不要再打来');
    await form.getByRole('radio', { name: '再次回访' }).click();
    await press(page, 'Control+Enter');
    await expect(form).toBeHidden();
  });
  await expect(stageOf(lead)).toHaveText('待回访');
  await lead.online();
  await expect(stageOf(agent)).toHaveText('待回访');
});

test('a decision that the case waits for no more ends with a word, and no key runs off', async () => {
  const { page } = lead;
  await openCaseOf(agent, stranger);
  await says(agent, '9', '接电话的是邻居');
  await agent.online();
  const form = await begins(stranger, '换个时间再试');
  await says(agent, '2', '本人回电，资料一致');
  await agent.online();
  await expect(form).toBeHidden();
  const lapsed = page.getByRole('alert').filter({ hasText: '这项决定已不再需要' });
  await expect(lapsed).toContainText('换个时间再试');
  await check.look('decision-lapsed');
  await page.keyboard.type('gq');
  await expect(page.getByRole('heading', { level: 2, name: stranger })).toBeVisible();
  await expect(lapsed).toBeVisible();
  await press(page, 'Escape');
  await expect(lapsed).toBeHidden();
});
