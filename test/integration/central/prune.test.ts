import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../../central/db/connect.ts';
import { pruneFeeds } from '../../../central/db/prune.ts';
import { keepHouse } from '../../../central/housekeeping.ts';
import { silentJournal } from '../../../central/http/journal.ts';
import { DAY } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { Replica } from '../../support/replica.ts';
import { giveCases, note, reassign, seedReports, storedCase } from '../../support/seed-cases.ts';

const FEED = { retention: 30 * DAY, interval: DAY };

let central: TestCentral;
let clock: ManualClock;
let lead: TestUser;
let desk: DeskClient;
let leadDesk: DeskClient;
let caseIds: string[];

beforeEach(async () => {
  // Apart from central's own clock, by which sessions expire.
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  const chen = await central.addUser('chen');
  caseIds = await seedReports(central, lead.teamId, 3);
  const given = await giveCases(central, lead, caseIds, chen.id);
  desk = await deskOf(central, chen);
  leadDesk = await deskOf(central, lead);
  const away = caseIds[0] ?? '';
  await leadDesk.push(reassign(away, given.get(away) ?? null, lead.id));
});
afterEach(() => central.stop());

const prune = () => pruneFeeds(central.db, clock.now(), FEED);

const commits = () => central.db.selectFrom('sync_commit').select('version').orderBy('version').execute();
const marks = () => central.db.selectFrom('sync_mark').selectAll().execute();
const revokes = () =>
  central.db.selectFrom('sync_change').select('version').where('op', '=', 'revoke').execute();

test('a desk that was away for 30 days goes on, one that was away for longer starts anew', async () => {
  const { cursor: old } = await desk.snapshot();
  await prune();
  clock.advance(DAY);
  await desk.push(note(caseIds[1] ?? '', 'later'));
  const { cursor: newer } = await desk.delta(old);
  await prune();
  expect([(await revokes()).length, (await commits()).length]).toEqual([1, newer.version]);

  clock.advance(29 * DAY);
  await prune();
  expect(await revokes()).toEqual([]);
  expect((await commits())[0]?.version).toBe(old.version);
  expect((await desk.delta(old)).cursor).toEqual(newer);

  clock.advance(DAY);
  await prune();
  expect(await commits()).toEqual([{ version: newer.version }]);
  expect(await desk.pull({ mode: 'delta', cursor: old })).toEqual({ kind: 'reset', reason: 'pruned' });
  expect((await desk.delta(newer)).changes).toEqual([]);
});

test('the newest commit stays however long nothing happens, and marks do not pile up', async () => {
  const { cursor } = await desk.snapshot();
  for (let day = 0; day < 70; day += 1) {
    await prune();
    await prune();
    clock.advance(DAY);
  }
  expect(await commits()).toEqual([{ version: cursor.version }]);
  expect((await marks()).length).toBeLessThanOrEqual(31);
  expect((await desk.delta(cursor)).cursor).toEqual(cursor);
});

test('what is left is whole for those who went on and for those who start', async () => {
  const [before, after] = [new Replica(), new Replica()];
  const start = await desk.snapshot();
  before.take(start.changes);
  await prune();
  clock.advance(31 * DAY);
  await leadDesk.push(reassign(caseIds[1] ?? '', await assignment(caseIds[1] ?? ''), lead.id));
  await prune();
  const page = await desk.delta(start.cursor, 100, { digest: true });
  before.take(page.changes);
  after.take((await desk.snapshot()).changes);
  expect(page.digests).toEqual(page.scopes.map((scope) => before.digest(scope)));
  expect(page.digests).toEqual(page.scopes.map((scope) => after.digest(scope)));
  expect((await revokes()).length).toBe(1);
});

async function assignment(id: string): Promise<string | null> {
  return (await storedCase(central, id)).assignmentId;
}

test('a server keeps house from its start; a database that is away is noted and asked again', async () => {
  await keepHouse(central.server.services, silentJournal).stop();
  expect(await marks()).toHaveLength(1);
  const away = openDatabase('postgres://127.0.0.1:1/none');
  const noted: string[] = [];
  const journal = { ...silentJournal, failure: (id: string) => noted.push(id) };
  await keepHouse({ ...central.server.services, db: away }, journal).stop();
  expect(new Set(noted)).toEqual(new Set(['housekeeping']));
  await away.destroy();
});
