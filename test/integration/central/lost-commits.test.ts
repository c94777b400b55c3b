import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newestVersion } from '../../../central/db/feed.ts';
import { lastRestored, rotateEpoch } from '../../../central/db/meta.ts';
import { tagOf } from '../../../central/db/pull.ts';
import type { Cursor } from '../../../shared/api/sync.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { OutsideSystem } from '../../support/central-system.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, seedReports, storedCase } from '../../support/seed-cases.ts';

const RESET = { kind: 'reset', reason: 'fork' };
const NEVER = { at: null, to: null };

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let desk: LastingDesk;

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  await seedReports(central, agent.teamId, 1);
  desk = await LastingDesk.of(central, clock, agent);
});
afterEach(() => central.stop());

/** Asks as a desk that stands there. */
async function from(cursor: Cursor) {
  return (await desk.client()).pull({ mode: 'delta', cursor });
}

/** Where a desk stands that has read everything. */
async function head(): Promise<Cursor> {
  const { cursor } = await (await desk.client()).snapshot();
  return cursor;
}

/** The newest commits go, and as many others take their place. */
async function lose(count: number): Promise<void> {
  const kept = (await newestVersion(central.db, agent.teamId)) - count;
  for (const table of ['sync_commit', 'outcome'] as const)
    await central.db.deleteFrom(table).where('version', '>', kept).execute();
  for (let n = 0; n <= count; n += 1) await seedReports(central, agent.teamId, 1, randomUUID());
}

describe('a cursor that proves no loss begins anew and changes nothing', () => {
  test('with an invented tag, behind the newest version, or with the tag of another commit', async () => {
    const cursor = await head();
    const earlier = await tagOf(central.db, agent.teamId, cursor.version - 1);
    for (const wrong of [
      { tag: randomUUID() },
      { tag: randomUUID(), version: cursor.version + 9 },
      { version: cursor.version + 9 },
      { tag: earlier ?? '' },
    ])
      expect(await from({ ...cursor, ...wrong })).toEqual(RESET);
    expect(await lastRestored(central.db)).toEqual(NEVER);
  });

  test('with the tag of another team', async () => {
    const other = await central.addUser('other', { team: 'Other' });
    const theirs = await (await LastingDesk.of(central, clock, other)).client();
    const { cursor } = await theirs.snapshot();
    await central.db.deleteFrom('sync_commit').where('tag', '=', cursor.tag).execute();
    await from(cursor);
    expect(await lastRestored(central.db)).toEqual(NEVER);
  });

  test('with the tag of a commit that a restore took', async () => {
    const cursor = await head();
    await lose(1);
    const restored = { at: clock.now(), to: clock.now() - DAY };
    const epoch = await rotateEpoch(central.db, central.ids, restored);
    clock.advance(2 * DAY);
    expect(await from({ ...cursor, epoch })).toEqual(RESET);
    expect(await lastRestored(central.db)).toEqual(restored);
  });

  test('of a reader of outcomes', async () => {
    const gateway = await central.addUser('gateway', { role: 'integration' });
    const system = await OutsideSystem.signIn(central, gateway);
    await system.read();
    const { epoch } = await head();
    for (const cursor of [`${epoch}.999.0`, `${epoch}.1.0.${randomUUID()}`]) {
      system.cursor = cursor;
      await expect(system.read()).rejects.toThrow('outcomes_restarted');
    }
    expect(await lastRestored(central.db)).toEqual(NEVER);
  });

  test('and back-dated calls are doubted as before', async () => {
    const [caseId = ''] = await seedReports(central, agent.teamId, 1, 'late');
    await desk.contact();
    expect(await from({ ...(await head()), tag: randomUUID() })).toEqual(RESET);
    clock.advance(MINUTE);
    const calls = [1, 2, 3].map((n) => attempt(caseId, {}, clock.now() - n * DAY));
    const flags = await desk.push(...calls);
    expect(flags.every((each) => each.includes('before_case') && each.includes('contact_since'))).toBe(true);
    expect((await storedCase(central, caseId)).plan.kind).not.toBe('message');
  });
});

test('a desk of before tags were sealed goes on from the tag that it has', async () => {
  const cursor = await head();
  const tag = randomUUID();
  await central.db.updateTable('sync_commit').set({ tag }).where('version', '=', cursor.version).execute();
  await seedReports(central, agent.teamId, 1, 'new');
  expect(await from({ ...cursor, tag })).toMatchObject({ kind: 'delta', more: false });
});

describe('a loss that a cursor proves', () => {
  test('is noted once, from the last contact that is not lost', async () => {
    await desk.contact();
    const contact = clock.now();
    clock.advance(DAY);
    await seedReports(central, agent.teamId, 2, 'lost');
    const other = await LastingDesk.of(central, clock, await central.addUser('zhao'));
    const { cursor } = await (await other.client()).snapshot();
    await lose(1);
    clock.advance(MINUTE);
    expect(await from(cursor)).toEqual(RESET);
    const noted = { at: clock.now(), to: contact };
    expect(await lastRestored(central.db)).toEqual(noted);
    clock.advance(30 * DAY);
    expect(await from(cursor)).toEqual(RESET);
    expect(await lastRestored(central.db)).toEqual(noted);
  });

  test('reaches back no further than desks keep what they sent', async () => {
    const cursor = await head();
    await lose(1);
    await central.db.updateTable('sync_client').set({ read_at: null }).execute();
    clock.advance(MINUTE);
    await from(cursor);
    expect(await lastRestored(central.db)).toEqual({ at: clock.now(), to: clock.now() - 14 * DAY });
  });

  test('soon after a restore leaves what that one took', async () => {
    const to = clock.now() - 20 * DAY;
    await rotateEpoch(central.db, central.ids, { at: clock.now(), to });
    clock.advance(DAY);
    await seedReports(central, agent.teamId, 1, 'lost');
    const cursor = await head();
    await lose(1);
    clock.advance(MINUTE);
    await from(cursor);
    expect(await lastRestored(central.db)).toEqual({ at: clock.now(), to });
  });
});

test('a reader of outcomes begins anew when a desk has noticed the loss', async () => {
  const gateway = await central.addUser('gateway', { role: 'integration' });
  const system = await OutsideSystem.signIn(central, gateway);
  await system.read();
  await seedReports(central, agent.teamId, 1, randomUUID());
  const cursor = await head();
  await lose(1);
  await system.read();
  expect(await from(cursor)).toEqual(RESET);
  await expect(system.read()).rejects.toThrow('outcomes_restarted');
});
