import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase, type Trx } from '../../../central/db/connect.ts';
import { lockIntake } from '../../../central/db/intake.ts';
import { numbersUnderWay } from '../../../central/db/number-spread.ts';
import { keepHouse } from '../../../central/housekeeping.ts';
import { silentJournal } from '../../../central/http/journal.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { spreadAll, spreadBatch } from '../../../central/sync/spread.ts';
import type { SpamReportCase } from '../../../shared/case/case.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, seedReports } from '../../support/seed-cases.ts';

const NUMBER = '106900001234';
/** More reports than a batch has. */
const MANY = 120;

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let lead: DeskClient;
let ids: string[];
let other: Database;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  lead = await deskOf(central, await central.addUser('lead', { role: 'lead' }));
  other = openDatabase(central.databaseUrl, 2);
});
afterEach(async () => {
  await other.destroy();
  await central.stop();
});

const first = () => ids[0] ?? '';
const last = () => [...ids].sort().at(-1) ?? '';
const finding = (caseId = first(), verdict: 'confirmed' | 'insufficient' = 'confirmed') =>
  decision('recordFinding', { caseId, verdict, action: null }, clock.now());

async function reports(): Promise<SpamReportCase[]> {
  const rows = await central.db.selectFrom('case_').select('doc').orderBy('id').execute();
  return rows.map(({ doc }) => doc as SpamReportCase);
}

/** How many reports have which verdicts, in the order in which they came. */
async function verdicts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { history } of await reports()) {
    const all = history.flatMap((entry) => (entry.type === 'finding' ? entry.verdict : [])).join(' ');
    counts[all] = (counts[all] ?? 0) + 1;
  }
  return counts;
}

/** A central that is killed behind the first batch. */
async function killedBehindFirstBatch(decide: () => Promise<unknown>): Promise<void> {
  await central.server.services.spreads?.close();
  await decide();
  expect(await verdicts()).toMatchObject({ '': expect.any(Number), confirmed: expect.any(Number) });
  expect(await numbersUnderWay(central.db)).toEqual([NUMBER]);
}

/** Holds something in a transaction of its own while `meanwhile` runs. */
async function holding<T>(
  hold: (trx: Trx) => Promise<unknown>,
  meanwhile: (trx: Trx) => Promise<T>,
): Promise<T> {
  return other.transaction().execute(async (trx) => {
    await hold(trx);
    return meanwhile(trx);
  });
}

/** Resolves when a statement waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(central.db);
    if (rows.length > 0) return;
  }
}

describe('a finding on a number with many reports', () => {
  test('is answered while somebody holds another report and an import runs', async () => {
    ids = await seedReports(central, agent.teamId, 3);
    const hold = async (trx: Trx) => {
      await lockIntake(trx);
      await sql`select from case_ where id = ${last()} for update`.execute(trx);
    };
    const mine = ids.find((id) => id !== last()) ?? '';
    const { results } = await holding(hold, () => lead.push(finding(mine)));
    expect(results).toMatchObject([{ status: 'applied' }]);
    await spreadAll(central);
    expect(await verdicts()).toEqual({ confirmed: 3 });
  });

  test('is on all of them by and by, once on each, under one version for each batch', async () => {
    ids = await seedReports(central, agent.teamId, MANY);
    await lead.push(finding());
    await spreadAll(central);
    expect(await verdicts()).toEqual({ confirmed: MANY });
    expect(await numbersUnderWay(central.db)).toEqual([]);
    const versions = await central.db.selectFrom('case_').select('version').distinct().execute();
    expect(versions.length).toBeGreaterThan(2);
  });

  test('goes on after a central that was killed, when the next one keeps house', async () => {
    ids = await seedReports(central, agent.teamId, MANY);
    await killedBehindFirstBatch(() => lead.push(finding(last())));
    await keepHouse(central.server.services, silentJournal).stop();
    expect(await verdicts()).toEqual({ confirmed: MANY });
    expect(await numbersUnderWay(central.db)).toEqual([]);
  });

  test('is written once when several processes bring it', async () => {
    ids = await seedReports(central, agent.teamId, MANY);
    await killedBehindFirstBatch(() => lead.push(finding(last())));
    const second = { db: other, clock, ids: central.ids };
    await Promise.all([spreadAll(central), spreadAll(second), spreadAll({ ...second, batch: 7 })]);
    expect(await verdicts()).toEqual({ confirmed: MANY });
  });

  test('holds at once for reports that come meanwhile, and once', async () => {
    ids = await seedReports(central, agent.teamId, MANY);
    await killedBehindFirstBatch(() => lead.push(finding(last())));
    const fresh = await seedReports(central, agent.teamId, 20, 'LATE', 1);
    const late = (await reports()).filter(({ id }) => fresh.includes(id));
    expect(late.map(({ facts }) => facts.finding?.verdict)).toEqual(Array(20).fill('confirmed'));
    await spreadAll(central);
    expect(await verdicts()).toEqual({ confirmed: MANY + 20 });
  });

  test('is on reports of an import that began before it and ended later', async () => {
    const south = await central.addUser('south', { role: 'lead', team: 'South' });
    const [theirs = ''] = await seedReports(central, south.teamId, 1);
    const desk = await deskOf(central, south);
    const row = importSpamReports.read({
      report_id: 'X1',
      reported_at: '2026-03-01',
      reporter_phone: '17099999999',
      reported_number: NUMBER,
      content: 'x',
    });
    let imported: Promise<unknown> = Promise.resolve();
    // The import has looked for findings when it waits for the counter of its team.
    await holding(
      (trx) => sql`select from team where id = ${agent.teamId} for update`.execute(trx),
      async () => {
        imported = importSpamReports.take({ ...central, teamId: agent.teamId }, [row]);
        await somebodyWaits();
        await desk.push(finding(theirs));
      },
    );
    await imported;
    await spreadAll(central);
    expect(await verdicts()).toEqual({ confirmed: 2 });
  });

  test('gives way to a newer one; what the older one answered stays answered', async () => {
    ids = await seedReports(central, agent.teamId, MANY);
    const told = attempt(last(), { disposition: 'FB_MORE', answers: [] }, clock.now());
    await (await deskOf(central, agent)).push(told);
    await killedBehindFirstBatch(() => lead.push(finding()));
    clock.advance(60_000);
    const colleague = await deskOf(central, await central.addUser('colleague', { role: 'lead' }));
    await spreadBatch({ ...central, batch: 10 }, NUMBER, true);
    await colleague.push({ ...finding(first(), 'insufficient'), at: told.at - 1 });
    await spreadAll(central);
    const all = await reports();
    expect(new Set(all.map(({ facts }) => facts.finding?.verdict))).toEqual(new Set(['insufficient']));
    expect(all.find(({ id }) => id === last())?.plan).toMatchObject({ kind: 'call', code: 'first_call' });
  });

  test('answers no evidence that is told before it comes', async () => {
    ids = await seedReports(central, agent.teamId, MANY);
    await killedBehindFirstBatch(() => lead.push(finding()));
    await (await deskOf(central, agent)).push(
      attempt(last(), { disposition: 'FB_MORE', answers: [] }, clock.now()),
    );
    await spreadAll(central);
    const told = (await reports()).find(({ id }) => id === last());
    expect(told?.facts.finding?.verdict).toBe('confirmed');
    expect(told?.plan.code).toBe('new_evidence');
  });
});
