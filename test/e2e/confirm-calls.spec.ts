import { expect, test } from '@playwright/test';
import { systemClock } from '../../central/clock.ts';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import { SignInResponse } from '../../shared/api/account.ts';
import { DAY } from '../../shared/time.ts';
import { DeskClient, send } from '../support/central-client.ts';
import { attempt } from '../support/seed-cases.ts';
import type { DeskApp } from './support/desk-app.ts';
import { press } from './support/keys.ts';
import { agentAndLead, stageOf, type TwoDesks } from './support/ladder.ts';
import { ScreenCheck } from './support/screen.ts';
import { NOW } from './support/small-team.ts';
import { openCaseOf, TEAM_PASSWORD } from './support/team.ts';

let desks: TwoDesks;
let lead: DeskApp;
let check: ScreenCheck;

const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 3 });
const [tried = '', refused = '', other = ''] = cards.map((row) => row.holder_name);

test.beforeAll(async () => {
  desks = await agentAndLead({ cards }, []);
  ({ lead } = desks);
  check = new ScreenCheck(lead, 'zh-CN');
});
test.afterAll(() => desks?.dispose());

/** The id of a case that the lead opens. */
async function idOf(name: string): Promise<string> {
  await openCaseOf(lead, name);
  return lead.page.evaluate(
    () => document.querySelector<HTMLElement>('[role="option"][aria-selected="true"]')?.dataset.case ?? '',
  );
}

/** The agent says with a program of their own that calls were made on the days before the case came in. */
async function backDates(name: string, disposition: string, days: number): Promise<void> {
  const caseId = await idOf(name);
  const { url } = desks.central;
  const device = { id: crypto.randomUUID(), name: 'own program' };
  const body = { account: 'wang', password: TEAM_PASSWORD, device };
  const answer = await send(url, '/v1/session', { body });
  const { accessToken } = SignInResponse.parse(JSON.parse(answer.text));
  const calls = Array.from({ length: days }, (_, day) =>
    attempt(caseId, { disposition, reason: '不愿意' }, systemClock.now() - (days - day + 3) * DAY),
  );
  await new DeskClient(url, accessToken).push(...calls);
}

test('a team lead sees why calls do not count, and lets them count one case or all cases at a time', async () => {
  const { page } = lead;
  await press(page, 'g', 'q');
  await page
    .getByRole('toolbar')
    .first()
    .getByRole('button', { name: '不限' })
    .or(page.getByRole('option').first())
    .first()
    .waitFor();
  await backDates(tried, 'NOANS', 3);
  await backDates(refused, 'RN_REFUSE', 1);
  await backDates(other, 'BUSY', 2);
  await lead.online();
  await press(page, 'g', 'p');
  await page.getByRole('toolbar', { name: '按事项筛选' }).getByRole('button', { name: '存疑通话' }).click();
  const rows = page.getByRole('option');
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: tried })).toContainText('王敏 3 通');
  await expect(rows.filter({ hasText: tried })).toContainText('通话时间早于工单导入');
  await check.look('doubtful-calls');

  await test.step('the case says it in its history, and what follows from a confirmation', async () => {
    await openCaseOf(lead, refused);
    await expect(stageOf(lead)).toHaveText('班长处理');
    await expect(page.getByText('班长确认前不计次')).toHaveCount(1);
    await press(page, 't');
    const form = page.getByRole('form', { name: '确认通话' });
    await expect(form).toContainText('通话时间早于工单导入');
    await check.look('confirm-calls');
    await press(page, 'Enter');
    await expect(form).toBeHidden();
    await expect(page.getByText('确认了 1 通电话')).toBeVisible();
    await expect(page.getByText('班长确认前不计次')).toHaveCount(0);
  });
  await expect(rows).toHaveCount(2);

  await test.step('one key asks about all of them', async () => {
    await press(page, 'y');
    const dialog = page.getByRole('dialog', { name: '确认这些通话？' });
    await expect(dialog).toContainText('2 件');
    await check.look('confirm-all-calls');
    await press(page, 'Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('status').filter({ hasText: '已确认 2 件' })).toBeVisible();
  });
  await check.look('no-doubtful-calls');
  await expect(rows).toHaveCount(0);
  await lead.online();
});
