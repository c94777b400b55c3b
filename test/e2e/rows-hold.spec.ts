import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { demoRows } from '../../central/demo/generate.ts';
import { seededRng } from '../../central/demo/random.ts';
import type { CentralProcess } from './support/central-process.ts';
import type { DeskApp } from './support/desk-app.ts';
import { csvText, NOW } from './support/small-team.ts';
import { signedIn, teamOfThree } from './support/team.ts';

let central: CentralProcess;
let agent: DeskApp;

const { reports } = demoRows(seededRng(11), NOW, { reports: 3, cards: 0 });
const { cards } = demoRows(seededRng(11), NOW, { reports: 0, cards: 2 });

test.beforeAll(async () => {
  central = await teamOfThree({ cards });
  await central.serve();
  agent = await signedIn(central, 'wang', 'zh-CN');
});
test.afterAll(async () => {
  await agent?.dispose();
  await central?.dispose();
});

test('rows keep their places under a moving pointer, and take the new ones when it leaves', async () => {
  const { page } = agent;
  const rows = page.getByRole('option');
  await expect(rows).toHaveCount(2);
  const place = await rows.first().boundingBox();
  if (!place) throw new Error('the first row has no place');
  let step = 0;
  const moves = () => page.mouse.move(place.x + 20 + (step++ % 2), place.y + 10);
  await moves();

  const file = join(central.data, 'reports.csv');
  await writeFile(file, csvText(reports));
  await central.command('import', 'spam-reports', file);
  await central.command('assign');
  const updates = page.getByRole('button', { name: /处更新/ });
  await expect
    .poll(async () => {
      await moves();
      return updates.isVisible();
    })
    .toBe(true);
  await moves();
  await expect(rows).toHaveCount(2);
  await agent.picture('rows-hold-zh-CN-light');

  await page.mouse.move(900, 400);
  await expect(updates).toBeHidden();
  await expect(rows).toHaveCount(5);
});
