import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { openDeskQueue } from '../../../electron/queue/desk-queue.ts';
import { QueueThread } from '../../../electron/queue/queue-thread.ts';
import { DeskStore } from '../../../electron/store/desk-store.ts';
import type { QueueFilter } from '../../../shared/ipc/view.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { callableCase, MORNING } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';

const root = join(import.meta.dirname, '../../..');
const native = ['better-sqlite3'];
const filter: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };
const moment = { now: MORNING, callingTime: true };
const page = { filter, moment, offset: 1, limit: 3 };
const cases = Array.from({ length: 20 }, (_, n) => callableCase(n, { assigneeId: LOCAL_AGENT.id }));
const [first] = cases;

/** Below the root, where the thread finds the packages. */
let built: string;
let script: string;
let folder: ReturnType<typeof scratchFolder>;
let place: ReturnType<typeof deskFileIn>;
let store: DeskStore;
let queue: QueueThread | null;
let ended: number;
let unreadable: number;

beforeAll(async () => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  built = mkdtempSync(join(root, 'dist', 'queue-thread-'));
  script = join(built, 'queue.cjs');
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    define: { __TEST_HOOKS__: 'true', __APP_VERSION__: '"0.0.0-test"' },
    ssr: { noExternal: true, external: native },
    build: {
      ssr: join(root, 'electron/queue/worker.ts'),
      outDir: built,
      target: 'node20',
      rolldownOptions: {
        external: native,
        output: { format: 'cjs', entryFileNames: 'queue.cjs', codeSplitting: false },
      },
    },
  });
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

beforeEach(() => {
  [queue, ended, unreadable] = [null, 0, 0];
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  store = DeskStore.open(place, LOCAL_AGENT, systemClock);
  fill(store, cases);
});
afterEach(async () => {
  await queue?.close();
  store.close();
  folder.remove();
});

function begin(of = script): QueueThread {
  queue = new QueueThread(of, place, {
    unreadable: (count) => {
      unreadable += count;
    },
    ended: () => {
      ended += 1;
    },
  });
  return queue;
}

it('answers what the queue in this thread answers', async () => {
  const thread = begin();
  const here = openDeskQueue(place, { unreadable: () => undefined });
  const { calendar } = DEFAULT_LIBRARY.policy;
  const caseId = first?.id ?? '';
  expect(await thread.call('counts', { filter, moment })).toEqual(here.counts({ filter, moment }));
  expect(await thread.call('rows', page)).toEqual(here.rows(page));
  expect(await thread.call('rows', page)).toHaveLength(3);
  const look = { filter, moment, caseId };
  expect(await thread.call('locate', look)).toEqual(here.locate(look));
  const all = { filter: { ...filter, search: '138' }, moment, doubtful: false };
  expect(await thread.call('ids', all)).toEqual(here.ids(all));
  expect(await thread.call('board', { calendar, moment })).toEqual(here.board({ calendar, moment }));
  here.close();
});

it('answers with a change that it was told of before the question', async () => {
  const thread = begin();
  const before = await thread.call('counts', { filter, moment });
  const closed = { ...first, stage: 'closed', closedAt: MORNING } as (typeof cases)[number];
  fill(store, [closed]);
  thread.changed([closed.id]);
  const after = await thread.call('counts', { filter, moment });
  expect([before.open, after.open, after.closed]).toEqual([20, 19, 1]);
});

it('begins anew after it died, and whoever asked reads a code', async () => {
  const dying = join(built, 'dying.cjs');
  writeFileSync(
    dying,
    `let asked = 0;
     require('node:worker_threads').parentPort.on('message', () => { asked += 1; if (asked === 2) process.exit(1); });
     require('./queue.cjs');`,
  );
  const thread = begin(dying);
  expect((await thread.call('counts', { filter, moment })).open).toBe(20);
  await expect(thread.call('rows', page)).rejects.toMatchObject({ code: 'queue_failed' });
  expect(ended).toBe(1);
  expect((await thread.call('counts', { filter, moment })).open).toBe(20);
});

it('answers every question with a code when it can never begin', async () => {
  const thread = begin(join(built, 'missing.cjs'));
  for (let turn = 0; turn < 2; turn += 1)
    await expect(thread.call('rows', page)).rejects.toMatchObject({ code: 'queue_failed' });
  expect(ended).toBe(0);
});

it('says that a file is damaged, and reads it when it is whole', async () => {
  store.close();
  const whole = `${place.file}-whole`;
  copyFileSync(place.file, whole);
  writeFileSync(place.file, Buffer.alloc(8_192, 7));
  const thread = begin();
  await expect(thread.call('rows', page)).rejects.toMatchObject({ code: 'store_corrupt' });
  copyFileSync(whole, place.file);
  expect(await thread.call('rows', page)).toHaveLength(3);
  await thread.close();
  store = DeskStore.open(place, LOCAL_AGENT, systemClock);
});

it('refuses what cannot be asked and goes on', async () => {
  const thread = begin();
  await expect(thread.call('rows', null as never)).rejects.toMatchObject({ code: 'queue_failed' });
  expect(await thread.call('rows', page)).toHaveLength(3);
  expect(unreadable).toBe(0);
});

it('answers nothing after it was closed, also when it was never asked', async () => {
  const thread = begin();
  await thread.close();
  await expect(thread.call('rows', page)).rejects.toMatchObject({ code: 'queue_failed' });
  const asked = begin();
  const last = asked.call('rows', page);
  await asked.close();
  expect(await last).toHaveLength(3);
  await expect(asked.call('rows', page)).rejects.toMatchObject({ code: 'queue_failed' });
});
