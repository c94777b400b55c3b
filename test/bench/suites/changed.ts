import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../../central/db/connect.ts';
import { joinEmbedded } from '../../../central/db/embedded.ts';
import { publish } from '../../../central/db/feed.ts';
import { retried } from '../../../central/db/transaction.ts';
import { systemIds } from '../../../electron/chance.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import type { CentralProcess } from '../../e2e/support/central-process.ts';
import { liveDesk } from '../live-desk.ts';
import type { Row } from '../report.ts';
import { quantile, type Samples, timed } from '../rounds.ts';

/** Rows that change in one commit of central. */
const TOGETHER = 1_000;
const PAUSE = 20;

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Changes every case of the agent in central, as many commits would; answers the newest version. */
async function changeAll(db: Database): Promise<number> {
  const { rows } = await sql<{ id: string; team: string; agent: string }>`
    select id, team_id as team, assignee_id as agent from case_ where assignee_id is not null`.execute(db);
  let newest = 0;
  for (let from = 0; from < rows.length; from += TOGETHER) {
    const part = rows.slice(from, from + TOGETHER);
    newest = await retried(db, async (trx) => {
      const entries = part.flatMap(({ id, team, agent }) =>
        [`team:${team}`, `agent:${agent}`].map((scope) => ({
          scope,
          entity: 'case' as const,
          entityId: id,
          op: 'put' as const,
        })),
      );
      const { version } = await publish(trx, part[0]?.team ?? '', systemIds.uuid(), entries);
      await sql`update case_ set version = ${version}, queue_version = ${version}
        where id = any(${part.map(({ id }) => id)}::uuid[])`.execute(trx);
      return version;
    });
  }
  await sql`vacuum analyze case_, sync_change`.execute(db);
  return newest;
}

/** What becomes of people's work and of this thread until `done`. */
async function meanwhile(done: () => boolean, commit: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const commits: number[] = [];
  while (!done()) {
    commits.push(await timed(commit));
    await pause(PAUSE);
  }
  delay.disable();
  return { commits, blocked: delay.max / 1e6 };
}

/**
 * A desk that pulls each of its cases changed while its person works, against the first pull of the same
 * rows.
 */
export async function changedCases(central: CentralProcess, rounds: number): Promise<Row[]> {
  const { url, release } = await joinEmbedded(central.data);
  const db = openDatabase(url, 2);
  const samples = (name: string): Samples => ({ name, unit: 'ms', values: [] });
  const first = samples('initial pull');
  const pulled = samples('pull');
  const p99 = samples('p99');
  const longest = samples('longest');
  const blocked = samples('blocked');
  let count = 0;
  try {
    // The first round warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const desk = await liveDesk(central.url);
      const initial = await timed(() => desk.complete());
      const reader = new DeskReader(desk.place.file, desk.place.key);
      const cases = reader.queue.entries().map(({ id }) => id);
      count = cases.length;
      const newest = await changeAll(db);
      let turn = 0;
      const note = () => {
        turn += 1;
        const caseId = cases[turn % cases.length] ?? '';
        return desk.writer.call('commit', [{ name: 'addNote', args: { caseId, text: 'meanwhile' } }]);
      };
      const done = () => (reader.meta.get('cursor')?.version ?? 0) >= newest;
      await desk.writer.call('hurry');
      const start = performance.now();
      const seen = await meanwhile(done, note);
      const took = performance.now() - start;
      reader.close();
      await desk.close();
      if (round === 0) continue;
      first.values.push(initial);
      pulled.values.push(took);
      p99.values.push(quantile(seen.commits, 0.99));
      longest.values.push(Math.max(...seen.commits));
      blocked.values.push(seen.blocked);
    }
  } finally {
    await db.destroy();
    await release();
  }
  const workload = `pull of ${count.toLocaleString('en')} changed cases`;
  return [
    { workload: `${workload}, its person at work`, measured: pulled, reference: first },
    { workload: `a person's commit during it, p99`, measured: p99, reference: null },
    { workload: `a person's commit during it, longest`, measured: longest, reference: null },
    { workload: `the windows' thread blocked during it, longest`, measured: blocked, reference: null },
  ];
}
