import { expect, inject, it, onTestFinished } from 'vitest';
import { liveMonth } from '../../month/month.ts';
import { holds, reportOf } from '../../month/report.ts';
import { freshDatabase } from '../../support/postgres.ts';

async function smallMonth() {
  const fresh = await freshDatabase(inject('postgresUrl'));
  onTestFinished(fresh.drop);
  const told: string[] = [];
  const options = {
    databaseUrl: fresh.url,
    reports: null,
    cards: null,
    seed: 1,
    agents: null,
    // One number is reported so often that its decisions are brought to the reports in the background.
    limits: { reports: 190, cards: 60 },
    tell: (line: string) => told.push(line),
  };
  return { ...(await liveMonth(options, reportOf)), told };
}

it('a small month ends with every case closed or explained, and a seed lives it again', {
  timeout: 600_000,
}, async () => {
  const [once, again] = await Promise.all([smallMonth(), smallMonth()]);
  expect(once.wrong).toEqual([]);
  expect(once.verdict).toMatchObject({ cases: 250, openEndsDue: 0, outsideWindows: 0, overCaps: 0 });
  expect(holds(once.verdict)).toBe(true);
  expect(once.verdict.closedWithProof).toBeGreaterThan(150);
  expect(again).toEqual(once);
});
