import { systemIds } from '../../../electron/chance.ts';
import { QueueIndex } from '../../../electron/queue/queue-index.ts';
import { PROTOCOL_VERSION } from '../../../shared/api/sync.ts';
import { CentralProcess } from '../../e2e/support/central-process.ts';
import { result } from '../../support/calls.ts';
import { DeskClient, send } from '../../support/central-client.ts';
import { deskFileIn, SteppedDesk } from '../../support/desk.ts';
import { generatedCases } from '../cases.ts';
import { importGenerated } from '../central.ts';
import { bareServer, rawExchange, rawInsert } from '../floors.ts';
import { ACCOUNT, liveDesk, OPEN, PASSWORD, signedIn } from '../live-desk.ts';
import type { Row } from '../report.ts';
import { interleaved, quantile, type Samples, timed } from '../rounds.ts';
import { scratchFolder } from '../scratch.ts';
import { changedCases } from './changed.ts';

const CASES = 100_000;
const HTTP_PAGE = 1_000;

const ms = (name: string, values: number[]): Samples => ({ name, unit: 'ms', values });

interface FirstPull {
  took: number;
  /** How long each look at the queue took while the rows came in, ms. */
  looks: number[];
  /** The most that the whole process grew by, MB. */
  grown: number;
}

const residentMegabytes = () => process.memoryUsage.rss() / 2 ** 20;

/** A first pull by the real writer thread, while this thread keeps looking at the queue as a screen does. */
async function firstPull(url: string): Promise<FirstPull> {
  const before = residentMegabytes();
  const desk = await liveDesk(url);
  const looks: number[] = [];
  let grown = 0;
  const took = await timed(async () => {
    const whole = desk.complete();
    while (!desk.isComplete()) {
      looks.push(await desk.look(looks.length));
      grown = Math.max(grown, residentMegabytes() - before);
      await new Promise((resume) => setTimeout(resume, 5));
    }
    await whole;
  });
  await desk.close();
  return { took, looks, grown };
}

async function firstPulls(url: string, rounds: number): Promise<Row[]> {
  const bare = await bareServer(JSON.stringify(generatedCases(HTTP_PAGE)));
  const asks = Array.from({ length: CASES / HTTP_PAGE }, () => '');
  const pulls: FirstPull[] = [];
  const pull = async () => {
    const one = await firstPull(url);
    pulls.push(one);
    return one.took;
  };
  const [measured, sqlite, http] = await interleaved(
    [
      { name: 'initial pull', run: pull },
      { name: 'raw insert', run: rawInsert(CASES) },
      { name: 'raw HTTP', run: () => timed(() => rawExchange(bare.url, asks)) },
    ],
    rounds,
    true,
  );
  bare.close();
  if (!measured || !sqlite || !http) return [];
  // The first pull warmed up.
  const kept = pulls.slice(1);
  const looks = (p: number) => kept.map((one) => quantile(one.looks, p));
  const p50 = ms('p50', looks(0.5));
  const grown: Samples = { name: 'grown', unit: 'MB', values: kept.map((one) => one.grown) };
  const workload = `initial pull of ${CASES.toLocaleString('en')} cases, the queue in use`;
  return [
    { workload, measured, reference: sqlite },
    { workload, measured, reference: http },
    { workload: 'queue page during the initial pull, p50', measured: p50, reference: null },
    { workload: 'queue page during the initial pull, p99', measured: ms('p99', looks(0.99)), reference: p50 },
    { workload: 'memory that an initial pull takes at most', measured: grown, reference: null },
  ];
}

/**
 * What a desk that has everything does: takes 100 changed cases, and brings 1,000 results from hours without
 * a network.
 */
async function everyday(url: string, rounds: number): Promise<Row[]> {
  const place = deskFileIn(scratchFolder());
  const answer = await signedIn(url);
  const user = { ...answer.user, password: PASSWORD };
  const desk = await SteppedDesk.signIn(url, user, place);
  await desk.exchange();
  const ids = new QueueIndex(desk.reader.queue)
    .list(OPEN, { now: Date.now(), callingTime: true })
    .map(({ id }) => id);
  const other = new DeskClient(url, answer.accessToken);
  const changed: number[] = [];
  const changedRaw: number[] = [];
  const sent: number[] = [];
  const sentRaw: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const some = ids.slice(round * 100, round * 100 + 100);
    const notes = some.map((caseId) => ({
      id: systemIds.uuid(),
      v: 1 as const,
      at: Date.now(),
      name: 'addNote' as const,
      args: { caseId, text: 'bench' },
    }));
    await other.push(...notes);
    const { from, scopes } = desk.store.pull.position();
    const body = {
      protocol: PROTOCOL_VERSION,
      clientId: systemIds.uuid(),
      scopes,
      from,
      limit: 1_000,
      digest: false,
    };
    const raw = await timed(() => send(url, '/v1/pull', { body, token: answer.accessToken }));
    const took = await timed(() => desk.exchange());

    const calls = ids.slice(-1_000 * (round + 1)).slice(0, 1_000);
    const { made } = desk.commit(...calls.map((caseId) => result(caseId, 'NOANS')));
    const bare = await bareServer('{}');
    const bodies = Array.from({ length: 10 }, (_, n) => JSON.stringify(made.slice(n * 100, n * 100 + 100)));
    const floor = await timed(() => rawExchange(bare.url, bodies));
    bare.close();
    const push = await timed(() => desk.exchange());
    if (desk.store.unsent() > 0) throw new Error(`results are left: ${desk.failures.at(-1)}`);
    // The first round warms up.
    if (round === 0) continue;
    changed.push(took);
    changedRaw.push(raw);
    sent.push(push);
    sentRaw.push(floor);
  }
  desk.close();
  return [
    {
      workload: 'pull of 100 changed cases of 100,000',
      measured: ms('pull', changed),
      reference: ms('the same answer over HTTP', changedRaw),
    },
    {
      workload: '1,000 offline results: pushed, confirmed and retired',
      measured: ms('push', sent),
      reference: ms('the same text over bare HTTP', sentRaw),
    },
  ];
}

/** The exchange at its full size, against SQLite and HTTP alone on the same rows. */
export async function sync(rounds: number): Promise<Row[]> {
  const central = await CentralProcess.create();
  try {
    await central.addUser(ACCOUNT, 'Bench', 'agent', PASSWORD);
    await importGenerated(central, CASES);
    await central.serve();
    return [
      ...(await everyday(central.url, rounds)),
      ...(await firstPulls(central.url, Math.min(rounds, 5))),
      ...(await changedCases(central, Math.min(rounds, 3))),
    ];
  } finally {
    await central.dispose();
  }
}
