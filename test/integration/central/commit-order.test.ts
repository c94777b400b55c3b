import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishCases } from '../../../central/sync/publish-cases.ts';
import type { Cursor } from '../../../shared/api/sync.ts';
import type { Case } from '../../../shared/case/case.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { seedReports, storedCase } from '../../support/seed-cases.ts';

const WRITERS = 8;
const ROUNDS = 6;

let central: TestCentral;
let lead: TestUser;
let cases: Case[];

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  const ids = await seedReports(central, lead.teamId, WRITERS * ROUNDS);
  cases = await Promise.all(ids.map((id) => storedCase(central, id)));
});
afterEach(() => central.stop());

/** A writer that dawdles at a random moment inside each of its transactions. */
async function write(writer: number, early: boolean): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const subject = cases[writer * ROUNDS + round];
    if (!subject) throw new Error('a case for every commit');
    const pause = sql`select pg_sleep(${((writer * 7 + round * 3) % 5) / 200})`;
    await central.db.transaction().execute(async (trx) => {
      if (early) await pause.execute(trx);
      await publishCases(trx, { ids: central.ids, at: central.clock.now() }, [{ before: null, subject }]);
      if (!early) await pause.execute(trx);
    });
  }
}

async function poll(desk: DeskClient, from: Cursor, until: () => boolean): Promise<Set<string>> {
  const seen = new Set<string>();
  let cursor = from;
  for (let last = false; ; ) {
    const page = await desk.delta(cursor, 4);
    for (const { id } of page.changes) seen.add(id);
    cursor = page.cursor;
    if (last && !page.more) return seen;
    last = until();
  }
}

test('a poller loses no commit of concurrent writers, wherever they dawdle', async () => {
  const desk = await deskOf(central, lead);
  let writing = true;
  const { cursor } = await desk.snapshot();
  const polled = poll(desk, cursor, () => !writing);
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer, writer % 2 === 0)));
  writing = false;
  expect(await polled).toEqual(new Set(cases.map(({ id }) => id)));
});

test('a feed by sequence alone does lose commits of the same writers', async () => {
  await sql`create table plain_feed (seq bigint generated always as identity, id int)`.execute(central.db);
  const seen = new Set<number>();
  let cursor = 0;
  const look = async () => {
    const { rows } = await sql<{
      seq: number;
      id: number;
    }>`select * from plain_feed where seq > ${cursor} order by seq`.execute(central.db);
    for (const { seq, id } of rows) {
      seen.add(id);
      cursor = seq;
    }
  };
  let committed: () => void = () => undefined;
  const quickDone = new Promise<void>((done) => {
    committed = done;
  });
  let inserted: () => void = () => undefined;
  const slowInserted = new Promise<void>((done) => {
    inserted = done;
  });
  const slow = central.db.transaction().execute(async (trx) => {
    await sql`insert into plain_feed (id) values (1)`.execute(trx);
    inserted();
    await quickDone;
  });
  await slowInserted;
  await sql`insert into plain_feed (id) values (2)`.execute(central.db);
  await look();
  committed();
  await slow;
  await look();
  expect(seen).toEqual(new Set([2]));
});
