import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { QueueIndex } from '../../../electron/queue/queue-index.ts';
import { DeskReader } from '../../../electron/store/desk-reader.ts';
import { type DeskFile, DeskStore } from '../../../electron/store/desk-store.ts';
import type { WriterEvent } from '../../../electron/sync/messages.ts';
import type { Change } from '../../../shared/api/sync.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { NumberCalls } from '../../../shared/case/number-calls.ts';
import { relatedCaseOf } from '../../../shared/case/related.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { MINUTE } from '../../../shared/time.ts';
import { result } from '../../support/calls.ts';
import { callableCase, idOf } from '../../support/cases.ts';
import { deskFileIn, fill, LOCAL_AGENT, openWriterHere, scratchFolder } from '../../support/desk.ts';

const FILTER = { tab: 'due', kind: null, search: '', assigneeId: null } as const;
const GAP = DEFAULT_LIBRARY.policy.perNumber.minGapMinutes * MINUTE;
const SCOPE = `agent:${LOCAL_AGENT.id}`;
const FINDING = { verdict: 'confirmed' as const, action: null, decidedAt: 0 };

let folder: ReturnType<typeof scratchFolder>;
let place: DeskFile;

beforeEach(() => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
});
afterEach(() => folder.remove());

/** A report that may be called, of the person of the first one. */
function decided(n: number, change: Partial<Case> = {}): Case {
  const made = callableCase(n, { assigneeId: LOCAL_AGENT.id, contact: callableCase(1).contact, ...change });
  return made.kind === 'spam_report' ? { ...made, facts: { ...made.facts, finding: FINDING } } : made;
}

const PHONE = callableCase(1).contact.phone;

/** Calls to the number that began and ended so many minutes ago. */
function calls(number: string, ...ago: number[]): NumberCalls {
  const now = systemClock.now();
  const times = ago.map((minutes) => ({
    startedAt: now - (minutes + 1) * MINUTE,
    endedAt: now - minutes * MINUTE,
  }));
  return { id: idOf('calls', number), number, calls: times };
}

const rowOf = (row: NumberCalls, version: number): Change => ({
  scope: SCOPE,
  id: row.id,
  version,
  entity: 'calls',
  op: 'put',
  row,
});

const caseOf = (row: Case): Change => ({
  ...{ scope: SCOPE, id: row.id, version: 1, entity: 'case', op: 'put' },
  row,
});

/** A desk in this thread. */
function opened() {
  const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
  const reader = new DeskReader(place.file, place.key);
  let seq = 0;
  const log = (caseId: string, disposition = 'NOANS') => {
    seq += 1;
    const made = { ...result(caseId, disposition), id: idOf('work', seq), v: 1, at: systemClock.now() };
    return store.commit([made as Mutation])[0];
  };
  return {
    store,
    case(id: string): Case {
      const subject = reader.case(id);
      if (!subject) throw new Error(`no case ${id}`);
      return subject;
    },
    earliest: (id: string) => reader.case(id)?.plan.notBefore ?? 0,
    inQueue: (id: string) => reader.queue.entry(id)?.notBefore ?? 0,
    elsewhere: (id: string) => {
      const subject = reader.case(id);
      return subject ? reader.calls.elsewhere(subject) : [];
    },
    others: (id: string) => {
      const subject = reader.case(id);
      return subject ? reader.others(subject) : [];
    },
    log,
    take(...changes: Change[]) {
      const base = store.meta.get('cursor');
      if (!base) throw new Error('nothing was pulled');
      const cursor = { ...base, version: base.version + 1 };
      const rows = { changes, unreadable: [] };
      store.pull.stage({ rows, scopes: [SCOPE], cursor, lastSeq: 0, digests: null });
      return store.pull.applyStaged(base, systemClock.now()).touched;
    },
    close() {
      reader.close();
      store.close();
    },
  };
}

it('a call takes the other case of the same number out of the queue at once', async () => {
  const [one, other] = [decided(1), decided(2)];
  const store = DeskStore.open(place, LOCAL_AGENT, systemClock);
  fill(store, [one, other]);
  store.close();

  const events: WriterEvent[] = [];
  const start = { place, user: LOCAL_AGENT, server: 'http://127.0.0.1:9' };
  const writer = await openWriterHere(start, (event) => events.push(event));
  const reader = new DeskReader(place.file, place.key);
  const queue = new QueueIndex(reader.queue);
  const listed = () => {
    const now = systemClock.now();
    return queue.list(FILTER, { now, callingTime: true }).map(({ id }) => id);
  };
  expect(listed().sort()).toEqual([one.id, other.id].sort());

  await writer.call('commit', [result(one.id, 'NOANS')]);

  for (const event of events) if (event.event === 'cases') queue.changed(event.ids);
  const plan = reader.case(other.id)?.plan;
  expect(plan?.notBefore).toBeGreaterThanOrEqual(systemClock.now() + GAP - MINUTE);
  expect(listed()).toEqual([]);
  reader.close();
  await writer.close();
});

describe('the calls to a number that central sends', () => {
  it('hold back every case of it, and rewrite none', () => {
    const cases = Array.from({ length: 60 }, (_, n) => decided(n + 1));
    const desk = opened();
    fill(desk.store, cases);
    const row = calls(PHONE, 5);
    const touched = desk.take(rowOf(row, 100));
    expect(touched.cases).toEqual(new Set(cases.map(({ id }) => id)));
    for (const { id } of cases) {
      expect(desk.earliest(id)).toBeGreaterThanOrEqual((row.calls[0]?.endedAt ?? 0) + GAP);
      expect(desk.inQueue(id)).toBe(desk.earliest(id));
    }
    const later = desk.take({ ...rowOf(row, 101), entity: 'revoke', of: 'calls' } as Change);
    expect(later.cases.size).toBe(60);
    for (const { id, plan } of cases) expect(desk.earliest(id)).toBe(plan.notBefore);
    desk.close();
  });

  it('hold back cases that come behind them, in the initial pull too', () => {
    const desk = opened();
    const subject = decided(1);
    const step = { scopes: [SCOPE], next: null, received: 2, total: 2 };
    const cursor = { epoch: idOf('epoch'), version: 1, tag: idOf('tag') };
    const changes = [rowOf(calls(PHONE, 5), 1), caseOf(subject)];
    desk.store.pull.snapshotRows({ changes, unreadable: [] }, { ...step, cursor });
    expect(desk.earliest(subject.id)).toBeGreaterThan(systemClock.now());
    desk.close();
  });

  it('hold back the cases that would be called there next, and no others', () => {
    const contact = { ...callableCase(1).contact, altPhone: '02155550000' };
    const plan = { ...callableCase(1).plan, params: { number: 'altPhone' } };
    const [second, first] = [decided(1, { contact, plan }), decided(2, { contact })];
    const desk = opened();
    fill(desk.store, [second, first]);
    desk.take(rowOf(calls('02155550000', 5), 100));
    expect(desk.earliest(first.id)).toBe(first.plan.notBefore);
    expect(desk.earliest(second.id)).toBeGreaterThan(systemClock.now());
    desk.close();
  });

  it('take the place of what a program of before noted with each case', () => {
    const noted = decided(2);
    const { calls: former } = calls(PHONE, 5);
    const desk = opened();
    fill(desk.store, [decided(1, { related: [{ ...relatedCaseOf(noted), calls: former }] }), noted]);
    expect(desk.earliest(decided(1).id)).toBeGreaterThan(systemClock.now());
    desk.take(rowOf({ ...calls(PHONE), calls: [] }, 100));
    expect(desk.earliest(decided(1).id)).toBeLessThan(systemClock.now());
    desk.close();
  });
});

describe('a call that central does not have yet', () => {
  it('holds the other cases back through pulls, and until it is put right', () => {
    const [one, other] = [decided(1), decided(2)];
    const desk = opened();
    fill(desk.store, [one, other]);
    desk.log(one.id);
    const held = desk.earliest(other.id);
    expect(held).toBeGreaterThan(systemClock.now());
    desk.take(rowOf(calls('13999999999', 5), 100));
    expect(desk.earliest(other.id)).toBe(held);
    const right = { disposition: 'LINE', reason: null, callbackAt: null, dispositionsVersion: 1 };
    const args = { caseId: one.id, attemptId: idOf('work', 1), why: 'x', ...right };
    const correction = { id: idOf('right'), v: 1, at: systemClock.now(), name: 'correctAttempt', args };
    const [outcome] = desk.store.commit([correction as Mutation]);
    expect(outcome).toMatchObject({ ok: true });
    expect(desk.earliest(other.id)).toBe(other.plan.notBefore);
    desk.close();
  });

  it('holds the other cases back when a pull brings all of them anew', () => {
    const cases = [decided(1), decided(2), decided(3)] as const;
    const desk = opened();
    fill(desk.store, cases);
    desk.log(cases[0].id);
    desk.log(cases[1].id);
    const held = cases.map(({ id }) => desk.earliest(id));
    expect(Math.min(...held)).toBeGreaterThan(systemClock.now());
    desk.take(...cases.map((row) => ({ ...caseOf(row), version: 100 })));
    expect(cases.map(({ id }) => desk.earliest(id))).toEqual(held);
    expect(cases.map(({ id }) => desk.inQueue(id))).toEqual(held);
    desk.close();
  });

  it('counts once when central has it too', () => {
    const [one, other] = [decided(1), decided(2)];
    const desk = opened();
    fill(desk.store, [one, other]);
    desk.log(one.id);
    const made = desk.elsewhere(other.id);
    expect(made).toHaveLength(1);
    desk.take(rowOf({ id: idOf('calls', PHONE), number: PHONE, calls: made }, 100));
    expect(desk.elsewhere(other.id)).toEqual(made);
    expect(desk.elsewhere(one.id)).toEqual([]);
    desk.close();
  });

  it('holds cases back that come between its own case and the row of the number', () => {
    const [one, other] = [decided(1), decided(2)];
    const desk = opened();
    fill(desk.store, [one]);
    desk.log(one.id);
    const called = desk.case(one.id);
    desk.store.pull.snapshotRows({ changes: [{ ...caseOf(called), version: 100 }], unreadable: [] }, null);
    desk.store.pull.snapshotRows({ changes: [{ ...caseOf(other), version: 100 }], unreadable: [] }, null);
    expect(desk.elsewhere(other.id)).toHaveLength(1);
    expect(desk.earliest(other.id)).toBeGreaterThan(systemClock.now());
    desk.close();
  });

  it('holds them back after a restart', () => {
    const [one, other] = [decided(1), decided(2)];
    const first = opened();
    fill(first.store, [one, other]);
    first.log(one.id);
    const held = first.earliest(other.id);
    first.close();
    const second = opened();
    expect(second.earliest(other.id)).toBe(held);
    second.close();
  });
});

it('lists the other cases of a number as they stand here, and those that others have without more', () => {
  const elsewhere = decided(3);
  const [one, other] = [decided(1, { related: [relatedCaseOf(elsewhere)] }), decided(2)];
  const desk = opened();
  fill(desk.store, [one, other]);
  expect(desk.others(one.id)).toEqual([
    { caseId: other.id, kind: 'spam_report', here: { stage: other.stage, ownerId: LOCAL_AGENT.id } },
    { caseId: elsewhere.id, kind: 'spam_report', here: null },
  ]);
  desk.close();
});
