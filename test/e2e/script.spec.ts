import { expect, type Page, test } from '@playwright/test';
import { DEFAULT_TEAM } from '../../central/cli/settings.ts';
import { systemIds } from '../../central/clock.ts';
import { openCentralDatabase } from '../../central/db/open.ts';
import { findTeam } from '../../central/db/teams.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import type { LibraryDocument } from '../../shared/policy/library.ts';
import { publishDocuments } from '../support/publish.ts';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp, type Language } from './support/desk-app.ts';
import { press } from './support/keys.ts';
import { ScreenCheck } from './support/screen.ts';
import { AGENT, smallTeam } from './support/small-team.ts';

const { dispositions, policy, scripts } = DEFAULT_LIBRARY;
let central: CentralProcess;

test.beforeAll(async () => {
  central = await smallTeam({ cards: 4 });
});
test.afterAll(() => central.dispose());

const scriptOf = (page: Page) => page.getByRole('region', { name: /^(话术|Script)$/ });

const partsOf = (page: Page) => ({
  step: page.locator('[data-step]'),
  script: scriptOf(page),
  guards: scriptOf(page).getByRole('list', { name: /^(注意|Mind)$/ }),
  crumbs: page.getByRole('list', { name: /^(走过的步骤|Steps so far)$/ }),
  documents: scriptOf(page).getByRole('group', { name: /^(已交的资料|Handed in)$/ }),
  others: scriptOf(page).getByLabel(/^(其他资料|Other documents)$/),
  result: page.getByRole('region', { name: /^(结果|Result)$/ }),
});

async function openFirst(desk: DeskApp): Promise<void> {
  await desk.signIn(AGENT.account, AGENT.password);
  await desk.online();
  await press(desk.page, 'j', 'Enter');
  await desk.painted('case');
}

/** The draft of the open case as it lies on the disk. */
function draftOnDisk(page: Page) {
  return page.evaluate(async () => {
    const open = document.querySelector<HTMLElement>('[role="option"][aria-selected="true"]');
    const answer = await window.desk['case.open']({ caseId: open?.dataset.case ?? '' });
    return answer.ok ? answer.value.draft : null;
  });
}

for (const language of ['zh-CN', 'en'] as const satisfies readonly Language[]) {
  test(`which documents were handed in, with the keyboard alone, in ${language}`, async () => {
    const desk = await DeskApp.create(central.url, language, 'system');
    const page = await desk.start();
    const screen = new ScreenCheck(desk, language);
    const { step, guards, crumbs, documents, others, result } = partsOf(page);
    const stands = (id: string) => expect(step).toHaveAttribute('data-step', id);
    try {
      await openFirst(desk);
      await test.step('what one may never ask for, and every answer, are in sight in the smallest window', async () => {
        await page.setViewportSize({ width: 1280, height: 720 });
        for (const rule of await guards.getByRole('listitem').all())
          await expect(rule).toBeInViewport({ ratio: 1 });
        await expect(guards).toContainText(/验证码、密码|codes, passwords or payments/);
        for (const answer of await step.getByRole('button').all())
          await expect(answer).toBeInViewport({ ratio: 1 });
      });
      await press(page, '1');
      await stands('registrant');
      await press(page, '2');
      await stands('evidence');
      await press(page, '2');
      await stands('which_evidence');
      const kinds = documents.getByRole('button');
      const count = await kinds.count();
      expect(count).toBeGreaterThan(0);
      await screen.look('script-documents-asked');

      await press(page, '1');
      await expect(kinds.first()).toHaveAttribute('aria-pressed', 'true');
      await press(page, '1');
      await expect(kinds.first()).toHaveAttribute('aria-pressed', 'false');
      await kinds.first().focus();
      await press(page, 'Space');
      await expect(kinds.first()).toHaveAttribute('aria-pressed', 'true');
      await press(page, String(count + 1));
      await expect(others).toBeFocused();
      await page.keyboard.type('户口本；');
      await expect(others).toHaveValue('户口本；');
      await screen.look('script-documents-named');
      await press(page, 'Enter');
      await stands('handed_in');
      await expect(crumbs.getByRole('button').last()).toContainText('户口本');

      await press(page, 'o');
      await page.getByRole('menuitem').first().waitFor();
      await press(page, '4');
      await stands('is_it_safe');
      await expect(guards.getByRole('listitem').first()).toBeInViewport();
      await screen.look('script-documents-objection');
      await press(page, 'Space');
      await stands('handed_in');
      await press(page, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
      await stands('which_evidence');
      await expect(kinds.first()).toHaveAttribute('aria-pressed', 'true');
      await expect(others).toHaveValue('户口本');
      await press(page, 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Space');
      await stands('finish');
      await expect(result.getByRole('button', { name: /资料已提交|Evidence handed in/ })).toBeVisible();
      await screen.look('script-documents-result');
      const kind = (await draftOnDisk(page))?.evidence ?? [];
      await expect.poll(async () => (await draftOnDisk(page))?.disposition).toBe('RN_SENT');
      expect(kind).toEqual([expect.stringMatching(/^[a-z_]+$/), '户口本']);

      await crumbs.getByRole('button').first().click();
      await stands('greeting');
      await press(page, '3');
      await stands('doubt');
      await press(page, '1');
      await stands('registrant');
      await expect(step.getByRole('button', { pressed: true })).toContainText(/不一致|Differs/);
      await press(page, 'Space');
      await stands('evidence');
      await screen.look('script-another-way');
      await press(page, 'o');
      await expect(page.getByRole('menuitem').last()).toContainText('0');
      await press(page, '0');
      await stands('cannot_understand');
    } finally {
      await desk.dispose();
    }
  });
}

const again = (text: { zh: string; en: string }) => ({ zh: `${text.zh}（新）`, en: `${text.en} (new)` });

/** The second version of everything: other words, fewer attempts. */
const SECOND: LibraryDocument[] = [
  {
    type: 'policy',
    body: { ...policy, version: 2, operator: { ...policy.operator, brand: { zh: '新品牌', en: 'New' } } },
  },
  {
    type: 'dispositions',
    body: {
      version: 2,
      dispositions: dispositions.dispositions.map((known) => ({ ...known, label: again(known.label) })),
    },
  },
  {
    type: 'script',
    body: { ...scripts.real_name, version: 2, title: again(scripts.real_name.title) },
  },
];

async function publishSecond(server: CentralProcess): Promise<void> {
  const open = await openCentralDatabase(
    { url: undefined, data: server.data, binaries: process.env.CALLBACK_DESK_POSTGRES_BIN },
    systemIds,
  );
  try {
    const team = await findTeam(open.db, DEFAULT_TEAM);
    await publishDocuments({ db: open.db, ids: systemIds }, team?.id ?? '', SECOND);
  } finally {
    await open.close();
  }
}

/** The versions that main would begin a call with. */
const newestOn = (page: Page) =>
  page.evaluate(async () => {
    const answer = await window.desk['library.get']({});
    return answer.ok ? (answer.value?.dispositions.version ?? 0) : 0;
  });

test('new versions in the middle of a call change the next call, not this one, also after a restart', async () => {
  const desk = await DeskApp.create(central.url, 'zh-CN');
  let page = await desk.start();
  const asItBegan = async () => {
    const { step, script, result } = partsOf(page);
    await expect(step).toHaveAttribute('data-step', 'registrant');
    await expect(script).toContainText('v1');
    await expect(script).not.toContainText('新');
    await expect(result).toContainText('无人接听');
    await expect(result).not.toContainText('（新）');
  };
  try {
    await openFirst(desk);
    const name = await page.getByRole('heading', { level: 2 }).innerText();
    await partsOf(page).result.getByRole('button', { name: '开始计时' }).click();
    await press(page, '1', 'n');
    await page.keyboard.type('说到一');
    await publishSecond(central);
    await expect.poll(() => newestOn(page)).toBe(2);
    // Whoever types is not interrupted.
    await page.keyboard.type('半');
    await expect(page.getByLabel('备注')).toHaveValue('说到一半');
    await press(page, 'Escape');
    await asItBegan();
    await desk.picture('versions-mid-call-zh-CN-light');

    await press(page, 'Escape', 'j');
    await desk.close();
    page = await desk.start();
    await desk.signIn(AGENT.account, AGENT.password);
    await desk.online();
    await page.getByRole('option').filter({ hasText: name }).click();
    await expect(page.getByLabel('备注')).toHaveValue('说到一半');
    await asItBegan();

    await press(page, 'Alt+4');
    await expect(partsOf(page).result.getByRole('button', { name: '无人接听', pressed: true })).toBeVisible();
    await press(page, 'Control+Enter');
    await expect(page.getByRole('heading', { level: 2 })).not.toHaveText(name);
    const { script, result } = partsOf(page);
    await expect(script).toContainText('实名补登记回访（新）');
    await expect(script).toContainText('v2');
    await expect(script).toContainText('新品牌');
    await expect(result).toContainText('无人接听（新）');
    await desk.picture('versions-next-call-zh-CN-light');
    await desk.online();
  } finally {
    await desk.dispose();
  }
});
