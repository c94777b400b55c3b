import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disableUser } from '../../../central/accounts/users.ts';
import { assignBalanced } from '../../../central/assign/assign.ts';
import { outcomesCsv, outcomesJson } from '../../../central/outcomes/export.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, correct, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let clock: ManualClock;
let agents: TestUser[];
let teamId: string;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agents = [];
  for (const name of ['a', 'b', 'c']) agents.push(await central.addUser(name));
  teamId = agents[0]?.teamId ?? '';
});
afterEach(() => central.stop());

const owners = async (ids: string[]) =>
  Promise.all(ids.map(async (id) => (await storedCase(central, id)).assigneeId));
const loads = async (ids: string[]) => {
  const held = await owners(ids);
  return agents.map(({ id }) => held.filter((owner) => owner === id).length);
};

describe('sharing out', () => {
  test('evens out the open cases; a second run has nothing to do', async () => {
    const ids = await seedReports(central, teamId, 31);
    expect(await assignBalanced({ ...central, teamId })).toEqual({ assigned: 31, left: 0, agents: 3 });
    expect(await loads(ids)).toEqual([11, 10, 10]);
    expect(await assignBalanced({ ...central, teamId })).toMatchObject({ assigned: 0, left: 0 });
  });

  test('leaves the database ready to read them', async () => {
    await seedReports(central, teamId, 31);
    await assignBalanced({ ...central, teamId });
    // Known only once PostgreSQL has looked; by itself it does not look at so few rows.
    const { rows } = await sql`select from pg_stats where tablename = 'case_'`.execute(central.db);
    expect(rows).not.toEqual([]);
  });

  test('keeps the cases of one person with one agent, now and later', async () => {
    const early = await seedReports(central, teamId, 9, 'EARLY');
    await assignBalanced({ ...central, teamId });
    // The same nine reporters, by their numbers.
    const late = await seedReports(central, teamId, 9, 'LATE');
    await assignBalanced({ ...central, teamId });
    expect(await owners(late)).toEqual(await owners(early));
  });

  test('passes over people who are gone, leads and closed cases; without agents all stay', async () => {
    const [a] = agents;
    await central.addUser('lead', { role: 'lead' });
    const ids = await seedReports(central, teamId, 4);
    const desk = await deskOf(central, a as TestUser);
    await desk.push(attempt(ids[0] ?? '', { disposition: 'FB_OK' }));
    await disableUser(central, 'b');
    expect(await assignBalanced({ ...central, teamId })).toEqual({ assigned: 3, left: 0, agents: 2 });
    expect(await owners(ids.slice(0, 1))).toEqual([null]);
    for (const account of ['a', 'c']) await disableUser(central, account);
    await seedReports(central, teamId, 2, 'MORE');
    // Their numbers have a caller, but not one who still works here.
    expect(await assignBalanced({ ...central, teamId })).toEqual({ assigned: 0, left: 2, agents: 0 });
  });

  test('runs at the same time give every case to one agent once', async () => {
    const ids = await seedReports(central, teamId, 30);
    const runs = await Promise.all([
      assignBalanced({ ...central, teamId }),
      assignBalanced({ ...central, teamId }),
    ]);
    expect(runs.reduce((sum, { assigned }) => sum + assigned, 0)).toBe(30);
    for (const id of ids) {
      expect(
        (await storedCase(central, id)).history.filter(({ type }) => type === 'assignment'),
      ).toHaveLength(1);
    }
  });
});

async function gathered(lines: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const line of lines) text += line;
  return text;
}

describe('the export of outcomes', () => {
  test('has every result once, in the order of arrival, safe to open in a spreadsheet', async () => {
    const ids = await seedReports(central, teamId, 2);
    const desk = await deskOf(central, agents[0] as TestUser);
    const dangerous = attempt(ids[0] ?? '', { note: '=HYPERLINK("http://x"),\n"quoted"' }, clock.now());
    await desk.push(dangerous);
    clock.advance(1_000);
    await desk.push(attempt(ids[1] ?? '', { disposition: 'FB_OK' }, clock.now()));
    const csv = await gathered(outcomesCsv(central.db, 0));
    expect(csv.startsWith('\uFEFF')).toBe(true);
    const rows: Record<string, string>[] = parse(csv, { bom: true, columns: true });
    expect(rows).toMatchObject([
      {
        result_id: dangerous.id,
        external_id: 'WX-1',
        agent: 'a',
        note: `'=HYPERLINK("http://x"),\n"quoted"`,
        flags: expect.stringContaining('not_owner'),
      },
      { external_id: 'WX-2', disposition: 'FB_OK', stage: 'closed', called_at: '2026-03-18T02:00:01.000Z' },
    ]);
    const json = (await gathered(outcomesJson(central.db, clock.now()))).trimEnd().split('\n');
    expect(json.map((line) => JSON.parse(line).external_id)).toEqual(['WX-2']);
  });

  test('has a corrected result beside the one in whose place it stands, and a refused correction not', async () => {
    const [id = ''] = await seedReports(central, teamId, 1);
    const author = await deskOf(central, agents[0] as TestUser);
    const colleague = await deskOf(central, agents[1] as TestUser);
    const wrong = attempt(id, { disposition: 'FB_OK' }, clock.now());
    const right = correct(id, wrong.id, 'OFF');
    await author.push(wrong);
    clock.advance(1_000);
    const refused = await colleague.push(correct(id, wrong.id, 'BUSY'));
    expect(refused.results).toMatchObject([{ status: 'rejected', code: 'forbidden' }]);
    await author.push(right);
    await author.push(right);
    const lines = (await gathered(outcomesJson(central.db, 0))).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { result_id: wrong.id, disposition: 'FB_OK', corrects: '' },
      { result_id: right.id, disposition: 'OFF', corrects: wrong.id, stage: 'reported', note: '按错了' },
    ]);
  });

  test('pages through more results than one query takes', async () => {
    const ids = await seedReports(central, teamId, 100);
    const desk = await deskOf(central, agents[0] as TestUser);
    for (let round = 0; round < 11; round += 1) {
      await desk.push(...ids.map((id) => attempt(id, {}, clock.now())));
    }
    const lines = (await gathered(outcomesJson(central.db, 0))).trimEnd().split('\n');
    expect(new Set(lines.map((line) => JSON.parse(line).result_id)).size).toBe(1_100);
  });
});
