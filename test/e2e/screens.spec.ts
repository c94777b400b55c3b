import { expect, test } from '@playwright/test';
import { DEMO_STAFF } from '../../central/demo/staff.ts';
import { CentralProcess } from './support/central-process.ts';
import { DeskApp, type Language } from './support/desk-app.ts';
import { disturb, Telephone } from './support/main-process.ts';
import { AGENT, LEAD, NEWCOMER, Tour } from './support/tour.ts';
import { callThrough } from './support/work.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];
const central = CentralProcess.create();
const agents = DEMO_STAFF.filter(({ role }) => role === 'agent');
const OWNERS = new RegExp(agents.map(({ name }) => name).join('|'));

// Every screen is kept as a picture anyway.
test.use({ trace: 'off' });
// The longest walk of the suite; each of its parts has a limit of its own.
test.setTimeout(600_000);
const PART_HANGS_AFTER_MS = 120_000;

test.beforeAll(async () => {
  const served = await central;
  await served.serveDemo();
  const demo = served.ofDemo;
  await demo.command('team', 'add', 'default');
  await demo.addUser(NEWCOMER.account, NEWCOMER.name, 'agent', NEWCOMER.password);
});

test.afterAll(async () => {
  await (await central).dispose();
});

async function door(tour: Tour): Promise<void> {
  const { page } = tour;
  const account = page.getByLabel(/^(Account|账号)$/);
  await account.waitFor();
  await tour.sees(
    'sign-in',
    tour.say('每一次举报、每一张卡，都有回音', 'Every report and every card gets an answer'),
    tour.button('登录', 'Sign in'),
  );
  await account.fill('nobody');
  await page.getByLabel(/^(Password|密码)$/).fill('not the password');
  await tour.press('Enter');
  await tour.sees('sign-in-refused', page.getByRole('alert'));
}

async function emptyQueue(tour: Tour): Promise<void> {
  await tour.signIn(NEWCOMER);
  await tour.sees('empty-open', tour.say('队列是空的', 'The queue is empty'));
  const tabs = [
    ['due', '到期', 'Due', '现在没有要打的电话', 'Nobody to call right now'],
    ['appointment', '预约', 'Appts', '没有预约', 'No appointments'],
    ['tried', '已试', 'Tried', '没有拨打过的工单', 'Nothing tried yet'],
    ['waiting', '等待', 'Waiting', '没有等待中的工单', 'Nothing is waiting'],
    ['open-ends', '未闭环', 'Open ends', '没有未闭环的举报', 'No open ends'],
    ['closed', '已结', 'Closed', '还没有闭环的工单', 'Nothing closed yet'],
  ] as const;
  for (const [name, zh, en, emptyZh, emptyEn] of tabs) {
    await tour.tab(zh, en);
    await tour.sees(`empty-${name}`, tour.say(emptyZh, emptyEn));
  }
  await tour.signOut();
  await tour.sees('sign-in-known', tour.say('本机已有的工作台', 'Desks on this computer'));
}

async function lists(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.signIn(AGENT);
  await tour.press('j', 'j');
  await tour.sees(
    'queue',
    page.getByRole('option').first(),
    tour.say('选一张工单开始', 'Choose a case to begin'),
  );
  for (const [name, zh, en] of [
    ['due', '到期', 'Due'],
    ['appointment', '预约', 'Appts'],
    ['tried', '已试', 'Tried'],
    ['waiting', '等待', 'Waiting'],
    ['closed', '已结', 'Closed'],
  ] as const) {
    await tour.tab(zh, en);
    // In the evening nobody may be called: then the list says so.
    const nobody = page.getByText(tour.say('现在没有要打的电话', 'Nobody to call right now'));
    const row = page.getByRole('option').first();
    await tour.sees(`queue-${name}`, name === 'due' ? row.or(nobody) : row);
  }
  await tour.openCase('spam_report');
  await tour.sees('case-closed', tour.say('往来', 'History'));
  await tour.tab('全部', 'Open');
  await tour.press('Escape', '/');
  await page.keyboard.type('zzz');
  await tour.sees('search-nothing', tour.say('没有找到「zzz」', 'Nothing found for “zzz”'));
  await tour.button('清除筛选', 'Clear filters').click();
  await tour.press('g', 'a');
  await tour.sees('appointments', page.getByRole('heading', { name: tour.say('预约', 'Appointments') }));
  await tour.press('g', 'q');
}

async function scriptAndResult(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.tab('全部', 'Open');
  await tour.openCase('spam_report');
  const script = page.getByRole('region', { name: /^(话术|Script)$/ });
  await tour.sees('case-report', tour.say('举报内容', 'Reported message'), script);
  await tour.press('1');
  await tour.sees('script-second-step', tour.button('可以', 'Go ahead'));
  await tour.press('o');
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await tour.sees('script-objections', page.getByRole('menu'));
  await tour.press('1');
  await tour.sees('script-objection', tour.button(/回到话术|继续/, /Back to the script|Continue/));
  await tour.press('Space');
  await callThrough(tour.desk);
  await tour.sees('script-end', tour.say('话术结束', 'End of the script'));

  await tour.press('Alt+2');
  await tour.sees('reason-demanded', page.getByLabel(tour.say('原因', 'Reason')));
  await tour.press('Alt+3');
  await tour.sees('note-demanded', page.getByLabel(tour.say('备注（必填）', 'Note (required)')));
  await tour.press('s');
  await tour.sees('appointment', page.getByRole('group', { name: tour.say('约定时间', 'Agreed time') }));
  await page.getByLabel(tour.say('日期', 'Date'), { exact: true }).click();
  await tour.sees('appointment-calendar', page.getByRole('table'));
  await tour.press('Escape');
  await expect(page.getByRole('table')).toBeHidden();
  await page.getByRole('heading', { level: 2 }).click();
  await tour.press('0');
  const results = page.getByPlaceholder(tour.say('输入结果名称', 'Type a result'));
  await expect(results).toBeFocused();
  await tour.sees('more-results', results);
  await expect(results).toBeFocused();
  await tour.press('Escape');
}

async function call(tour: Tour): Promise<void> {
  const { page } = tour;
  const state = page.getByTestId('call-state');
  await page.getByRole('heading', { level: 2 }).click();
  await tour.tab('全部', 'Open');
  await tour.openCase('real_name');
  await tour.sees('case-card', tour.say('缺少资料', 'Missing evidence'));
  await Telephone.of(tour.desk, false);
  await tour.press('d');
  await tour.sees('dial-failed', page.getByRole('alert'));
  await Telephone.of(tour.desk);
  await tour.press('d');
  await expect(state).toHaveAttribute('data-phase', 'calling');
  await tour.sees('calling', tour.button('结束通话', 'End call'));
  await tour.press('r');
  await tour.sees('reveal', page.getByRole('dialog'));
  await tour.press('Enter');
  await tour.sees('revealed', tour.say('已记录', 'Logged'));
  await tour.press('e');
  await expect(state).toHaveAttribute('data-phase', 'wrapup');
  await tour.press('a');
  await tour.sees('wrap-up-with-note', page.getByLabel(tour.say('记一笔', 'Add a note')));
  await tour.press('Escape', 'g', 's');
  await tour.sees('settings', page.getByRole('heading', { name: tour.say('设置', 'Settings') }));
  await tour.press('Escape');
}

async function overlays(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.press('?');
  await tour.sees('keys', page.getByRole('dialog', { name: tour.say('快捷键', 'Keyboard shortcuts') }));
  await tour.press('Escape', 'Control+k');
  await tour.sees(
    'palette',
    page.getByPlaceholder(tour.say('搜索工单，或输入命令', 'Search cases or type a command')),
  );
  await page.keyboard.type('1');
  await expect(page.getByRole('dialog').locator('mark').first()).toBeVisible();
  await tour.sees('palette-cases');
  await page.keyboard.type('zzz');
  await tour.sees('palette-nothing', tour.say('没有找到。', 'Nothing found.'));
  await tour.press('Escape');
  await page.getByRole('button', { name: AGENT.name }).click();
  await tour.sees('account-menu', tour.button('退出登录', 'Sign out'));
  await tour.press('Escape');
  await page.getByRole('button', { name: /^(同步状态|Sync)/ }).click();
  await tour.sees('status-online', tour.say('没有待上传的内容', 'Nothing is waiting to be sent'));
  await tour.press('Escape');
}

async function offline(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.central.stop();
  await expect(page.getByRole('button', { name: /离线|Offline/ })).toBeVisible();
  await tour.press('Escape', 'Escape', 'j', 'Enter');
  await page.getByRole('button', { name: tour.say('无人接听', 'No answer') }).click();
  await expect(tour.button('保存并下一个', 'Save and next')).toBeEnabled();
  await tour.press('Control+Enter');
  await tour.sees('offline-saved', page.getByRole('button', { name: /1 条待上传|1 unsent/ }));
  await page.getByRole('button', { name: /^(同步状态|Sync)/ }).click();
  await tour.sees('status-offline', tour.say('可以照常工作', 'Work on as usual'));
  await tour.press('Escape');
  await tour.signOut();
  await tour.sees('sign-in-unsent', tour.say('1 条待上传', '1 unsent'));
  await tour.central.serveDemo();
}

async function lead(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.signIn(LEAD);
  await page.getByRole('option').first().waitFor();
  await tour.press('j', 'Enter');
  await tour.desk.painted('case');
  await tour.sees('lead', page.getByRole('option').filter({ hasText: OWNERS }).first());
  await tour.button(/人员/, /Person/).click();
  await tour.sees('lead-people', page.getByRole('menuitem', { name: AGENT.name }));
  await tour.press('Escape', 'm');
  await tour.sees('reassign', page.getByRole('dialog', { name: tour.say('改派工单', 'Reassign the case') }));
  await tour.press('Escape');
}

async function leadsPages(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.press('g', 'b');
  const people = page.getByRole('row').filter({ hasText: AGENT.name });
  await tour.sees('board', people.locator('time'), tour.button(/未闭环$/, /Open ends$/));
  await page
    .getByRole('button', { name: tour.say('首次回访', 'First calls') })
    .first()
    .click();
  await tour.sees('queue-of-a-day', tour.button('不限日期', 'Any day'), page.getByRole('option').first());
  await tour.press('g', 'p');
  await tour.sees(
    'approvals',
    page.getByRole('option').first(),
    tour.say('选一件开始', 'Choose one to begin'),
  );
  await tour.tab('待审批', 'Approve');
  await tour.sees('approvals-to-decide', page.getByRole('option').first());
  await tour.tab('复核', 'Review');
  await tour.press('j');
  await tour.press('Enter');
  await tour.desk.painted('case');
  await tour.press('t');
  await tour.sees('approvals-decision', page.getByRole('form'));
  await tour.press('Escape', 'g', 'q');
}

async function decisions(tour: Tour): Promise<void> {
  const { page } = tour;
  await tour.button(/更多/, /More/).click();
  await tour.sees('lead-tabs', page.getByRole('menuitem', { name: tour.say('审批', 'Approve') }));
  await page.getByRole('menuitem', { name: tour.say('复核', 'Review') }).click();
  await page.getByRole('option').first().click();
  await tour.press('t');
  const again = page.getByRole('radio', { name: tour.say('再次回访', 'Call again') });
  await again.click();
  await tour.sees('decision-review', page.getByRole('form'));
  await tour.press('Escape');
  await tour.button(/复核/, /Review/).click();
  await page.getByRole('menuitem', { name: tour.say('核查', 'Investigate') }).click();
  await page.getByRole('option').first().click();
  await tour.press('t');
  await page.getByRole('radio', { name: tour.say('他网号码', 'Other network') }).click();
  await tour.sees('decision-finding', page.getByRole('form'));
  await tour.press('Escape');
  await tour.button(/核查/, /Investigate/).click();
  await page.getByRole('menuitem', { name: tour.say('处置', 'Measures') }).click();
  await page.getByRole('option').first().click();
  await tour.sees('case-measures', tour.say('处置流程', 'Measures'));
  await tour.press('Escape', '/');
  await page.keyboard.type('13912345678');
  await tour.sees('caller-lookup', tour.button('在中心查找这个号码', 'Look this number up on the server'));
  await tour.button('清除搜索', 'Clear the search').click();
}

async function troubles(tour: Tour): Promise<void> {
  const { page } = tour;
  await disturb(tour.desk, 'case.open', 'stalls');
  await tour.press('j', 'j', 'Enter');
  await tour.sees('case-loading', page.locator('section[aria-busy="true"]'));
  await disturb(tour.desk, 'case.open', 'internal');
  await tour.press('j', 'Enter');
  await tour.sees('case-failed', page.getByRole('alert'));
  await disturb(tour.desk, 'queue.count', 'stalls');
  await page.reload();
  await tour.sees('queue-loading', page.locator('[aria-busy="true"]').first());
  await disturb(tour.desk, 'board.read', 'stalls');
  await tour.press('g', 'b');
  await tour.sees('board-loading', page.locator('main [aria-busy="true"]'));
  await disturb(tour.desk, 'board.read', 'internal');
  await page.reload();
  await tour.button('看板', 'Board').click();
  await tour.sees('board-failed', page.getByRole('alert'));
}

for (const language of LANGUAGES) {
  test(`every screen in ${language}, light and dark`, async () => {
    const served = await central;
    const desk = await DeskApp.create(served.url, language, 'system');
    const tour = new Tour(desk, served, language);
    try {
      await desk.start();
      for (const part of [
        door,
        emptyQueue,
        lists,
        scriptAndResult,
        call,
        overlays,
        offline,
        lead,
        decisions,
        leadsPages,
        troubles,
      ])
        await test.step(part.name, () => part(tour), { timeout: PART_HANGS_AFTER_MS });
    } finally {
      await desk.dispose();
    }
  });
}
