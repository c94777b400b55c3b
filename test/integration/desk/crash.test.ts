import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { COPY_FAILPOINTS } from '../../../electron/failpoint.ts';
import { type DeskFile, DeskStore } from '../../../electron/store/desk-store.ts';
import { deskFileIn, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';
import { codeOf } from '../../support/ending.ts';

const root = join(import.meta.dirname, '../../..');
const folder = scratchFolder();
const native = ['better-sqlite3'];

/**
 * Runs the real writer thread, saves one note after the other, and says the number of each that was
 * acknowledged.
 */
const DESK = `
  const { Worker } = require('node:worker_threads');
  const start = JSON.parse(process.env.DESK);
  start.place.key = Uint8Array.from(start.place.key);
  const worker = new Worker(process.env.WRITER, { workerData: start });
  const save = (n) => worker.postMessage({ call: n, command: 'commit', input: [
    { name: 'addNote', args: { caseId: start.user.id, text: 'note ' + n } },
  ] });
  worker.on('message', (message) => {
    if (message.opened) save(1);
    if (!('answer' in message)) return;
    process.stdout.write(message.answer + '\\n');
    save(message.answer + 1);
  });`;

beforeAll(async () => {
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    define: { __TEST_HOOKS__: 'true', __APP_VERSION__: '"0.0.0-test"' },
    ssr: { noExternal: true, external: native },
    build: {
      ssr: join(root, 'electron/sync/worker.ts'),
      outDir: folder.path,
      target: 'node20',
      rolldownOptions: {
        external: native,
        output: { format: 'cjs', entryFileNames: 'worker.cjs', codeSplitting: false },
      },
    },
  });
});

afterAll(() => folder.remove());

/**
 * Starts the desk in a process of its own, to be killed when it has acknowledged so many notes or at a
 * failpoint.
 */
async function killed(place: DeskFile, at: { kills?: number; failpoint?: string }): Promise<number> {
  const start = { place: { ...place, key: [...place.key] }, user: LOCAL_AGENT, server: 'http://127.0.0.1:9' };
  const child = spawn(process.execPath, ['-e', DESK], {
    env: {
      ...process.env,
      NODE_PATH: join(root, 'node_modules'),
      WRITER: join(folder.path, 'worker.cjs'),
      DESK: JSON.stringify(start),
      ...(at.failpoint && { CALLBACK_DESK_FAILPOINT: `${at.failpoint}:1` }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged === at.kills) child.kill('SIGKILL');
  }
  await codeOf(child, 'the killed desk');
  expect(child.signalCode).toBe('SIGKILL');
  return acknowledged;
}

describe('a desk that is killed while a person works', () => {
  it.each([1, 7, 40])('has everything that it acknowledged, killed after %i', async (kills) => {
    const home = scratchFolder();
    const place = deskFileIn(home.path);
    const acknowledged = await killed(place, { kills });
    expect(acknowledged).toBeGreaterThanOrEqual(kills);
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
    const texts = store
      .pending(10_000, 1e9)
      .map(({ mutation }) => mutation.name === 'addNote' && mutation.args.text);
    // The last one may be on the disk although its answer was cut off; none before it may be missing.
    expect(texts.slice(0, acknowledged)).toEqual(
      Array.from({ length: acknowledged }, (_, n) => `note ${n + 1}`),
    );
    expect(texts.length).toBeLessThanOrEqual(acknowledged + 1);
    store.close();
    home.remove();
  });
});

describe('a desk that is killed while its second copy is begun anew', () => {
  it.each(COPY_FAILPOINTS)('at %s has a whole copy', async (failpoint) => {
    const home = scratchFolder();
    const place = deskFileIn(home.path);
    const acknowledged = await killed(place, { kills: 20 });
    expect(await killed(place, { failpoint })).toBe(0);
    writeFileSync(place.file, Buffer.alloc(8_192, 7));
    for (const part of ['-wal', '-shm']) rmSync(place.file + part, { force: true });
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
    expect(store.pending(10_000, 1e9).length).toBeGreaterThanOrEqual(acknowledged);
    store.close();
    home.remove();
  });
});
