import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { clientNet } from '../../../electron/sync/client-net.ts';
import type { Net } from '../../../electron/sync/net.ts';
import { attemptsOf } from '../../../shared/case/history.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { bundleCentral } from '../../support/central-bundle.ts';
import { DeskClient, deskOf } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { codeOf } from '../../support/ending.ts';
import { countRows, note, storedCase } from '../../support/seed-cases.ts';

const BUNDLE = 'dist/test-two-processes';
const CASES = 40;

let cli: string;
let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let caseIds: string[];
let folder: ReturnType<typeof scratchFolder>;
let servers: { child: ChildProcess; url: string }[];
let desks: SteppedDesk[];

/** A shipped central as a process of its own on the database that all of them share. */
async function serve(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0'], {
    env: { ...process.env, DATABASE_URL: central.databaseUrl, CALLBACK_DESK_DATA: folder.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  return new Promise((found, failed) => {
    child.once('exit', (code) => failed(new Error(`serve ended with ${code}`)));
    lines.on('line', (line) => {
      const url = /listens on (\S+)/.exec(line)?.[1];
      if (url) found({ child, url });
    });
  });
}

async function end({ child }: { child: ChildProcess }, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await codeOf(child, 'the end of serve');
}

const url = (index: number) => servers[index]?.url ?? '';

/** Sends each request to the next process, as what spreads the load of desks does. */
function inTurn(urls: readonly string[]): Net {
  const [first, ...others] = urls.map((address) => clientNet(address));
  if (!first) throw new Error('at least one process');
  const nets = [first, ...others];
  let turn = 0;
  return new Proxy(first, {
    get: (_first, name) => {
      turn += 1;
      return Reflect.get(nets[turn % nets.length] ?? first, name);
    },
  });
}

async function sitDown(user: TestUser, at: string, over?: (net: Net) => Net): Promise<SteppedDesk> {
  const place = join(folder.path, user.account);
  mkdirSync(place);
  const desk = await SteppedDesk.signIn(at, user, deskFileIn(place), over);
  desks.push(desk);
  await desk.exchange();
  return desk;
}

/** Lets all desks exchange at the same time until none has anything left to send or to hear. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await Promise.all(desks.map((desk) => desk.exchange()));
  expect(desks.map(({ store }) => store.unsent())).toEqual(desks.map(() => 0));
}

beforeAll(async () => {
  cli = await bundleCentral(BUNDLE);
});
afterAll(() => rm(BUNDLE, { recursive: true, force: true }));
beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  const numbers = Array.from({ length: CASES }, (_, index) => index + 1);
  caseIds = (await giveCases(central, chen, numbers)).map(({ id }) => id);
  servers = await Promise.all([serve(), serve()]);
  desks = [];
});
afterEach(async () => {
  for (const desk of desks) desk.close();
  await Promise.all(servers.map((server) => end(server, 'SIGTERM')));
  await central.stop();
  folder.remove();
});

test('desks on either process move and call the same cases; all agree and each result is there once', async () => {
  const boss = await sitDown(lead, url(0), () => inTurn([url(0), url(1)]));
  const here = await sitDown(chen, url(0));
  const there = await sitDown(zhao, url(1));
  const moved = caseIds.slice(0, CASES / 2);
  const made = [
    ...here.commit(...caseIds.map((caseId) => result(caseId, 'NOANS'))).made,
    ...there.commit(...moved.map((caseId) => result(caseId, 'NOANS'))).made,
  ];
  boss.commit(
    ...moved.map((caseId) => ({
      name: 'reassign' as const,
      args: {
        caseId,
        expected: boss.reader.case(caseId)?.assignmentId ?? null,
        toId: zhao.id,
        commandId: null,
      },
    })),
  );
  await settle();

  expect(desks.flatMap(({ failures }) => failures)).toEqual([]);
  expect(await countRows(central, 'call_result')).toBe(made.length);
  for (const id of caseIds) {
    const truth = await storedCase(central, id);
    const owner = moved.includes(id) ? there : here;
    const other = owner === here ? there : here;
    expect(truth.assigneeId).toBe(owner.user.id);
    expect(attemptsOf(truth.history)).toHaveLength(moved.includes(id) ? 2 : 1);
    expect([owner, boss].map(({ reader }) => reader.case(id))).toEqual([truth, truth]);
    expect(other.reader.case(id)).toBeNull();
  }
});

test('a commit through one process wakes a desk that waits at the other', async () => {
  const asleep = await deskOf({ url: url(1) }, chen);
  const { cursor } = await asleep.snapshot();
  const woken = asleep.wait(cursor.version);
  await new DeskClient(url(0), asleep.token).push(note(caseIds[0] ?? '', 'from the other process'));
  expect((await woken).changed).toBe(true);
});

test('a process that is killed takes nothing with it; its desks go on with the other', async () => {
  const desk = await sitDown(chen, url(1), () => inTurn([url(0), url(1), url(1)]));
  const { made } = desk.commit(
    ...[...caseIds, ...caseIds, ...caseIds].map((caseId) => result(caseId, 'NOANS')),
  );
  const sending = desk.exchange();
  const [first] = servers;
  if (first) await end(first, 'SIGKILL');
  await sending;
  // Every third request still meets the one that is gone.
  for (let round = 0; desk.store.unsent() > 0 && round < made.length; round += 1) await desk.exchange();
  expect(desk.store.unsent()).toBe(0);
  expect(await countRows(central, 'call_result')).toBe(made.length);
});
