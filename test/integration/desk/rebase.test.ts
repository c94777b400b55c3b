import { fc } from '@fast-check/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { CaseTable } from '../../../electron/store/case-table.ts';
import { type DeskFile, DeskStore } from '../../../electron/store/desk-store.ts';
import { HeldTable } from '../../../electron/store/held-table.ts';
import { ItemTable } from '../../../electron/store/item-table.ts';
import { LibraryTable } from '../../../electron/store/library-table.ts';
import { type Connection, openDeskFile } from '../../../electron/store/open.ts';
import { Outbox } from '../../../electron/store/outbox.ts';
import { Rebase } from '../../../electron/store/rebase.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { result } from '../../support/calls.ts';
import { callableCase, idOf, MORNING, TEAM_ID } from '../../support/cases.ts';
import { deskFileIn, LOCAL_AGENT, scratchFolder } from '../../support/desk.ts';
import { SmallCentral } from '../../support/small-central.ts';

const LEAD = { ...LOCAL_AGENT, role: 'lead' as const };
const OTHER = idOf('somebody else');
const SCOPE = `team:${TEAM_ID}`;
const CASES = 6;

let folder: ReturnType<typeof scratchFolder>;
let place: DeskFile;

beforeEach(() => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
});
afterEach(() => folder.remove());

/** Reports of two people, some under a second number that both share. */
function report(n: number): Case {
  const altPhone = n % 3 === 0 ? '02155550000' : null;
  const { contact } = callableCase(n % 2);
  const made = callableCase(n, { assigneeId: LEAD.id, contact: { ...contact, altPhone } });
  const finding = { verdict: 'confirmed' as const, action: null, decidedAt: MORNING };
  return made.kind === 'spam_report' ? { ...made, facts: { ...made.facts, finding } } : made;
}

const caseId = (n: number) => report(n % CASES).id;

/** Everything that a desk shows, and what it keeps to put it back. */
function contents(connection: Connection): Record<string, unknown[]> {
  const rows = (sql: string) => connection.prepare(sql).all();
  return {
    cases: rows('SELECT id, doc FROM case_ JOIN item USING (n) ORDER BY id'),
    queue: rows('SELECT * FROM queue ORDER BY id'),
    held: rows('SELECT id, plan FROM held JOIN item USING (n) ORDER BY id'),
    pending: rows('SELECT * FROM pending_call ORDER BY case_id, id'),
    shadow: rows('SELECT * FROM shadow ORDER BY id'),
  };
}

/** What the same file holds when all pending work runs again, and every case is shown anew. */
function replayed(connection: Connection): Record<string, unknown[]> {
  const items = new ItemTable(connection);
  const library = new LibraryTable(connection);
  const held = new HeldTable(connection, library);
  const cases = new CaseTable(connection, items, held);
  const rebase = new Rebase(connection, { cases, held, library, outbox: new Outbox(connection) }, LEAD);
  connection.exec('BEGIN');
  rebase.liftAll();
  rebase.replay();
  for (const id of connection.prepare<[], string>('SELECT id FROM queue').pluck().all()) {
    const subject = cases.get(id);
    if (subject) cases.put(subject);
  }
  cases.showChanged();
  const found = contents(connection);
  connection.exec('ROLLBACK');
  return found;
}

const anyStep = fc.record({
  what: fc.constantFrom(
    ...(['call', 'call', 'call', 'note', 'correct', 'number', 'move', 'decide', 'find'] as const),
    ...(['take', 'take', 'lose', 'change', 'moved', 'revoke', 'rule', 'pull', 'pull', 'ahead'] as const),
    ...(['snapshot', 'text', 'restored', 'again', 'aside', 'restart', 'update'] as const),
  ),
  n: fc.nat({ max: 40 }),
  code: fc.constantFrom('NOANS', 'BUSY', 'FB_OK', 'FB_DISPUTE', 'VACANT', 'WRONG', 'LINE'),
});
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** A lead's work of one kind; what it names may not be there. */
function work({ what, n, code }: Step, turn: number, id = caseId(n)): Mutation | null {
  const at = MORNING + turn * 7 * MINUTE;
  const made = { id: idOf('work', turn), v: 1, at };
  const called = { ...result(id, code).args, startedAt: at - MINUTE, endedAt: at };
  const right = { disposition: code, reason: null, callbackAt: null, dispositionsVersion: 1 };
  switch (what) {
    case 'call':
      return {
        ...made,
        name: 'logAttempt',
        args: { ...called, dialled: n % 4 ? 'phone' : 'altPhone' },
      } as Mutation;
    case 'note':
      return { ...made, name: 'addNote', args: { caseId: id, text: code } } as Mutation;
    case 'correct':
      return {
        ...made,
        name: 'correctAttempt',
        args: { caseId: id, attemptId: idOf('work', n), why: 'x', ...right },
      } as Mutation;
    case 'number':
      return { ...made, name: 'addNumber', args: { caseId: id, phone: `0215555000${n % 3}` } } as Mutation;
    case 'move':
      return {
        ...made,
        name: 'reassign',
        args: { caseId: id, expected: n % 5 ? null : idOf('work', n), toId: OTHER, commandId: null },
      } as Mutation;
    case 'decide':
      return {
        ...made,
        name: 'resolveReview',
        args: { caseId: id, decision: 'call_again', why: 'x' },
      } as Mutation;
    case 'find':
      return {
        ...made,
        name: 'recordFinding',
        args: { caseId: id, verdict: 'confirmed', action: null },
      } as Mutation;
    default:
      return null;
  }
}

/** A desk and its central, step by step. */
class World {
  store: DeskStore;
  readonly central = new SmallCentral(
    SCOPE,
    LEAD,
    Array.from({ length: CASES }, (_, n) => report(n)),
  );
  #turn = 0;
  #program = 1;

  constructor() {
    this.store = this.#open();
    this.central.snapshot(this.store, true);
    this.central.pull(this.store, false);
  }

  #open(): DeskStore {
    return DeskStore.open(place, LEAD, systemClock, undefined, `program ${this.#program}`);
  }

  /** What a pull that may not be refused came to; null: there was none. */
  step(step: Step): string | null {
    const { store, central } = this;
    this.#turn += 1;
    const mutation = work(step, this.#turn);
    const id = caseId(step.n);
    if (mutation) store.commit([mutation]);
    const row = central.case(id);
    switch (step.what) {
      case 'take':
      case 'lose':
        central.take(store, 1 + (step.n % 4), step.what === 'take');
        break;
      case 'change':
      case 'moved':
        central.put({
          ...(row ?? report(step.n % CASES)),
          ...(step.what === 'moved' && { assigneeId: OTHER, assignmentId: idOf('move', this.#turn) }),
          closeBy: MORNING + this.#turn * DAY,
        });
        break;
      case 'revoke':
        central.revoke(id);
        break;
      case 'rule':
        central.rule(30 + step.n, 2 + (step.n % 4));
        break;
      case 'pull':
      case 'ahead':
        return central.pull(store, step.what === 'ahead');
      case 'snapshot':
      case 'text':
        central.snapshot(store, step.what === 'text');
        break;
      case 'restored':
        central.restore(store, idOf('client', this.#turn));
        break;
      case 'again':
        for (const { id: refused } of this.#refused())
          store.again(refused, { id: idOf('again', this.#turn), at: MORNING + this.#turn });
        break;
      case 'aside': {
        const [first] = store.pending(1, 1_000_000);
        if (first) store.setAside(first.seq, 'payload_too_large', MORNING, idOf('client', this.#turn));
        break;
      }
      case 'restart':
      case 'update':
        if (step.what === 'update') this.#program += 1;
        store.close();
        this.store = this.#open();
    }
    return null;
  }

  #refused(): { id: string }[] {
    const connection = openDeskFile(place.file, place.key, 'read');
    const rows = connection.prepare<[], { id: string }>('SELECT id FROM notice').all();
    connection.close();
    return rows;
  }
}

it('pending work shows every document as if all of it had run again', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 5, maxLength: 40, size: 'max' }), (steps) => {
      folder.remove();
      folder = scratchFolder();
      place = deskFileIn(folder.path);
      const world = new World();
      const connection = openDeskFile(place.file, place.key, 'write');
      try {
        for (const step of steps) {
          expect(['applied', null]).toContain(world.step(step));
          const after = step.what;
          expect({ after, ...contents(connection) }).toEqual({ after, ...replayed(connection) });
        }
      } finally {
        connection.close();
        world.store.close();
      }
    }),
    { seed: 1, numRuns: 30 },
  );
});

describe('with much pending work', () => {
  /** How many texts are read and written for a result, and for a pull of 20 rows that carry pending work. */
  function counted(pending: number): unknown {
    const cases = Array.from({ length: 400 }, (_, n) => callableCase(n, { assigneeId: LEAD.id }));
    const central = new SmallCentral(SCOPE, LEAD, cases);
    const own = scratchFolder();
    const store = DeskStore.open(deskFileIn(own.path), LEAD, systemClock);
    central.snapshot(store, true);
    central.pull(store, false);
    const log = (n: number) => {
      const made = work({ what: 'call', n: 1, code: 'NOANS' }, n, cases[n]?.id);
      if (made) expect(store.commit([made])).toMatchObject([{ ok: true }]);
    };
    for (let n = 0; n < pending; n += 1) log(n);
    const parsed = vi.spyOn(JSON, 'parse');
    const written = vi.spyOn(JSON, 'stringify');
    const count = () => {
      const sum = [parsed.mock.calls.length, written.mock.calls.length];
      parsed.mockClear();
      written.mockClear();
      return sum;
    };
    log(399);
    const result = count();
    for (const subject of cases.slice(0, 20)) central.put({ ...subject, closeBy: MORNING });
    central.take(store, 5, true);
    count();
    expect(central.pull(store, false)).toBe('applied');
    const pulled = count();
    vi.restoreAllMocks();
    store.close();
    own.remove();
    return { result, pulled };
  }

  it('a result and a pull read and write as much as with little', () => {
    expect(counted(300)).toEqual(counted(20));
  });
});
