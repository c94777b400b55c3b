import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Trx } from '../../../central/db/connect.ts';
import type { Case } from '../../../shared/case/case.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { type Feed, LOSSY, lossyFeed, shippedFeed } from '../../support/feeds.ts';
import { seedReports, storedCase } from '../../support/seed-cases.ts';

const WRITERS = 8;
const ROUNDS = 6;
/** Storms until a design that loses must have lost something. */
const STORMS = 10;

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

const designs = Object.keys(LOSSY) as (keyof typeof LOSSY)[];

async function shipped(): Promise<Feed> {
  const desk = await deskOf(central, lead);
  return shippedFeed(central, desk, (await desk.snapshot()).cursor);
}

/** Every transaction has written something before it tells the feed, as a push has. */
const begin = (trx: Trx) => sql`select pg_current_xact_id()`.execute(trx);

/** A writer that dawdles at other moments inside each of its transactions. */
async function write(feed: Feed, writer: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const subject = cases[writer * ROUNDS + round];
    if (!subject) throw new Error('a case for every commit');
    const dawdle = (trx: Trx, step: number) =>
      sql`select pg_sleep(${((writer * 7 + round * 3 + step) % 5) / 200})`.execute(trx);
    await central.db.transaction().execute(async (trx) => {
      await begin(trx);
      await dawdle(trx, 0);
      await feed.write(trx, subject);
      await dawdle(trx, 2);
    });
  }
}

/** Lets the writers loose on a poller that looks all the time; answers the cases that it never saw. */
async function storm(feed: Feed): Promise<string[]> {
  const seen = new Set<string>();
  let writing = true;
  const look = async () => {
    for (const id of await feed.look()) seen.add(id);
  };
  const polled = (async () => {
    while (writing) await look();
  })();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(feed, writer)));
  writing = false;
  await polled;
  await look();
  return cases.map(({ id }) => id).filter((id) => !seen.has(id));
}

/** Resolves once a transaction of this database waits for another one. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`.execute(central.db);
    if (rows.length > 0) return;
  }
}

/**
 * The shortest story in which order of numbers and order of commits differ: the transaction that began last
 * tells the feed first and commits last, and a poller looks in between. Answers the cases that the poller
 * never saw.
 */
async function lateCommit(feed: Feed): Promise<string[]> {
  const [early, late] = cases;
  if (!early || !late) throw new Error('two cases');
  const earlyTrx = await central.db.startTransaction().execute();
  const lateTrx = await central.db.startTransaction().execute();
  await begin(earlyTrx);
  await begin(lateTrx);
  await feed.write(lateTrx, late);
  const committed = feed.write(earlyTrx, early).then(() => earlyTrx.commit().execute());
  // A feed without loss makes the second writer wait for the first.
  await Promise.race([committed, somebodyWaits()]);
  const seen = new Set(await feed.look());
  await lateTrx.commit().execute();
  await committed;
  for (const id of await feed.look()) seen.add(id);
  return [early.id, late.id].filter((id) => !seen.has(id));
}

describe('the feed that central ships', () => {
  test('loses no commit of concurrent writers, wherever they dawdle', async () => {
    expect(await storm(await shipped())).toEqual([]);
  });

  test('does not lose the commit that comes late', async () => {
    expect(await lateCommit(await shipped())).toEqual([]);
  });
});

describe.each(designs)('a feed by %s', (design) => {
  test('is caught by the same writers', async () => {
    const feed = await lossyFeed(central.db, design);
    let lost: string[] = [];
    for (let storms = 0; storms < STORMS && lost.length === 0; storms += 1) lost = await storm(feed);
    expect(lost).not.toEqual([]);
  });

  test('loses the commit that comes late', async () => {
    expect(await lateCommit(await lossyFeed(central.db, design))).toEqual([cases[1]?.id]);
  });
});
