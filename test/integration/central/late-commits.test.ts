import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { outcomesJson } from '../../../central/outcomes/export.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, note, seedReports } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let ids: string[];

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  ids = await seedReports(central, agent.teamId, 2);
});
afterEach(() => central.stop());

const at = (index: number) => ids[index] ?? '';

async function exported(since: number): Promise<string[]> {
  const found: string[] = [];
  for await (const line of outcomesJson(central.db, since)) found.push(JSON.parse(line).result_id);
  return found;
}

/** Resolves when a statement waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(central.db);
    if (rows.length > 0) return;
  }
}

/** Pushes while another transaction holds a case; `meanwhile` runs once the push waits. */
async function whileItWaits(
  desk: DeskClient,
  mutation: ReturnType<typeof attempt>,
  meanwhile: () => Promise<void>,
): Promise<void> {
  let pushed: Promise<unknown> = Promise.resolve();
  await central.db.transaction().execute(async (trx) => {
    await sql`select id from case_ where id = ${mutation.args.caseId} for update`.execute(trx);
    pushed = desk.push(mutation);
    await somebodyWaits();
    await meanwhile();
  });
  await pushed;
}

describe('an export since the last one', () => {
  test('has what had come before that and was committed after it', async () => {
    const [slow, quick] = await Promise.all([deskOf(central, agent), deskOf(central, agent)]);
    const late = attempt(at(0), {}, clock.now());
    const early = attempt(at(1), {}, clock.now());
    let last = 0;
    await whileItWaits(slow, late, async () => {
      clock.advance(1_000);
      await quick.push(early);
      expect(await exported(0)).toEqual([early.id]);
      clock.advance(1_000);
      last = clock.now();
    });
    expect(await exported(last)).toEqual([late.id]);
    expect(await exported(0)).toEqual([early.id, late.id]);
  });

  test('has results that changed no case: of cases that nobody knows', async () => {
    const desk = await deskOf(central, agent);
    const known = attempt(at(0), {}, clock.now());
    const unknown = attempt(central.ids.uuid(), {}, clock.now());
    await desk.push(known, unknown);
    expect(await exported(0)).toEqual([known.id, unknown.id]);
  });
});

test('a pull does not wait for the first push of its client', async () => {
  const desk = await deskOf(central, agent);
  await whileItWaits(desk, attempt(at(0), {}, clock.now()), async () => {
    expect((await desk.snapshot()).kind).toBe('snapshot');
  });
});

test('what somebody brought is answered to nobody else', async () => {
  const other = await central.addUser('other');
  const done = attempt(at(0), { disposition: 'FB_OK' }, clock.now());
  await (await deskOf(central, agent)).push(done);
  const stranger = await deskOf(central, other);
  const { results, lastSeq } = await stranger.push(note(done.args.caseId, 'x'), {
    ...note(at(1), 'y'),
    id: done.id,
  });
  expect(results).toMatchObject([
    { status: 'applied' },
    { id: done.id, status: 'rejected', code: 'forbidden', flags: [], params: {} },
  ]);
  expect(lastSeq).toBe(2);
  stranger.seq = 0;
  const again = await stranger.pushRaw([{ ...note(at(1), 'y'), id: done.id }], 2);
  expect(again.status).toBe(200);
  const stored = await central.db.selectFrom('mutation').select(['id', 'account_id']).execute();
  expect(stored.filter(({ id }) => id === done.id)).toEqual([{ id: done.id, account_id: agent.id }]);
});
