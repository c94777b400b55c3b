import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { type DeskFile, DeskStore } from '../../../electron/store/desk-store.ts';
import { logOf } from '../../../electron/store/quarantine.ts';
import { SalvageLog } from '../../../electron/store/salvage-log.ts';
import { CodedError } from '../../../shared/errors.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY } from '../../../shared/time.ts';
import { callableCase, idOf, MORNING } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';
import { leaveRoom } from '../../support/full-disk.ts';
import { attempt } from '../../support/seed-cases.ts';

let folder: ReturnType<typeof scratchFolder>;
let place: DeskFile;

beforeEach(() => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
});
afterEach(() => folder.remove());

const open = () => DeskStore.open(place, LOCAL_AGENT, systemClock);
const note = (n: number): Mutation => ({
  id: idOf('note', n),
  v: 1,
  at: MORNING,
  name: 'addNote',
  args: { caseId: idOf('case', (n % 50) + 1), text: `note ${n}` },
});
/** Ids of the work in a log, read beside the program. */
function workIn(log: string): string[] {
  const copy = join(folder.path, 'read');
  copyFileSync(log, copy);
  const { log: opened, work } = SalvageLog.open(copy, place.key);
  opened.close();
  return work.map(({ id }) => id);
}
const pendingIn = (store: DeskStore) => store.pending(1_000, 10_000_000).map(({ mutation }) => mutation.id);

/**
 * A desk with fifty cases on which forty notes were promised; its process ended without a farewell when
 * `killed`.
 */
function worked(killed = false): string[] {
  const store = open();
  fill(
    store,
    Array.from({ length: 50 }, (_, n) => callableCase(n + 1)),
  );
  const made = Array.from({ length: 40 }, (_, n) => note(n));
  for (const mutation of made) expect(store.commit([mutation])).toMatchObject([{ ok: true }]);
  if (!killed) store.close();
  else {
    // The files as they lie there while the program still runs are what a kill leaves.
    const left = deskFileIn(scratchFolder().path, place.key);
    for (const part of ['', '-wal', '-unsent'])
      writeFileSync(left.file + part, readFileSync(place.file + part));
    store.close();
    place = left;
  }
  return made.map(({ id }) => id);
}

/**
 * Opens the desk as often as it takes to have looked at everything: damage that is met in use is mended by
 * the next start.
 */
function recovered(): DeskStore {
  for (let start = 0; ; start += 1) {
    const store = open();
    try {
      store.pending(1_000, 10_000_000);
      store.commit([note(1_000 + start)]);
      return store;
    } catch (error) {
      store.suspect();
      store.close();
      if (!(error instanceof CodedError) || error.code !== 'store_corrupt' || start > 2) throw error;
    }
  }
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
  writeFileSync(file, bytes);
}

describe('a damaged desk file', () => {
  it.each([0, 0.02, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.99])(
    'flipped at %f of its length loses no promise',
    (where) => {
      const made = worked();
      const size = readFileSync(place.file).length;
      flip(place.file, Math.floor(where * (size - 1)));
      const store = recovered();
      expect(pendingIn(store)).toEqual(expect.arrayContaining(made));
      store.close();
    },
  );

  it.each(['empty', 'cut in half', 'overwritten'])('that is %s is begun anew, and kept aside', (how) => {
    const made = worked();
    const whole = readFileSync(place.file);
    if (how === 'empty') truncateSync(place.file, 0);
    if (how === 'cut in half') truncateSync(place.file, Math.floor(whole.length / 2));
    if (how === 'overwritten') writeFileSync(place.file, Buffer.alloc(whole.length, 7));
    const store = recovered();
    expect(pendingIn(store)).toEqual(expect.arrayContaining(made));
    expect(store.meta.get('rescued')).toMatchObject({ count: 40 });
    expect(store.meta.get('cursor')).toBeNull();
    store.close();
    const kept = readdirSync(folder.path).filter((name) => name.includes('.damaged-1'));
    expect(how === 'empty' || kept.length > 0).toBe(true);
  });

  it.each([0.05, 0.3, 0.6, 0.95])(
    'with a write-ahead log damaged at %f loses no promise without a word',
    (where) => {
      const made = worked(true);
      const wal = `${place.file}-wal`;
      flip(wal, Math.floor(where * readFileSync(wal).length));
      const store = recovered();
      expect(pendingIn(store)).toEqual(expect.arrayContaining(made));
      store.close();
    },
  );

  it('with a torn write-ahead log, cut anywhere, loses no promise', () => {
    const made = worked(true);
    const wal = `${place.file}-wal`;
    truncateSync(wal, Math.floor(readFileSync(wal).length * 0.6) + 11);
    const store = recovered();
    expect(pendingIn(store)).toEqual(expect.arrayContaining(made));
    store.close();
  });
});

describe('a file that is kept aside', () => {
  it('is kept for its whole time, however long ago it was written last', () => {
    worked();
    const damaged = Buffer.alloc(4_096, 7);
    writeFileSync(place.file, damaged);
    utimesSync(place.file, new Date(0), new Date(0));
    open().close();
    expect(readFileSync(`${place.file}.damaged-1`).equals(damaged)).toBe(true);
  });

  it('is spoken of as long as it is kept', () => {
    worked();
    writeFileSync(place.file, Buffer.alloc(4_096, 7));
    const store = open();
    const now = systemClock.now();
    store.settled(now + 13 * DAY, now + 13 * DAY);
    expect(store.meta.get('rescued')).not.toBeNull();
    store.settled(now + 15 * DAY, now + 15 * DAY);
    expect(store.meta.get('rescued')).toBeNull();
    store.close();
  });
});

describe('the log of unsent work', () => {
  it('with a torn tail is read up to it, and goes on behind it', () => {
    const made = worked();
    appendFileSync(`${place.file}-unsent`, Buffer.from([200, 0, 0, 0, 1, 2, 3]));
    const store = open();
    store.commit([note(77)]);
    store.close();
    writeFileSync(place.file, Buffer.alloc(4_096, 9));
    const again = open();
    expect(pendingIn(again)).toEqual([...made, note(77).id]);
    again.close();
  });

  it('that is missing or damaged is made whole from the desk file', () => {
    const made = worked();
    writeFileSync(`${place.file}-unsent`, Buffer.alloc(300, 1));
    open().close();
    writeFileSync(place.file, Buffer.alloc(4_096, 9));
    const store = open();
    expect(pendingIn(store)).toEqual(made);
    store.close();
  });

  it('that is damaged in the middle lacks what is damaged, and nothing behind it', () => {
    const made = worked();
    const log = `${place.file}-unsent`;
    flip(log, Math.floor(readFileSync(log).length / 2));
    writeFileSync(place.file, Buffer.alloc(4_096, 9));
    const store = open();
    const left = pendingIn(store);
    expect(left).toHaveLength(made.length - 1);
    expect(left.slice(-10)).toEqual(made.slice(-10));
    store.close();
  });

  it('has a result of more than a megabyte, and what was saved behind it', () => {
    const store = open();
    fill(store, [callableCase(1), callableCase(2)]);
    const step = { step: 'told', answer: '说'.repeat(1_000) };
    const run = { kind: 'spam_report' as const, version: 1, path: Array.from({ length: 400 }, () => step) };
    const long = attempt(idOf('case', 1), { run }, MORNING);
    for (const mutation of [note(1), long, note(2)])
      expect(store.commit([mutation])).toMatchObject([{ ok: true }]);
    store.close();
    writeFileSync(place.file, Buffer.alloc(4_096, 9));
    const again = open();
    expect(pendingIn(again)).toEqual([note(1).id, long.id, note(2).id]);
    again.close();
  });

  it('keeps work of a newer program, which goes to central as it is', () => {
    worked();
    const { log } = SalvageLog.open(`${place.file}-unsent`, place.key);
    const newer = { id: idOf('newer'), v: 2, at: MORNING, name: 'sendLetter', args: { text: 'x' } };
    log.append([newer]);
    log.close();
    open().close();
    open().close();
    const store = open();
    expect(store.pending(1_000, 10_000_000).at(-1)?.mutation).toEqual(newer);
    store.close();
  });

  /** Notes of 4 KB, saved at once. */
  function saved(store: DeskStore, from: number, to: number): void {
    const text = 'x'.repeat(3_900);
    const long = (n: number) => ({ ...note(n), args: { caseId: idOf('case', 1), text } }) as Mutation;
    store.commit(Array.from({ length: to - from }, (_, index) => long(from + index)));
  }
  const copy = () => statSync(`${place.file}-unsent`);

  it('is not begun anew while most of it is unsent, however large it is', () => {
    const store = open();
    saved(store, 0, 600);
    const { ino, size } = copy();
    expect(size).toBeGreaterThan(2 * 1024 * 1024);
    for (let n = 600; n < 650; n += 1) saved(store, n, n + 1);
    expect(copy().ino).toBe(ino);
    expect(copy().size).toBeLessThan(size * 1.1);
    store.close();
  });

  it('is begun anew when most of it is at central, with what is not', () => {
    const store = open();
    saved(store, 0, 600);
    const sent = store.pending(590, 1e9).map(({ mutation }) => mutation.id);
    store.answered(sent.map((id) => ({ id, status: 'applied', code: null, params: {}, flags: [] })));
    const cursor = { epoch: idOf('epoch'), version: 1, tag: idOf('tag') };
    const rows = { changes: [], unreadable: [] };
    store.pull.snapshotRows(rows, { scopes: [], cursor, next: null, received: 0, total: 0 });
    const newer = { ...cursor, version: 2 };
    store.pull.stage({ rows, scopes: [], cursor: newer, digests: null, lastSeq: 590 });
    store.pull.applyStaged(cursor, MORNING);
    store.settled(MORNING, MORNING);
    expect(store.unsent()).toBe(10);
    expect(copy().size).toBeLessThan(100_000);
    saved(store, 600, 640);
    store.close();
    writeFileSync(place.file, Buffer.alloc(4_096, 9));
    const again = open();
    expect(pendingIn(again)).toHaveLength(50);
    again.close();
  });

  it.each([0, 100])(
    'with room for %i bytes takes no promise back, and is whole once there is room',
    (bytes) => {
      const store = open();
      fill(store, [callableCase(1)]);
      const log = logOf(place.file);
      leaveRoom(log, bytes);
      const made = [note(50), note(100)];
      for (const mutation of made) expect(store.commit([mutation])).toMatchObject([{ ok: true }]);
      expect(workIn(log)).toEqual([]);
      leaveRoom(log, null);
      store.commit([note(150)]);
      expect(workIn(log)).toEqual([...made, note(150)].map(({ id }) => id));
      store.close();
    },
  );

  it('that had no room is whole when a pull is done', () => {
    const store = open();
    fill(store, [callableCase(1)]);
    const log = logOf(place.file);
    leaveRoom(log, 0);
    store.commit([note(50)]);
    leaveRoom(log, null);
    store.settled(MORNING, MORNING);
    expect(workIn(log)).toEqual([note(50).id]);
    store.close();
  });

  it('says nothing to somebody who reads it without the key', () => {
    worked();
    const bytes = readFileSync(`${place.file}-unsent`);
    expect(bytes.includes('note')).toBe(false);
    expect(existsSync(`${place.file}-unsent`)).toBe(true);
  });

  it('has what central refused until somebody dismissed it', () => {
    worked();
    const store = open();
    const [seen, kept] = store.pending(2, 10_000);
    if (!seen || !kept) throw new Error('nothing is pending');
    store.setAside(seen.seq, 'invalid_input', MORNING, idOf('client', 2));
    const next = store.pending(1, 10_000)[0];
    store.setAside(next?.seq ?? 0, 'invalid_input', MORNING, idOf('client', 3));
    store.dismiss(seen.mutation.id);
    store.close();

    const again = open();
    expect(again.refused()).toBe(1);
    expect(pendingIn(again)).not.toContain(seen.mutation.id);
    expect(again.meta.get('rescued')).toBeNull();
    again.close();

    writeFileSync(place.file, Buffer.alloc(4_096, 9));
    const rescued = open();
    expect(pendingIn(rescued)).toContain(kept.mutation.id);
    expect(pendingIn(rescued)).not.toContain(seen.mutation.id);
    rescued.close();
  });
});
