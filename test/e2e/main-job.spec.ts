import { expect, test } from '@playwright/test';
import { CentralProcess } from './support/central-process.ts';
import { DeskApp } from './support/desk-app.ts';
import { reportedData } from './support/reported-data.ts';
import { callThrough, findByTail, logResult, saveNext } from './support/work.ts';

const PASSWORD = 'correct-horse-1';

interface ExportedResult {
  result_id: string;
  external_id: string;
  disposition: string;
}

/** Every result that central holds, one line each. */
async function resultsOf(central: CentralProcess): Promise<ExportedResult[]> {
  const text = await central.command('export', 'outcomes', '--json');
  return text
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as ExportedResult);
}

test('an agent works imported cases of both kinds, also while central is away, and nothing is lost or doubled', async () => {
  const central = await CentralProcess.create();
  const data = await reportedData();
  const counts = {
    reports: await central.json<Record<string, number>>('import', 'spam-reports', data.reports),
    cards: await central.json<Record<string, number>>('import', 'cards', data.cards),
    findings: await central.json<Record<string, number>>('import', 'findings', data.findings),
  };
  expect(counts.reports).toMatchObject({ read: 3_000, imported: 3_000, rejected: 0 });
  expect(counts.cards).toMatchObject({ read: 2_000, imported: 2_000, rejected: 0 });
  expect(counts.findings.rejected).toBe(0);
  await central.addUser('wang', '王敏', 'agent', PASSWORD);
  await central.command('assign', '--strategy', 'balanced');
  await central.serve();

  const desk = await DeskApp.create(central.url, 'zh-CN');
  try {
    await desk.start();
    await desk.signIn('wang', PASSWORD);
    await desk.online();

    await test.step('a spam report, found by the last four digits and led by its script', async () => {
      await findByTail(desk, data.decidedReport);
      // Whoever adds no staff number gets the team's next one: the agent has something to say.
      await expect(desk.page.getByRole('region', { name: '话术' })).toContainText('1001 号客服');
      await callThrough(desk);
      await saveNext(desk);
    });
    await test.step('a card', async () => {
      await findByTail(desk, data.card);
      await callThrough(desk);
      await saveNext(desk);
    });
    await desk.online();
    expect(await resultsOf(central)).toHaveLength(2);

    await central.stop();
    await test.step('five more results while central is away', async () => {
      for (const person of data.others) {
        await findByTail(desk, person);
        await logResult(desk, '无人接听');
        await saveNext(desk);
      }
      await expect(desk.page.getByRole('button', { name: /同步|离线/ }).first()).toContainText('5');
      await desk.picture('queue-offline-zh');
    });

    await desk.close();
    await desk.start();
    await test.step('the restarted console unlocks without central and still knows the work', async () => {
      await desk.signIn('wang', PASSWORD);
      await expect(desk.page.getByRole('button', { name: /离线/ }).first()).toContainText('5');
    });

    await central.serve();
    await desk.online();
    const results = await resultsOf(central);
    expect(results).toHaveLength(7);
    expect(new Set(results.map(({ result_id }) => result_id)).size).toBe(7);
    expect(results.filter(({ disposition }) => disposition === 'NOANS')).toHaveLength(5);
    const cases = new Set(results.map((result) => result.external_id));
    for (const person of [data.decidedReport, data.card, ...data.others])
      expect(cases).toContain(person.externalId);
  } finally {
    await desk.dispose();
    await central.dispose();
  }
});
