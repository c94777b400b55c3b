import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../../central/db/connect.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { countRows, giveCases, note, seedReports } from '../../support/seed-cases.ts';

/** Connections of the test's central, half of which may write. */
const CONNECTIONS = 10;
let central: TestCentral;
let lead: TestUser;
let agent: TestUser;
let caseIds: string[];

beforeEach(async () => {
  central = await startCentral({
    limits: { lock_timeout: 2_000, connectionTimeoutMillis: 5_000 },
    server: { writesAtOnce: CONNECTIONS / 2 },
  });
  lead = await central.addUser('lead', { role: 'lead' });
  agent = await central.addUser('agent');
  caseIds = await seedReports(central, lead.teamId, 1);
  await giveCases(central, lead, caseIds, agent.id);
});

afterEach(() => central.stop());

/** Somebody else's transaction holds the case as long as `meanwhile` takes. */
async function withLockedCase<T>(meanwhile: () => Promise<T>): Promise<T> {
  const other = openDatabase(central.databaseUrl, 1);
  try {
    return await other.transaction().execute(async (trx) => {
      await sql`select id from case_ for update`.execute(trx);
      return meanwhile();
    });
  } finally {
    await other.destroy();
  }
}

const desks = (count: number): Promise<DeskClient[]> =>
  Promise.all(Array.from({ length: count }, () => deskOf(central, agent)));

it('pulls of others go on while more pushes than there are connections wait for a lock', async () => {
  const pushing = await desks(CONNECTIONS + 5);
  const reading = await deskOf(central, await central.addUser('elsewhere', { team: 'South' }));
  const { pushes, answers } = await withLockedCase(async () => {
    const pushes = pushing.map((desk) => desk.pushRaw([note(caseIds[0] ?? '', 'x')]));
    const answers = [];
    for (let round = 0; round < 5; round += 1) answers.push((await reading.snapshot()).kind);
    return { pushes, answers };
  });
  expect(answers).toEqual(Array(5).fill('snapshot'));
  const statuses = (await Promise.all(pushes)).map(({ status }) => status);
  expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
});

it('a push that waits too long for a lock is told that central is busy, and its work is taken later', async () => {
  const [desk] = await desks(1);
  if (!desk) throw new Error('no desk');
  const work = [note(caseIds[0] ?? '', 'x')];
  const before = await countRows(central, 'mutation');
  const refused = await withLockedCase(() => desk.pushRaw(work));
  expect([refused.status, refused.code]).toEqual([503, 'central_busy']);
  expect((await desk.pushRaw(work)).status).toBe(200);
  expect(await countRows(central, 'mutation')).toBe(before + 1);
});

it('each of more pushes than may write at once ends while the lock is held', async () => {
  const pushing = await desks(CONNECTIONS);
  const refused = await withLockedCase(() =>
    Promise.all(pushing.map((desk) => desk.pushRaw([note(caseIds[0] ?? '', 'x')]))),
  );
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['central_busy']));
});
