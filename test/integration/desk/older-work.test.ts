import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemIds } from '../../../electron/chance.ts';
import { systemClock } from '../../../electron/clock.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import { DeskStore } from '../../../electron/store/desk-store.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import { callableCase, idOf } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';
import { attempt, note } from '../../support/seed-cases.ts';

let folder: ReturnType<typeof scratchFolder>;
let place: ReturnType<typeof deskFileIn>;

beforeEach(() => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
  fill(store, [callableCase(1), callableCase(2)]);
  store.close();
});
afterEach(() => folder.remove());

const open = () => DeskStore.open(place, LOCAL_AGENT, systemClock);

/** Puts work into the outbox, or among what central refused, as another program wrote it. */
function written(table: 'outbox' | 'notice', ...work: { id: string; text: string }[]): void {
  const connection = openDeskFile(place.file, place.key, 'write');
  for (const [index, { id, text }] of work.entries()) {
    if (table === 'outbox')
      connection
        .prepare("INSERT INTO outbox (seq, id, case_id, mutation, state) VALUES (?, ?, '', ?, 'pending')")
        .run(index + 1, id, text);
    else
      connection
        .prepare("INSERT INTO notice (id, mutation, code, params, at) VALUES (?, ?, 'internal', '{}', 1)")
        .run(id, text);
  }
  connection
    .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('nextSeq', ?)")
    .run(JSON.stringify(work.length + 1));
  connection.close();
}

const stored = (mutation: { id: string }) => ({ id: mutation.id, text: JSON.stringify(mutation) });

test('a queued result of an older program shows on its case, with defaults for what that one did not know', () => {
  const made = attempt(callableCase(1).id);
  const { dialled: _, evidence: __, ...args } = made.args;
  written('outbox', stored({ ...made, args } as typeof made));
  const store = open();
  const reader = new DeskReader(place.file, place.key);
  expect(reader.case(callableCase(1).id)?.history).toMatchObject([
    { id: made.id, dialled: 'phone', evidence: [] },
  ]);
  expect(store.pending(10, 10_000).map(({ mutation }) => mutation)).toEqual([{ ...made, args }]);
  reader.close();
  store.close();
});

test('work goes to central as it was written, also what only a newer program knows of it', () => {
  const made = attempt(callableCase(1).id);
  const newer = { ...made, args: { ...made.args, mood: 'calm' } };
  written('outbox', stored(newer));
  const store = open();
  const sent = () => store.pending(10, 10_000).map(({ mutation }) => mutation);
  expect(sent()).toEqual([newer]);
  store.requeue(systemIds.uuid());
  expect(sent()).toEqual([newer]);
  store.close();
});

test('work that this program cannot read stops no other, is shown, and is sent as it is', () => {
  const newer = {
    id: systemIds.uuid(),
    v: 2,
    at: 5,
    name: 'sendLetter',
    args: { caseIds: [idOf('case', 1)] },
  };
  const broken = { id: systemIds.uuid(), text: '{"id":' };
  const last = note(callableCase(2).id, 'behind it');
  written('outbox', stored(newer), broken, stored(last));
  const store = open();
  const reader = new DeskReader(place.file, place.key);
  expect(reader.case(callableCase(2).id)?.history).toMatchObject([{ text: 'behind it' }]);
  expect(reader.unsentItems()).toMatchObject([
    { id: newer.id, name: 'sendLetter', caseId: idOf('case', 1), at: 5 },
    { id: broken.id, name: 'other', caseId: null, at: 0 },
    { id: last.id, name: 'addNote', caseId: callableCase(2).id },
  ]);
  const sent = () => store.pending(10, 10_000).map(({ mutation }) => mutation as unknown);
  expect(sent()).toEqual([newer, { id: broken.id, unreadable: broken.text }, last]);
  store.requeue(systemIds.uuid());
  expect(sent()).toMatchObject([newer, { id: broken.id }, last]);
  reader.close();
  store.close();
});

test('unsent work shows on every case that it names, also on none', () => {
  const both = {
    id: systemIds.uuid(),
    v: 2,
    at: 5,
    name: 'merge',
    args: { caseIds: [1, 2].map((n) => callableCase(n).id) },
  };
  const none = { id: systemIds.uuid(), v: 2, at: 6, name: 'takeBreak', args: {} };
  written('outbox', stored(both), stored(none));
  const store = open();
  store.requeue(systemIds.uuid());
  const reader = new DeskReader(place.file, place.key);
  for (const n of [1, 2]) expect(reader.unsentEntries(callableCase(n).id)).toEqual([both.id]);
  const ids = [1, 2].map((n) => callableCase(n).id);
  expect(reader.queueRows(ids)).toMatchObject([{ unsent: true }, { unsent: true }]);
  expect(store.unsent()).toBe(2);
  store.answered(
    [both, none].map(({ id }) => ({ id, status: 'applied', code: null, params: {}, flags: [] })),
  );
  expect(reader.queueRows(ids)).toMatchObject([{ unsent: false }, { unsent: false }]);
  reader.close();
  store.close();
});

test('refused work that this program cannot read is shown, and can be sent again or put away', () => {
  const newer = { id: systemIds.uuid(), v: 2, at: 5, name: 'sendLetter', args: {} };
  const broken = { id: systemIds.uuid(), text: 'x' };
  written('notice', stored(newer), broken);
  const store = open();
  const reader = new DeskReader(place.file, place.key);
  expect(reader.unsentItems().map(({ name }) => name)).toEqual(['sendLetter', 'other']);
  expect(reader.refused(newer.id)).toEqual({ name: 'sendLetter', mutation: null, code: 'internal' });
  store.again(newer.id);
  expect(store.pending(10, 10_000)).toMatchObject([{ mutation: newer }]);
  store.dismiss(broken.id);
  expect(store.refused()).toBe(0);
  reader.close();
  store.close();
});
