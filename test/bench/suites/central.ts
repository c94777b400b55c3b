import { sql } from 'kysely';
import type { Database } from '../../../central/db/connect.ts';
import { openDatabase } from '../../../central/db/connect.ts';
import { joinEmbedded } from '../../../central/db/embedded.ts';
import { CentralProcess } from '../../e2e/support/central-process.ts';
import { DeskClient, send, signIn } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { Replica } from '../../support/replica.ts';
import { attempt, note } from '../../support/seed-cases.ts';
import { importGenerated, importRows, longCommand, reportsOf } from '../central.ts';
import type { Row } from '../report.ts';
import { quantile, type Samples, timed } from '../rounds.ts';

/** The size that the large central is measured against. */
const SMALL = 10_000;
const AGENTS = 20;
const PASSWORD = 'bench-password';
/** Results in a push, as a desk that comes back sends them. */
const RESULTS = 25;
const PAGE = 1_000;
const HOT_NUMBER = '1069888877776666';
const HOT_REPORTS = 5_000;

type Costs = Map<string, Samples>;

class Measured {
  readonly costs: Costs = new Map();

  add(name: string, value: number, unit: Samples['unit'] = 'ms'): void {
    const samples = this.costs.get(name) ?? { name, unit, values: [] };
    samples.values.push(value);
    this.costs.set(name, samples);
  }

  async time(name: string, work: () => Promise<unknown>): Promise<void> {
    this.add(name, await timed(work));
  }
}

interface World {
  central: CentralProcess;
  db: Database;
  lead: DeskClient;
  agent: DeskClient;
  /** Open cases of the agent that nothing was done to. */
  ids: string[];
  measured: Measured;
}

const deskOf = async ({ url }: CentralProcess, account: string) =>
  new DeskClient(url, (await signIn({ url }, { account, password: PASSWORD })).accessToken);

const sizeOf = async (db: Database) => {
  const { rows } = await sql<{ bytes: number }>`
    select pg_database_size(current_database())::float8 as bytes`.execute(db);
  return rows[0]?.bytes ?? 0;
};

/** Every page of a first delivery to the agent; at most so many of the lead's, who gets all. */
async function snapshots({ agent, lead, measured, ids }: World): Promise<void> {
  const replica = new Replica();
  for (const [who, desk, most] of [
    ['agent', agent, Number.POSITIVE_INFINITY],
    ['lead', lead, 30],
  ] as const) {
    let from: unknown = { mode: 'snapshot', at: null, after: null, only: null };
    for (let page = 0; page < most; page += 1) {
      const start = performance.now();
      const answer = await desk.pull(from, { limit: PAGE });
      measured.add(`page of ${PAGE} of a first pull, ${who}`, performance.now() - start);
      if (answer.kind !== 'snapshot') throw new Error(`expected a snapshot, got ${answer.kind}`);
      if (who === 'agent') replica.take(answer.changes);
      if (!answer.next) break;
      from = { mode: 'snapshot', at: answer.cursor, after: answer.next, only: null };
    }
  }
  ids.push(...replica.cases().keys());
}

/** Pushes, the pages that they make for the lead, digests, waits, and what a result leaves on the disk. */
async function everyday({ agent, lead, db, measured, ids }: World, rounds: number): Promise<void> {
  let { cursor } = await lead.snapshot();
  const before = await sizeOf(db);
  for (let round = 0; round < rounds; round += 1) {
    const some = ids.splice(0, RESULTS);
    await measured.time(`push of ${RESULTS} results`, () => agent.push(...some.map((id) => attempt(id))));
    const start = performance.now();
    ({ cursor } = await lead.delta(cursor));
    measured.add(`pull of ${RESULTS} changed cases`, performance.now() - start);
    await measured.time('pull with nothing new', () => lead.delta(cursor));
    const [id = ''] = ids;
    const waiting = timed(() => lead.wait(cursor.version));
    await agent.push(note(id, 'bench'));
    measured.add('a note, from its push to who waits', await waiting);
    ({ cursor } = await lead.delta(cursor));
  }
  await sql`checkpoint`.execute(db);
  const results = rounds * RESULTS;
  measured.add('bytes that a result leaves', ((await sizeOf(db)) - before) / results / 1_000, 'kB');
  for (let round = 0; round < rounds; round += 1)
    await measured.time('digest of all cases', () => lead.delta(cursor, PAGE, { digest: true }));
}

/** A finding on a number with thousands of reports, and what other people feel meanwhile. */
async function numberDecision({ central, agent, lead, db, measured, ids }: World): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from case_ where reported_number = ${HOT_NUMBER} limit 1`.execute(db);
  const args = { caseId: rows[0]?.id ?? '', verdict: 'confirmed', action: 'closed' } as const;
  const left = async () =>
    (await sql<{ count: number }>`select count(*)::int as count from number_spread`.execute(db)).rows[0]
      ?.count;
  let working = true;
  const meanwhile: number[] = [];
  const health: number[] = [];
  const others = Promise.all([
    (async () => {
      while (working) {
        const [id = ''] = ids.splice(0, 1);
        meanwhile.push(await timed(() => agent.push(attempt(id))));
      }
    })(),
    (async () => {
      while (working) health.push(await timed(() => send(central.url, '/v1/health', { method: 'GET' })));
    })(),
  ]);
  await measured.time(`decision on a number with ${HOT_REPORTS} reports`, async () => {
    await lead.push(decision('recordFinding', args, Date.now()));
    while ((await left()) !== 0) await new Promise((resume) => setTimeout(resume, 20));
  });
  working = false;
  await others;
  measured.add('push of a colleague meanwhile, p99', quantile(meanwhile, 0.99));
  measured.add('health meanwhile, p99', quantile(health, 0.99));
}

/** What everything costs in a central with so many cases. */
async function costsAt(cases: number, rounds: number): Promise<Costs> {
  const central = await CentralProcess.create();
  const measured = new Measured();
  try {
    await central.addUser('lead', 'Lead', 'lead', PASSWORD);
    for (let n = 0; n < AGENTS; n += 1) await central.addUser(`agent${n}`, `Agent ${n}`, 'agent', PASSWORD);
    const took = await timed(() => importGenerated(central, cases));
    measured.add('import and share-out of 1,000 reports', (took / cases) * 1_000);
    await importRows(central, reportsOf(HOT_NUMBER, HOT_REPORTS));
    await longCommand(central, 'assign', '--strategy', 'balanced');
    await central.serve();
    const { url, release } = await joinEmbedded(central.data);
    const db = openDatabase(url, 2);
    try {
      const [agent, lead] = [await deskOf(central, 'agent0'), await deskOf(central, 'lead')];
      const world = { central, db, agent, lead, ids: [], measured };
      await snapshots(world);
      await everyday(world, rounds);
      await numberDecision(world);
    } finally {
      await db.destroy();
      await release();
    }
    return measured.costs;
  } finally {
    await central.dispose();
  }
}

/** What one request costs in a central with so many cases, against one with 10,000. */
export async function centralAt(cases: number, rounds: number): Promise<Row[]> {
  const small = await costsAt(SMALL, rounds);
  const large = await costsAt(cases, rounds);
  return [...large].map(([name, measured]) => {
    const reference = small.get(name);
    return {
      workload: `${name}, ${cases.toLocaleString('en')} cases`,
      measured,
      reference: reference ? { ...reference, name: `at ${SMALL.toLocaleString('en')}` } : null,
    };
  });
}
