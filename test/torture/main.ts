import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { demoRows } from '../../central/demo/generate.ts';
import { between, seededRng } from '../../central/demo/random.ts';
import { FAILPOINTS, type Failpoint } from '../../electron/failpoint.ts';
import { clientNet } from '../../electron/sync/client-net.ts';
import type { SignInResponse } from '../../shared/api/account.ts';
import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import { CentralProcess } from '../e2e/support/central-process.ts';
import { csvText } from '../e2e/support/small-team.ts';
import { type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { type Orders, runDesk } from './desk.ts';

const ACCOUNT = { account: 'wang', password: 'correct-horse-1' };
/** From this many kills on each named moment must have been one of them. */
const JUDGED_FROM = 40;
/**
 * A failpoint that is not met by so many acknowledged results, or for so long, will not be met in this life.
 */
const PATIENCE = { results: 2_000, ms: 60_000 };
const self = process.argv[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'callback-torture-'));

interface Place {
  file: string;
  lockFile: string;
  key: string;
}

function newPlace(): Place {
  const name = join(folder, randomUUID());
  return { file: `${name}.db`, lockFile: `${name}.lock`, key: randomBytes(32).toString('hex') };
}

/** One life of a desk: everything that it acknowledged, and whether it came to a named failpoint. */
interface Life {
  acknowledged: string[];
  met: boolean;
}

async function live(
  orders: Orders,
  end: { failpoint: Failpoint | null; count: number; results: number },
): Promise<Life> {
  const child: ChildProcess = spawn(process.execPath, [self], {
    env: {
      ...process.env,
      TORTURE_ORDERS: JSON.stringify(orders),
      ...(end.failpoint && { CALLBACK_DESK_FAILPOINT: `${end.failpoint}:${end.count}` }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const acknowledged: string[] = [];
  let ours = false;
  const kill = () => {
    if (!ours) child.kill('SIGKILL');
    ours = true;
  };
  const patience = end.failpoint && setTimeout(kill, PATIENCE.ms);
  if (child.stdout)
    for await (const line of createInterface(child.stdout)) {
      if (line !== 'ready') acknowledged.push(line);
      const enough = end.failpoint ? PATIENCE.results : end.results;
      if (acknowledged.length >= enough) kill();
    }
  if (patience) clearTimeout(patience);
  const [code, signal] = await gone;
  if (signal !== 'SIGKILL' && !orders.drain) throw new Error(`a desk ended by itself with ${signal ?? code}`);
  return { acknowledged, met: !ours };
}

async function prepare(): Promise<{
  central: CentralProcess;
  proxy: FaultyProxy;
  who: SignInResponse;
  caseIds: string[];
}> {
  const central = await CentralProcess.create();
  const file = join(folder, 'reports.csv');
  writeFileSync(
    file,
    csvText(demoRows(seededRng(5), Date.UTC(2026, 10, 20, 2), { reports: 120, cards: 0 }).reports),
  );
  await central.command('import', 'spam-reports', file);
  await central.addUser(ACCOUNT.account, 'Wang', 'agent', ACCOUNT.password);
  await central.command('assign');
  await central.serve();
  const net = clientNet(central.url);
  const who = await net.signIn({ ...ACCOUNT, device: { id: randomUUID(), name: 'torture' } });
  const page = await net.pull(
    {
      protocol: PROTOCOL_VERSION,
      clientId: randomUUID(),
      scopes: [],
      from: { mode: 'snapshot', at: null, after: null, only: null },
      limit: 1_000,
      digest: false,
      unsent: null,
      waiting: [],
    },
    who.accessToken,
  );
  const lines = page.kind === 'reset' ? [] : (page.changes as { entity: string; id: string }[]);
  const caseIds = lines.filter(({ entity }) => entity === 'case').map(({ id }) => id);
  return { central, proxy: await startFaultyProxy(central.url), who, caseIds };
}

async function torture(kills: number, seed: number): Promise<number> {
  const rng = seededRng(seed);
  const { central, proxy, who, caseIds } = await prepare();
  const worker = join(dirname(self), 'worker.cjs');
  const places: Place[] = [];
  const promised: string[] = [];
  const met = new Set<Failpoint>();
  proxy.fault = () => (rng.next() < 0.1 ? 'drop_response' : rng.next() < 0.05 ? 'drop_request' : 'none');
  const fresh = async () => {
    const { accessToken, refreshToken, serverTime } = await clientNet(central.url).signIn({
      ...ACCOUNT,
      device: { id: randomUUID(), name: 'torture' },
    });
    places.push(newPlace());
    return { accessToken, refreshToken, serverTime };
  };
  const orders = (mark: string, tokens: Orders['tokens'], drain = false, place = places.at(-1)): Orders => ({
    worker,
    start: { place: place ?? newPlace(), user: who.user, server: proxy.url },
    tokens,
    caseIds,
    mark,
    drain,
  });
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      // Two of three at the named moments in turn, the third at a random one; what only a new desk comes to
      // gets a new desk.
      const failpoint =
        kill % 3 === 2 ? null : (FAILPOINTS[(kill - Math.floor(kill / 3)) % FAILPOINTS.length] ?? null);
      const needsNew = places.length === 0 || (failpoint !== null && /^(snapshot|requeue)/.test(failpoint));
      const tokens = needsNew ? await fresh() : null;
      const end = { failpoint, count: needsNew ? 1 : between(rng, 1, 3), results: between(rng, 1, 40) };
      const life = await live(orders(`k${kill}`, tokens), end);
      promised.push(...life.acknowledged);
      if (failpoint && life.met) met.add(failpoint);
      if ((kill + 1) % 50 === 0) process.stderr.write(`${kill + 1} of ${kills} kills\n`);
    }
    proxy.fault = () => 'none';
    for (const [index, place] of places.entries())
      await live(orders(`d${index}`, null, true, place), {
        failpoint: null,
        count: 0,
        results: Number.POSITIVE_INFINITY,
      });
    const lines = (await central.command('export', 'outcomes', '--json')).trim().split('\n');
    const arrived = new Map<string, number>();
    for (const line of lines) {
      const { note } = JSON.parse(line) as { note: string };
      arrived.set(note, (arrived.get(note) ?? 0) + 1);
    }
    const lost = promised.filter((note) => !arrived.has(note)).length;
    const doubled = [...arrived.values()].filter((times) => times > 1).length;
    const missed = FAILPOINTS.filter((name) => !met.has(name));
    if (missed.length > 0) process.stdout.write(`never met: ${missed.join(', ')}\n`);
    process.stdout.write(`${kills} kills, ${promised.length} results, ${lost} lost, ${doubled} doubled\n`);
    return lost + doubled > 0 || (missed.length > 0 && kills >= JUDGED_FROM) ? 1 : 0;
  } finally {
    await proxy.stop();
    await central.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

const given = process.env.TORTURE_ORDERS;
if (given) runDesk(JSON.parse(given));
else {
  const { values } = parseArgs({
    options: { kills: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
  });
  process.exitCode = await torture(Number(values.kills), Number(values.seed));
}
