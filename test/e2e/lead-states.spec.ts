import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from './support/central-process.ts';
import { DeskApp, type Language } from './support/desk-app.ts';
import { press } from './support/keys.ts';
import { ScreenCheck } from './support/screen.ts';
import { csvText, NOW } from './support/small-team.ts';
import { openCaseOf, TEAM_PASSWORD, teamOfThree } from './support/team.ts';

const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 1 });
const name = cards[0]?.holder_name ?? '';

let central: CentralProcess;

test.beforeEach(async () => {
  central = await teamOfThree({});
  await central.serve();
});
test.afterEach(() => central?.dispose());

for (const language of ['zh-CN', 'en'] as const satisfies readonly Language[]) {
  test(`a team without cases and its first case, as the lead sees them, in ${language}`, async () => {
    const say = (zh: string, en: string) => (language === 'zh-CN' ? zh : en);
    const desk = await DeskApp.create(central.url, language, 'system');
    const page = await desk.start();
    const screen = new ScreenCheck(desk, language);
    const numbers = page.getByRole('region', { name: say('数量', 'Numbers') });
    try {
      await desk.signIn('zhao', TEAM_PASSWORD);
      await desk.online();
      await press(page, 'g', 'b');
      await expect(page.getByText(say('还没有工单', 'No cases yet'))).toBeVisible();
      await expect(numbers).toHaveCount(0);
      await screen.look('board-empty');
      await press(page, 'g', 'p');
      await expect(page.getByText(say('没有等待审批的处置', 'No measure to approve'))).toBeVisible();
      await screen.look('approvals-empty');

      await test.step('the board fills by itself', async () => {
        await press(page, 'g', 'b');
        const file = join(central.data, 'cards.csv');
        await writeFile(file, csvText(cards));
        await central.command('import', 'cards', file);
        await central.command('assign');
        await expect(numbers).toBeVisible();
      });

      await test.step('who has a case and moving it share a line with what it is', async () => {
        await press(page, 'g', 'q');
        await openCaseOf({ page }, name);
        await page.setViewportSize({ width: 1280, height: 720 });
        const kind = page.getByText(cards[0]?.card_id ?? '', { exact: true });
        const moves = page.getByRole('button', { name: say('改派', 'Reassign') });
        const [left, right] = [await kind.boundingBox(), await moves.boundingBox()];
        expect(right?.y).toBeLessThan((left?.y ?? 0) + (left?.height ?? 0));
        await screen.look('case-of-a-lead');
      });
    } finally {
      await desk.dispose();
    }
  });
}
