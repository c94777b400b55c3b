import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { QueueIndex, type Tab } from '../../../electron/queue/queue-index.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import { DeskStore } from '../../../electron/store/desk-store.ts';
import type { Case } from '../../../shared/case/case.ts';
import { compareQueue, inTab, queueKeys } from '../../../shared/case/queue.ts';
import { NOBODY, type QueueFilter } from '../../../shared/ipc/view.ts';
import { HOUR } from '../../../shared/time.ts';
import { callableCase, idOf, MORNING } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';

const TABS: readonly Tab[] = [
  ...(['open', 'due', 'appointment', 'tried', 'waiting', 'closed'] as const),
  ...(['overdue', 'review', 'appeal'] as const),
];
const folder = scratchFolder();
const place = deskFileIn(folder.path);
const other = idOf('another agent');
const now = { now: MORNING, callingTime: true };
let store: DeskStore;
let reader: DeskReader;
let queue: QueueIndex;

function later(n: number, hours: number, code: 'retry_next_part' | 'appointment'): Case {
  const made = callableCase(n);
  return { ...made, plan: { ...made.plan, code, notBefore: MORNING + hours * HOUR, notAfter: null } };
}

const cases: Case[] = [
  ...Array.from({ length: 300 }, (_, n) => callableCase(n)),
  ...Array.from({ length: 60 }, (_, n) => later(1_000 + n, 1 + (n % 7), 'retry_next_part')),
  later(2_000, -1, 'appointment'),
  later(2_001, 3, 'appointment'),
  callableCase(3_000, { stage: 'closed', closedAt: MORNING, assigneeId: other }),
  callableCase(3_001, {
    stage: 'in_review',
    assigneeId: other,
    plan: { ...callableCase(1).plan, kind: 'review', notBefore: null },
  }),
];

function filter(change: Partial<QueueFilter> = {}): QueueFilter {
  return { tab: 'open', kind: null, search: '', assigneeId: null, ...change };
}

function expected(tab: Tab): string[] {
  return cases
    .map((subject) => ({ id: subject.id, keys: queueKeys(subject) }))
    .filter(({ keys }) => inTab(keys, tab, MORNING, true))
    .sort((a, b) => compareQueue(a.keys, b.keys, MORNING) || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id);
}

beforeAll(() => {
  store = DeskStore.open(place, LOCAL_AGENT, systemClock);
  fill(store, cases);
  reader = new DeskReader(place.file, place.key);
  queue = new QueueIndex(reader.queue);
});

afterAll(() => {
  reader.close();
  store.close();
  folder.remove();
});

describe('the queue', () => {
  it.each(TABS)('orders the tab %s as the shared rule says', (tab) => {
    expect(queue.list(filter({ tab }), now).map(({ id }) => id)).toEqual(expected(tab));
    expect(queue.counts(filter(), now)[tab]).toBe(expected(tab).length);
  });

  it('puts a reached appointment first and a later one behind what is due', () => {
    const ids = queue.list(filter(), now).map(({ id }) => id);
    expect(ids[0]).toBe(idOf('case', 2_000));
    expect(ids.indexOf(idOf('case', 2_001))).toBeGreaterThanOrEqual(301);
  });

  it('has nothing due outside the calling hours', () => {
    expect(queue.counts(filter(), { now: MORNING, callingTime: false }).due).toBe(0);
    expect(queue.list(filter({ tab: 'due' }), { now: MORNING, callingTime: false })).toEqual([]);
    expect(queue.list(filter({ tab: 'due' }), now).length).toBe(301);
  });

  it('moves what becomes due by time alone', () => {
    const inTwoHours = { now: MORNING + 2 * HOUR, callingTime: true };
    expect(queue.counts(filter(), inTwoHours).due).toBeGreaterThan(queue.counts(filter(), now).due);
    expect(queue.list(filter({ tab: 'due' }), inTwoHours).length).toBe(
      queue.counts(filter(), inTwoHours).due,
    );
  });

  it('finds by part of a name, by tail, by mask, by case number and by the number reported', () => {
    const wanted = callableCase(7);
    const { phone, name } = wanted.contact;
    const searches = [
      name,
      phone.slice(-4),
      `${phone.slice(0, 3)}****${phone.slice(-4)}`,
      wanted.externalId.toLowerCase(),
    ];
    if (wanted.kind === 'spam_report') searches.push(wanted.facts.reportedNumber.slice(3, 9));
    for (const search of searches) {
      expect(queue.list(filter({ search }), now).map(({ id }) => id)).toContain(wanted.id);
    }
    expect(queue.list(filter({ search: '没有这个人' }), now)).toEqual([]);
  });

  it('narrows to one person', () => {
    expect(queue.list(filter({ assigneeId: other }), now).map(({ id }) => id)).toEqual([idOf('case', 3_001)]);
    expect(queue.counts(filter({ assigneeId: other }), now)).toMatchObject({ open: 1, closed: 1 });
  });

  it('narrows to what nobody has', () => {
    const left = cases.filter(({ assigneeId, closedAt }) => assigneeId === null && closedAt === null);
    expect(queue.list(filter({ assigneeId: NOBODY }), now)).toHaveLength(left.length);
    expect(queue.counts(filter({ assigneeId: NOBODY }), now).closed).toBe(0);
  });

  it('narrows to what falls due in a span of time, up to its end but not with it', () => {
    const at = MORNING + 3 * HOUR;
    const agreed = (from: number, to: number) =>
      queue.list(filter({ due: { thing: 'appointment', from, to } }), now).map(({ id }) => id);
    expect(agreed(at, at + 1)).toEqual([idOf('case', 2_001)]);
    expect(agreed(MORNING, at)).toEqual([]);
    const promised = { thing: 'first_call', from: MORNING - 2 * HOUR, to: MORNING - HOUR } as const;
    const found = queue.list(filter({ due: promised }), now);
    expect(found.map(({ dueAt }) => dueAt)).toEqual(found.map(() => MORNING - 2 * HOUR));
    expect(found).toHaveLength(6);
  });

  it('says where a case stands, also after it left the list', () => {
    const ids = expected('due');
    const tenth = ids[10] ?? '';
    expect(queue.locate(filter({ tab: 'due' }), tenth, now)).toEqual({
      index: 10,
      nextId: ids[11],
      previousId: ids[9],
    });
    const closed = { ...callableCase(0), id: tenth, stage: 'closed' } as Case;
    fillOne(closed);
    const gone = queue.locate(filter({ tab: 'due' }), tenth, now);
    expect(gone.index).toBeNull();
    expect(queue.list(filter({ tab: 'due' }), now).length).toBe(ids.length - 1);
    const original = cases.find(({ id }) => id === tenth);
    if (original) fillOne(original);
    expect(queue.list(filter({ tab: 'due' }), now).map(({ id }) => id)).toEqual(ids);
  });

  it.each([1, 40, 2_500])('stays in order when %i cases change, come and go at once', (count) => {
    const changes = Array.from({ length: count }, (_, n) => {
      const known = cases[(n * 7) % cases.length] as Case;
      if (n % 4 === 0) return callableCase(5_000 + n);
      if (n % 4 === 1) return { ...later(1_000, 1 + (n % 9), 'retry_next_part'), id: known.id };
      const dueAt = MORNING + (n % 11) * HOUR;
      return { ...known, stage: n % 4 === 2 ? 'closed' : 'to_call', dueAt } as Case;
    });
    const shown = (index: QueueIndex) =>
      TABS.map((tab) => index.list(filter({ tab }), now).map(({ id }) => id));
    const before = shown(queue);
    fillAll(changes);
    expect(shown(queue)).toEqual(shown(new QueueIndex(reader.queue)));
    expect(shown(queue)).not.toEqual(before);
    // Twice in a row between two looks, and back to how it was.
    fillAll(changes.map((subject) => ({ ...subject, dueAt: MORNING - HOUR })));
    fillAll(cases);
    expect(shown(queue)).toEqual(shown(new QueueIndex(reader.queue)));
  });

  it('serves rows in order with the number masked', () => {
    const ids = queue
      .list(filter(), now)
      .slice(5, 15)
      .map(({ id }) => id);
    const rows = reader.queueRows(ids);
    expect(rows.map(({ id }) => id)).toEqual(ids);
    for (const row of rows) expect(row.maskedPhone).toMatch(/^138\*{4}\d{4}$/);
  });
});

let version = 10_000;

function fillOne(row: Case): void {
  fillAll([row]);
}

function fillAll(rows: readonly Case[]): void {
  version += 1;
  const scope = `agent:${LOCAL_AGENT.id}`;
  const put = { scope, version, entity: 'case' as const, op: 'put' as const };
  const changes = rows.map((row) => ({ ...put, id: row.id, row }));
  const touched = store.pull.snapshotRows({ changes, unreadable: [] }, null);
  queue.changed([...touched.cases]);
}
