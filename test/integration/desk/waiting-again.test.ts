import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemIds } from '../../../electron/chance.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import { DeskStore } from '../../../electron/store/desk-store.ts';
import { callableCase, idOf, MORNING } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { note } from '../../support/seed-cases.ts';

const subject = callableCase(1);
let folder: ReturnType<typeof scratchFolder>;
let store: DeskStore;
let reader: DeskReader;
let made: ReturnType<typeof note>;

/** Central has the note and waits with it: the pull that says so brings no row that contains it. */
beforeEach(() => {
  folder = scratchFolder();
  const place = deskFileIn(folder.path);
  store = DeskStore.open(place, LOCAL_AGENT, new ManualClock(MORNING));
  store.requeue(systemIds.uuid());
  fill(store, [subject]);
  reader = new DeskReader(place.file, place.key);
  made = note(subject.id, 'waits');
  store.commit([made]);
  const answer = {
    id: made.id,
    status: 'waiting',
    code: null,
    params: {},
    flags: ['not_understood'],
  } as const;
  store.answered([{ ...answer, flags: [...answer.flags] }]);
  const cursor = store.meta.get('cursor');
  if (!cursor) throw new Error('the desk has no cursor');
  const newer = { ...cursor, version: cursor.version + 1, tag: idOf('newer') };
  const rows = { changes: [], unreadable: [] };
  store.pull.stage({ rows, scopes: [`agent:${LOCAL_AGENT.id}`], cursor: newer, digests: null, lastSeq: 1 });
  expect(store.pull.applyStaged(cursor, MORNING).outcome).toBe('applied');
  expect(shown()).toEqual([]);
});
afterEach(() => {
  reader.close();
  store.close();
  folder.remove();
});

const shown = () => reader.case(subject.id)?.history.map(({ id }) => id);

test('work that waited at central shows again when central was put back and it is queued again', () => {
  store.pull.restart(null, { clientId: systemIds.uuid() });
  expect(store.unsent()).toBe(1);
  expect(shown()).toEqual([made.id]);
});

test('it shows again when it is queued before anybody can pull', () => {
  store.bringBack(idOf('epoch'), systemIds.uuid());
  expect(shown()).toEqual([made.id]);
});

test('it shows again when the file goes on as another client', () => {
  store.requeue(systemIds.uuid(), true);
  expect(shown()).toEqual([made.id]);
});
