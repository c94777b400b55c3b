import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { historyOf } from './support/history.ts';
import { press, pressComposing, watchTexts } from './support/keys.ts';
import { Telephone } from './support/main-process.ts';
import { AGENT, NOW, smallTeam } from './support/small-team.ts';

const { reports } = demoRows(seededRng(11), NOW, { reports: 5, cards: 0 });
const findings = reports.map(({ reported_number = '' }) => ({
  reported_number,
  finding: 'confirmed',
  action: 'closed',
  decided_at: new Date(NOW).toISOString(),
}));

let central: CentralProcess;

test.beforeAll(async () => {
  central = await smallTeam({ reports, cards: 4, findings });
});
test.afterAll(() => central?.dispose());

/** A desk of its own, signed in, with a telephone that opens nothing. */
async function signedIn(): Promise<{ desk: DeskApp; telephone: Telephone }> {
  const desk = await DeskApp.create(central.url, 'zh-CN');
  await desk.start();
  const telephone = await Telephone.of(desk);
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
  return { desk, telephone };
}

const partsOf = ({ page }: DeskApp) => ({
  page,
  state: page.getByTestId('call-state'),
  name: page.locator('section[aria-label="工单"] h2'),
  header: page.locator('section[aria-label="工单"] header'),
  note: page.getByLabel(/^备注/),
  step: page.locator('[data-step]'),
  chosen: (label: string) => page.getByRole('button', { name: label, pressed: true }),
  history: historyOf({ page }),
});

/** Moves down the list and opens until a spam report is open. */
async function openReport(desk: DeskApp): Promise<void> {
  const { page, header, name } = partsOf(desk);
  for (let row = 0; row < 20; row += 1) {
    await press(page, 'j');
    const focused = page.locator('[role="option"][data-focused]');
    await expect(focused).toHaveCount(1);
    const who = await focused.locator('span').first().innerText();
    await press(page, 'Enter');
    await expect(name).toHaveText(who);
    if ((await header.innerText()).includes('垃圾短信举报')) return;
    await press(page, 'Escape');
    await expect(name).toBeHidden();
  }
  throw new Error('no report among the first rows');
}

/** The note of the open case as main would read it after a restart. */
function noteOnDisk({ page }: DeskApp): Promise<string | null> {
  return page.evaluate(async () => {
    const open = document.querySelector<HTMLElement>('[role="option"][aria-selected="true"]');
    const answer = await window.desk['case.open']({ caseId: open?.dataset.case ?? '' });
    return answer.ok ? (answer.value.draft?.note ?? null) : null;
  });
}

test('a whole call, with the keyboard alone', async () => {
  const { desk, telephone } = await signedIn();
  const { page, state, name, note, step, chosen, history } = partsOf(desk);
  try {
    const wasShown = await watchTexts(page);
    await test.step('move and open', async () => {
      const list = page.getByRole('listbox', { name: '工单列表' });
      await press(page, 'j', 'j');
      const second = await list.getAttribute('aria-activedescendant');
      await press(page, 'k');
      await expect(list).not.toHaveAttribute('aria-activedescendant', second ?? '');
      await pressComposing(page, 'j');
      await press(page, 'j');
      await expect(list).toHaveAttribute('aria-activedescendant', second ?? '');
      await openReport(desk);
    });

    await test.step('dial: the telephone gets the number, the screen never does', async () => {
      await press(page, 'd');
      await expect(state).toHaveAttribute('data-phase', 'calling');
      const [address] = await telephone.dialled();
      expect(address).toMatch(/^tel:\d{11}$/);
      const number = address?.slice(4) ?? '';
      await expect(page.getByText(`${number.slice(0, 3)}****${number.slice(-4)}`)).toBeVisible();
      expect(await wasShown(number.slice(-4))).toBe(true);
      expect(await wasShown(number)).toBe(false);
    });

    await test.step('digits answer the script', async () => {
      await expect(step).toHaveAttribute('data-step', 'greeting');
      await press(page, '1');
      await expect(step).toHaveAttribute('data-step', 'permission');
      await press(page, 'ArrowLeft');
      await expect(step).toHaveAttribute('data-step', 'greeting');
      await press(page, 'ArrowRight');
      await expect(step).toHaveAttribute('data-step', 'permission');
    });

    await test.step('a demanded note is asked for where one looks, and nothing typed is lost', async () => {
      await press(page, 'Alt+3');
      await expect(chosen('补充线索')).toBeVisible();
      await press(page, 'Control+Enter');
      const problem = page.getByRole('alert');
      await expect(problem).toContainText('备注');
      await expect(problem).toContainText('你填的内容都还在');
      await expect(chosen('补充线索')).toBeVisible();
      await press(page, 'n');
      await page.keyboard.type('又收到 2 条 jkds');
      await expect(note).toHaveValue('又收到 2 条 jkds');
      await expect(step).toHaveAttribute('data-step', 'permission');
      await press(page, 'Alt+2', 'Control+Enter');
      await expect(problem).toContainText('原因');
      await expect(note).toHaveValue('又收到 2 条 jkds');
    });

    await test.step('keys of an input method are not ours', async () => {
      const before = await name.innerText();
      await press(page, 'Alt+3');
      await pressComposing(page, 'Enter', true);
      await pressComposing(page, 'Escape');
      await expect(note).toBeFocused();
      await expect(state).toHaveAttribute('data-phase', 'calling');
      await expect(name).toHaveText(before);
    });

    await test.step('Escape leaves the field, then the case; both come back as they were', async () => {
      const who = await name.innerText();
      await press(page, 'Escape');
      await expect(note).not.toBeFocused();
      await expect(note).toHaveValue('又收到 2 条 jkds');
      await press(page, 'Escape');
      await expect(name).toBeHidden();
      await press(page, 'Enter');
      await expect(name).toHaveText(who);
      await expect(note).toHaveValue('又收到 2 条 jkds');
      await expect(chosen('补充线索')).toBeVisible();
      await expect(state).toHaveAttribute('data-phase', 'calling');
    });

    await test.step('end the call, agree on a time, save and stay', async () => {
      const who = await name.innerText();
      await press(page, 'e');
      await expect(state).toHaveAttribute('data-phase', 'wrapup');
      await press(page, 's');
      const times = page.getByRole('group', { name: '约定时间' });
      await expect(times.getByRole('button').first()).toBeFocused();
      await press(page, 'Enter');
      await expect(times.getByRole('button', { pressed: true })).toHaveCount(1);
      await press(page, 'Control+Shift+Enter');
      await expect(state).toHaveAttribute('data-phase', 'saved');
      await expect(name).toHaveText(who);
      await expect(history).toContainText('约时再拨');
      await expect(history).toContainText('又收到 2 条 jkds');
      await expect(note).toHaveValue('');
    });

    await test.step('every key is listed, every command within reach', async () => {
      await press(page, '?');
      const keys = page.getByRole('dialog', { name: '快捷键' });
      await expect(keys).toContainText('保存并下一个');
      await press(page, 'Escape');
      await expect(keys).toBeHidden();
      await press(page, 'Control+k');
      await expect(page.getByPlaceholder('搜索工单，或输入命令')).toBeFocused();
      await page.keyboard.type('写备注');
      await expect(page.getByRole('button', { name: '写备注' })).toHaveCount(1);
      await press(page, 'Enter');
      await expect(note).toBeFocused();
      await press(page, 'Escape');
    });

    await test.step('a looked-at number is logged', async () => {
      await press(page, 'r');
      const question = page.getByRole('dialog', { name: '显示完整号码？' });
      await expect(question.getByRole('button').first()).toBeFocused();
      await press(page, 'Enter');
      const [address] = await telephone.dialled();
      const spoken = (address ?? '').replace(/^tel:(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
      await expect(page.getByText(spoken)).toBeVisible();
      await press(page, 'r');
      await expect(page.getByText(spoken)).toBeHidden();
      await expect(history).toContainText('查看了完整号码');
    });

    await test.step('save and next', async () => {
      const who = await name.innerText();
      await press(page, 'Alt+4');
      await expect(chosen('无人接听')).toBeVisible();
      await press(page, 'Control+Enter');
      await expect(name).not.toHaveText(who);
      await desk.online();
    });
    expect(await telephone.dialled()).toHaveLength(1);
  } finally {
    await desk.dispose();
  }
});

test('what is typed survives a power cut', async () => {
  const { desk } = await signedIn();
  try {
    const before = partsOf(desk);
    await openReport(desk);
    const who = await before.name.innerText();
    const tail = (await before.header.innerText()).match(/\*{4}(\d{4})/)?.[1] ?? '';
    await press(before.page, 'd');
    await expect(before.state).toHaveAttribute('data-phase', 'calling');
    await press(before.page, '1');
    await expect(before.step).toHaveAttribute('data-step', 'permission');
    await press(before.page, 'Alt+3', 'n');
    await before.page.keyboard.type('写到一半');
    await expect.poll(() => noteOnDisk(desk)).toBe('写到一半');

    await desk.kill();
    await desk.start();
    await desk.signIn(AGENT.account, AGENT.password);
    const after = partsOf(desk);
    await press(after.page, '/');
    await after.page.keyboard.type(tail);
    // Other numbers of the day may end in the same four digits.
    await after.page.getByRole('option').filter({ hasText: who }).first().click();
    await expect(after.name).toHaveText(who);
    await expect(after.note).toHaveValue('写到一半');
    await expect(after.chosen('补充线索')).toBeVisible();
    await expect(after.step).toHaveAttribute('data-step', 'permission');
    await expect(after.state).toHaveAttribute('data-phase', 'calling');
  } finally {
    await desk.dispose();
  }
});
