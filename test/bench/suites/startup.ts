import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CentralProcess } from '../../e2e/support/central-process.ts';
import { DeskApp } from '../../e2e/support/desk-app.ts';
import { launchHeld } from '../../e2e/support/launch.ts';
import { importGenerated } from '../central.ts';
import { treeMemory } from '../memory.ts';
import type { Row } from '../report.ts';
import { interleaved } from '../rounds.ts';
import { scratchFolder } from '../scratch.ts';

const EMPTY_WINDOW = resolve('test/bench/empty-window');
const PASSWORD = 'bench-password';
const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;

function electron(): string {
  const path = process.env.CALLBACK_DESK_ELECTRON_PATH;
  if (!path) throw new Error('CALLBACK_DESK_ELECTRON_PATH is not set');
  return path;
}

const switches = (folder: string) => [`--user-data-dir=${folder}`, ...(asRoot ? ['--no-sandbox'] : [])];

/** Milliseconds from the start of the process to the shown window, by the process's own account. */
async function emptyWindow(folder: string): Promise<number> {
  const { stdout } = await run(electron(), [EMPTY_WINDOW, ...switches(folder)]);
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { msToWindow: number }).msToWindow;
}

/** Milliseconds from the start of the process to the painted queue, sign-in included. */
async function paintedQueue(desk: DeskApp, account: string): Promise<number> {
  const args = [resolve('.'), ...switches(desk.folder), `--server=${desk.server}`];
  const smoke = {
    CALLBACK_DESK_SMOKE: join(scratchFolder(), 'queue.png'),
    CALLBACK_DESK_SMOKE_ACCOUNT: account,
    CALLBACK_DESK_SMOKE_PASSWORD: PASSWORD,
  };
  const { stdout } = await run(electron(), args, { env: { ...process.env, ...smoke } });
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { msToQueue: number }).msToQueue;
}

/** Signs in by hand and waits until the desk holds everything. */
async function pulledDesk(central: CentralProcess, account: string): Promise<DeskApp> {
  const desk = await DeskApp.create(central.url, 'en');
  await desk.start();
  await desk.signIn(account, PASSWORD);
  await desk.online();
  await desk.close();
  return desk;
}

async function deskMemory(desk: DeskApp, account: string): Promise<number> {
  await desk.start();
  await desk.signIn(account, PASSWORD);
  await desk.online();
  const megabytes = await treeMemory(desk.app.process().pid ?? 0);
  await desk.close();
  return megabytes;
}

async function emptyWindowMemory(): Promise<number> {
  const app = await launchHeld(EMPTY_WINDOW, [`--user-data-dir=${scratchFolder()}`], {
    ...process.env,
    EMPTY_WINDOW_STAYS: '1',
  });
  await (await app.firstWindow()).waitForLoadState();
  const megabytes = await treeMemory(app.process().pid ?? 0);
  await app.close();
  return megabytes;
}

/** Start to painted queue, and memory, with an empty and a full desk against an empty Electron window. */
export async function startup(rounds: number): Promise<Row[]> {
  const central = await CentralProcess.create();
  try {
    await central.addUser('full', 'Full Desk', 'agent', PASSWORD);
    await importGenerated(central, 100_000);
    // Joins after the cases were assigned: a desk without any.
    await central.addUser('empty', 'Empty Desk', 'agent', PASSWORD);
    await central.serve();
    const emptyDesk = await pulledDesk(central, 'empty');
    const fullDesk = await pulledDesk(central, 'full');
    const [reference, empty, full] = await interleaved(
      [
        { name: 'empty window', run: () => emptyWindow(scratchFolder()) },
        { name: '0 cases', run: () => paintedQueue(emptyDesk, 'empty') },
        { name: '100,000 cases', run: () => paintedQueue(fullDesk, 'full') },
      ],
      rounds,
      true,
    );
    const [memoryReference, memoryEmpty, memoryFull] = await interleaved(
      [
        { name: 'empty window', unit: 'MB', run: emptyWindowMemory },
        { name: '0 cases', unit: 'MB', run: () => deskMemory(emptyDesk, 'empty') },
        { name: '100,000 cases', unit: 'MB', run: () => deskMemory(fullDesk, 'full') },
      ],
      Math.min(rounds, 3),
    );
    await emptyDesk.dispose();
    await fullDesk.dispose();
    if (!reference || !empty || !full || !memoryReference || !memoryEmpty || !memoryFull) return [];
    return [
      { workload: 'start to painted queue, 0 cases', measured: empty, reference },
      { workload: 'start to painted queue, 100,000 cases', measured: full, reference },
      { workload: 'memory, 0 cases', measured: memoryEmpty, reference: memoryReference },
      { workload: 'memory, 100,000 cases', measured: memoryFull, reference: memoryReference },
    ];
  } finally {
    await central.dispose();
  }
}
