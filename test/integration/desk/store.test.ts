import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { newKey } from '../../../electron/session/key-box.ts';
import { sqliteBinding } from '../../../electron/store/binding.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import { DeskStore } from '../../../electron/store/desk-store.ts';
import { migrate } from '../../../electron/store/migrate.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import type { Draft } from '../../../shared/ipc/view.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { callableCase, idOf, MORNING } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';
import { codeOf } from '../../support/ending.ts';

let folder: ReturnType<typeof scratchFolder>;

beforeEach(() => {
  folder = scratchFolder();
});

afterEach(() => folder.remove());

function note(n: number, text: string): Mutation {
  return { id: idOf('note', n), v: 1, at: MORNING, name: 'addNote', args: { caseId: idOf('case', 1), text } };
}

describe('a desk file', () => {
  it('is readable by its user alone and holds nothing in plain text', () => {
    const place = deskFileIn(folder.path);
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
    fill(store, [callableCase(1)]);
    store.commit([note(1, 'a-word-to-look-for')]);
    for (const suffix of ['', '-wal']) {
      expect(statSync(`${place.file}${suffix}`).mode & 0o077).toBe(0);
      expect(readFileSync(`${place.file}${suffix}`).includes('a-word-to-look-for')).toBe(false);
    }
    store.close();
    expect(readFileSync(place.file).includes('a-word-to-look-for')).toBe(false);
  });

  it('does not open with another key, and stays as it is for the right one', () => {
    const place = deskFileIn(folder.path);
    DeskStore.open(place, LOCAL_AGENT, systemClock).close();
    const before = readFileSync(place.file);
    expect(() => openDeskFile(place.file, newKey(), 'write')).toThrowError('store_corrupt');
    const other = DeskStore.open({ ...place, key: newKey() }, LOCAL_AGENT, systemClock);
    expect(other.meta.get('rescued')).toMatchObject({ count: 0 });
    other.close();
    expect(readFileSync(`${place.file}.damaged-1`).equals(before)).toBe(true);
  });

  it('refuses a file of a newer program and leaves it as it is', () => {
    const place = deskFileIn(folder.path);
    DeskStore.open(place, LOCAL_AGENT, systemClock).close();
    const connection = openDeskFile(place.file, place.key, 'write');
    connection.pragma('user_version=99');
    connection.close();
    const before = readFileSync(place.file);
    expect(() => DeskStore.open(place, LOCAL_AGENT, systemClock)).toThrowError('store_newer');
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });

  it('keeps schema and version number together when a migration fails', () => {
    const place = deskFileIn(folder.path);
    DeskStore.open(place, LOCAL_AGENT, systemClock).close();
    const connection = openDeskFile(place.file, place.key, 'write');
    const done = Number(connection.pragma('user_version', { simple: true }));
    const earlier = Array.from({ length: done }, (_, index) => ({ version: index + 1, up: () => undefined }));
    const broken = {
      version: done + 1,
      up: (target: typeof connection) => {
        target.exec('CREATE TABLE half_done (a INTEGER)');
        throw new Error('out of luck');
      },
    };
    expect(() => migrate(connection, [...earlier, broken])).toThrowError('out of luck');
    expect(connection.pragma('user_version', { simple: true })).toBe(done);
    expect(
      connection.prepare("SELECT name FROM sqlite_master WHERE name = 'half_done'").get(),
    ).toBeUndefined();
    connection.close();
  });

  it('acknowledges nothing on a full disk, loses nothing and goes on when there is room', () => {
    const place = deskFileIn(folder.path);
    let room = (_pages: number) => {};
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock, (connection) => {
      room = (pages) => connection.pragma(`max_page_count=${pages}`);
    });
    fill(store, [callableCase(1)]);
    store.commit([note(0, 'before')]);
    room(1);
    const long = 'x'.repeat(4_000);
    let refused = 0;
    for (let n = 1; n <= 40 && refused === 0; n += 1) {
      try {
        store.commit([note(n, long)]);
      } catch (error) {
        expect(error).toMatchObject({ code: 'disk_full' });
        refused = n;
      }
    }
    expect(refused).toBeGreaterThan(0);
    expect(store.unsent()).toBe(refused);
    room(1_000_000);
    store.commit([note(refused, long)]);
    expect(store.unsent()).toBe(refused + 1);
    store.close();
  });

  it('lets a reader see what the writer committed, at once', () => {
    const place = deskFileIn(folder.path);
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
    fill(store, [callableCase(1)]);
    const reader = new DeskReader(place.file, place.key);
    expect(reader.case(idOf('case', 1))?.history).toEqual([]);
    store.commit([note(1, 'seen')]);
    expect(reader.case(idOf('case', 1))?.history).toMatchObject([{ type: 'note', text: 'seen' }]);
    expect(reader.unsentEntries(idOf('case', 1))).toEqual([idOf('note', 1)]);
    expect(reader.unsentItems()).toMatchObject([
      { name: 'addNote', state: 'pending', externalId: 'WX20260300000001' },
    ]);
    reader.close();
    store.close();
  });

  it('keeps a draft until its result is saved', () => {
    const place = deskFileIn(folder.path);
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
    fill(store, [callableCase(1)]);
    const reader = new DeskReader(place.file, place.key);
    const draft: Draft = {
      disposition: null,
      note: 'half a',
      reason: '',
      callbackAt: null,
      evidence: ['id_front'],
      run: null,
      direction: 'inbound',
      dialled: 'altPhone',
      startedAt: null,
      endedAt: null,
      policyVersion: 1,
      dispositionsVersion: null,
    };
    store.saveDraft(idOf('case', 1), draft, MORNING);
    expect(reader.draft(idOf('case', 1))).toEqual(draft);
    expect(reader.queueRows([idOf('case', 1)])).toMatchObject([{ hasDraft: true, unsent: false }]);
    store.saveDraft(idOf('case', 1), null, MORNING);
    expect(reader.draft(idOf('case', 1))).toBeNull();
    reader.close();
    store.close();
  });
});

describe('a second process', () => {
  it('is kept out while the first holds the desk, and let in when the first dies', async () => {
    const place = deskFileIn(folder.path);
    DeskStore.open(place, LOCAL_AGENT, systemClock).close();
    const driver = createRequire(import.meta.url).resolve('better-sqlite3');
    const holder = spawn(
      process.execPath,
      [
        '-e',
        `const Database = require(${JSON.stringify(driver)});
         const binding = ${JSON.stringify(sqliteBinding())};
         const db = new Database(${JSON.stringify(place.lockFile)}, binding ? { nativeBinding: binding } : {});
         db.exec('BEGIN EXCLUSIVE');
         console.log('held');
         setInterval(() => db.inTransaction, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    expect(() => DeskStore.open(place, LOCAL_AGENT, systemClock)).toThrowError('already_running');
    holder.kill('SIGKILL');
    await codeOf(holder, 'who holds the desk');
    DeskStore.open(place, LOCAL_AGENT, systemClock).close();
  });

  it('is kept out by a store of this program as well', () => {
    const place = deskFileIn(folder.path);
    const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
    expect(() => DeskStore.open(place, LOCAL_AGENT, systemClock)).toThrowError('already_running');
    store.close();
  });
});
