import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import { knownNamespace, numberRowId } from '../../../central/db/namespace.ts';
import { digestsOf } from '../../../central/db/pull.ts';
import { snapshot } from '../../../central/db/transaction.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { heldCases } from '../../../central/sync/held-cases.ts';
import { refreshNumbers } from '../../../central/sync/refresh-numbers.ts';
import type { Change } from '../../../shared/api/sync.ts';
import type { NumberCalls } from '../../../shared/case/number-calls.ts';
import type { LogAttempt, Mutation } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { scratchFolder } from '../../support/desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { publishDocuments } from '../../support/publish.ts';
import { Replica } from '../../support/replica.ts';
import { attempt, caseIdOf, correct, reassign, storedCase } from '../../support/seed-cases.ts';

const PHONE = '17012345678';
const OTHER_PHONE = '17087654321';
/** Nine in the morning of the day after that of the tests. */
const TOMORROW = Date.UTC(2026, 2, 5, 1);

let clock: ManualClock;
let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let leadDesk: Desk;
let chenDesk: Desk;

type Desk = Pick<DeskClient, 'push' | 'pull' | 'snapshot' | 'delta'>;

/** A person who signs in for each request: the clock runs faster than sessions last. */
function sittingDown(user: TestUser): Desk {
  const now = () => deskOf(central, user);
  return {
    push: async (...work) => (await now()).push(...work),
    pull: async (...ask) => (await now()).pull(...ask),
    snapshot: async () => (await now()).snapshot(),
    delta: async (cursor) => (await now()).delta(cursor),
  };
}

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 4, 1));
  central = await startCentral({ clock });
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  leadDesk = sittingDown(lead);
  chenDesk = sittingDown(chen);
});
afterEach(() => central.stop());

/** Imports cards of one number; answers the case ids. Nobody is in a hurry: calls come long after. */
async function cards(names: readonly string[], phone = PHONE, teamId = lead.teamId): Promise<string[]> {
  const rows = names.map((card_id) => ({ card_id, phone, sold_on: '2016-01-01', missing: 'id_front' }));
  await importCards.take(
    { ...central, teamId },
    rows.map((row) => importCards.read(row)),
  );
  clock.advance(10 * MINUTE);
  return Promise.all(names.map((name) => caseIdOf(central, 'real_name', name, teamId)));
}

async function give(id: string, to: TestUser | null, desk = leadDesk): Promise<void> {
  const { assignmentId } = await storedCase(central, id);
  const { results } = await desk.push({
    ...reassign(id, assignmentId, to?.id ?? null),
    at: clock.now(),
  });
  expect(results).toMatchObject([{ status: 'applied' }]);
}

/** A call that ends now; the next one is ten minutes later. */
function called(id: string, args: Partial<LogAttempt['args']> = {}): LogAttempt {
  clock.advance(10 * MINUTE);
  return attempt(id, args, clock.now());
}

const made = (mutation: Mutation): Mutation => ({ ...mutation, at: clock.now() });

/** The cases as people see them. */
async function seen(ids: readonly string[]) {
  return heldCases(central.db, await Promise.all(ids.map((id) => storedCase(central, id))));
}

async function earliestOf(id: string): Promise<number | null> {
  return (await seen([id]))[0]?.plan.notBefore ?? null;
}

function rowsIn(changes: readonly Change[]): NumberCalls[] {
  return changes.flatMap((change) => (change.entity === 'calls' ? change.row : []));
}

const rowsOf = async (desk: Desk) => rowsIn((await desk.snapshot()).changes);
const callsOf = async (desk: Desk) => (await rowsOf(desk)).map(({ calls }) => calls.length);

test('two calls for one case of a number hold its 59 others back, however many there are', async () => {
  const [first = '', ...others] = await cards(Array.from({ length: 60 }, (_, n) => `C${n}`));
  await leadDesk.push(called(first));
  for (const { plan } of await seen(others))
    expect(plan).toMatchObject({ kind: 'call', code: 'first_call', notBefore: clock.now() + HOUR });
  clock.advance(2 * HOUR);
  await leadDesk.push(called(first));
  for (const { plan } of await seen(others)) expect(plan.notBefore).toBe(TOMORROW);
});

test('a result changes its case and the row of its number, and sends nothing else', async () => {
  const [first = ''] = await cards(Array.from({ length: 60 }, (_, n) => `C${n}`));
  await leadDesk.push(called(first));
  const { cursor } = await leadDesk.snapshot();
  await leadDesk.push(called(first));
  const { changes } = await leadDesk.delta(cursor);
  expect(changes.map(({ entity, id }) => [entity, entity === 'case' && id])).toEqual([
    ['calls', false],
    ['case', first],
  ]);
  expect(rowsIn(changes)).toEqual([
    {
      id: numberRowId((await knownNamespace(central.db)) ?? '', PHONE),
      number: PHONE,
      calls: [expect.anything(), expect.anything()],
    },
  ]);
  for (const call of rowsIn(changes).flatMap(({ calls }) => calls))
    expect(Object.keys(call)).toEqual(['startedAt', 'endedAt']);
});

test('a result holds the lock of no other case of the number', async () => {
  const [first = '', second = ''] = await cards(['A', 'B']);
  await central.db.transaction().execute(async (trx) => {
    await trx.selectFrom('case_').select('id').where('id', '=', second).forUpdate().execute();
    const { results } = await leadDesk.push(called(first));
    expect(results).toMatchObject([{ status: 'applied' }]);
  });
});

test('calls for several cases at once are all in the row', async () => {
  const ids = await cards(Array.from({ length: 8 }, (_, n) => `C${n}`));
  const calls = ids.map((id) => called(id));
  await Promise.all(calls.map((call) => leadDesk.push(call)));
  expect(await callsOf(leadDesk)).toEqual([8]);
});

test('a call that was no try leaves the row when it is put right', async () => {
  const [first = '', second = ''] = await cards(['A', 'B']);
  const call = called(first);
  await leadDesk.push(call);
  expect(await earliestOf(second)).toBe(clock.now() + HOUR);
  await leadDesk.push(made(correct(first, call.id, 'LINE')));
  expect(await callsOf(leadDesk)).toEqual([]);
  expect(await earliestOf(second)).toBeLessThan(clock.now());
});

describe('a second number', () => {
  test('has calls of its own, and holds back who would be called there next', async () => {
    const [first = '', second = ''] = await cards(['A', 'B']);
    const [third = ''] = await cards(['C'], OTHER_PHONE);
    const number = (caseId: string) =>
      made({ id: central.ids.uuid(), v: 1, at: 0, name: 'addNumber', args: { caseId, phone: OTHER_PHONE } });
    await leadDesk.push(number(first));
    await leadDesk.push(called(first, { dialled: 'altPhone' }));
    expect(await earliestOf(third)).toBe(clock.now() + HOUR);
    expect(await earliestOf(second)).toBeLessThan(clock.now());
    expect((await rowsOf(leadDesk)).map((row) => row.number)).toEqual([OTHER_PHONE]);
    // Whose first number is dead would be called there next.
    await leadDesk.push(number(second));
    await leadDesk.push(called(second, { disposition: 'VACANT' }));
    clock.advance(DAY);
    await leadDesk.push(called(second, { disposition: 'VACANT' }));
    expect((await storedCase(central, second)).plan.params.number).toBe('altPhone');
    await leadDesk.push(called(third));
    clock.advance(2 * HOUR);
    await leadDesk.push(called(third));
    expect(await earliestOf(second)).toBe(TOMORROW + DAY);
  });

  test('that takes the place of another leaves its calls where they were made', async () => {
    const [first = ''] = await cards(['A']);
    await cards(['B'], OTHER_PHONE);
    const number = (phone: string) =>
      made({ id: central.ids.uuid(), v: 1, at: 0, name: 'addNumber', args: { caseId: first, phone } });
    await leadDesk.push(number(OTHER_PHONE));
    await leadDesk.push(called(first, { dialled: 'altPhone' }));
    clock.advance(MINUTE);
    await leadDesk.push(number('17000000009'));
    expect((await rowsOf(leadDesk)).map(({ number, calls }) => [number, calls.length])).toEqual([
      [OTHER_PHONE, 1],
    ]);
  });
});

describe('who has the row', () => {
  test('whoever holds an open case that others’ calls hold back: from the move on, until the last one leaves', async () => {
    const [first = '', second = '', third = ''] = await cards(['A', 'B', 'C']);
    await give(first, chen);
    await chenDesk.push(called(first));
    expect(await callsOf(chenDesk)).toEqual([]);
    expect(await callsOf(leadDesk)).toEqual([1]);
    await give(second, chen);
    await give(third, zhao);
    expect(await callsOf(chenDesk)).toEqual([1]);
    expect(await callsOf(sittingDown(zhao))).toEqual([1]);
    const { cursor } = await chenDesk.snapshot();
    await give(second, zhao);
    const { changes } = await chenDesk.delta(cursor);
    expect(changes.filter(({ entity }) => entity === 'revoke')).toMatchObject([
      { of: 'calls' },
      { of: 'case', id: second },
    ]);
    expect(await callsOf(chenDesk)).toEqual([]);
  });

  test('nobody for a closed case; again when it is opened again', async () => {
    const [other = ''] = await cards(['A']);
    const row = { report_id: 'R', reported_at: '2026-03-03T01:00:00Z', reporter_phone: PHONE };
    await importSpamReports.take({ ...central, teamId: lead.teamId }, [
      importSpamReports.read({ ...row, reported_number: '106900001234', content: '回T退订' }),
    ]);
    clock.advance(10 * MINUTE);
    const report = await caseIdOf(central, 'spam_report', 'R');
    const args = { caseId: report, verdict: 'confirmed', action: null } as const;
    await leadDesk.push(made({ id: central.ids.uuid(), v: 1, at: 0, name: 'recordFinding', args }));
    await give(report, chen);
    await leadDesk.push(called(other));
    expect(await callsOf(chenDesk)).toEqual([1]);
    const { cursor } = await chenDesk.snapshot();
    const told = called(report, { disposition: 'FB_OK' });
    await chenDesk.push(told);
    expect((await storedCase(central, report)).stage).toBe('closed');
    expect((await chenDesk.delta(cursor)).changes).toMatchObject([
      { entity: 'revoke', of: 'calls' },
      { entity: 'case' },
    ]);
    await chenDesk.push(made(correct(report, told.id, 'NOANS')));
    expect((await storedCase(central, report)).stage).toBe('to_call');
    expect(await callsOf(chenDesk)).toEqual([2]);
  });

  test('a case that is imported for a number that was called', async () => {
    const [first = ''] = await cards(['A']);
    await leadDesk.push(called(first));
    expect(await callsOf(leadDesk)).toEqual([]);
    const endedAt = clock.now();
    const [second = ''] = await cards(['B']);
    expect(await callsOf(leadDesk)).toEqual([1]);
    expect(await earliestOf(second)).toBe(endedAt + HOUR);
  });

  test('another team that has the number; each case waits by the rules of its own team', async () => {
    const south = await central.addUser('south', { role: 'lead', team: 'South' });
    const perNumber = { maxPerDay: 1, minGapMinutes: 30 };
    await publishDocuments(central, south.teamId, [
      { type: 'policy', body: { ...DEFAULT_LIBRARY.policy, version: 2, perNumber } },
    ]);
    const [ours = '', more = ''] = await cards(['A', 'B']);
    const [theirs = ''] = await cards(['A'], PHONE, south.teamId);
    const southDesk = sittingDown(south);
    const { cursor } = await southDesk.snapshot();
    await leadDesk.push(called(ours));
    expect(rowsIn((await southDesk.delta(cursor)).changes)).toMatchObject([{ calls: [{}] }]);
    expect(await earliestOf(theirs)).toBe(TOMORROW);
    expect(await earliestOf(more)).toBe(clock.now() + HOUR);
  });

  test('nobody once the calls hold nobody back any more', async () => {
    const [first = ''] = await cards(['A', 'B']);
    await leadDesk.push(called(first));
    const { cursor } = await leadDesk.snapshot();
    clock.advance(2 * DAY - MINUTE);
    await refreshNumbers(central);
    expect((await leadDesk.delta(cursor)).changes).toEqual([]);
    clock.advance(2 * MINUTE);
    await refreshNumbers(central);
    expect((await leadDesk.delta(cursor)).changes).toMatchObject([{ entity: 'revoke', of: 'calls' }]);
  });
});

describe('a desk that reads everything', () => {
  test('gets the rows before the cases, in pages, and its digest agrees', async () => {
    const numbers = Array.from({ length: 7 }, (_, n) => `1700000000${n}`);
    for (const [n, phone] of numbers.entries()) {
      const [first = ''] = await cards([`A${n}`, `B${n}`], phone);
      await leadDesk.push(called(first));
    }
    const replica = new Replica();
    const kinds: string[] = [];
    let [after, at]: [string | null, unknown] = [null, null];
    for (;;) {
      const page = await leadDesk.pull({ mode: 'snapshot', at, after, only: null }, { limit: 3 });
      if (page.kind !== 'snapshot') throw new Error('no snapshot');
      expect(page.total).toBe(7 + 14 + 3 + 4);
      replica.take(page.changes);
      kinds.push(...page.changes.map(({ entity }) => entity).filter((kind) => /calls|case/.test(kind)));
      [after, at] = [page.next, page.cursor];
      if (after === null) break;
    }
    expect(kinds).toEqual([...numbers.map(() => 'calls'), ...Array(14).fill('case')]);
    const scope = `team:${lead.teamId}`;
    const [digest] = await snapshot(central.db, (trx) => digestsOf(trx, lead.teamId, [scope]));
    expect(replica.digest(scope)).toEqual(digest);
  });
});

describe('calls from before central kept them apart', () => {
  /** The database as the migration leaves it. */
  async function asMigrated(): Promise<void> {
    await central.db.deleteFrom('number_call').execute();
    await central.db.deleteFrom('number_row').execute();
    await central.db.deleteFrom('sync_change').where('entity', '=', 'calls').execute();
    await central.db.insertInto('number_row').values({ number: PHONE, due_at: 0, unread: true }).execute();
  }

  test('come to the desks when central runs', async () => {
    const [first = ''] = await cards(['A', 'B']);
    await leadDesk.push(called(first));
    await asMigrated();
    await refreshNumbers(central);
    expect(await callsOf(leadDesk)).toEqual([1]);
    await refreshNumbers(central);
    expect(await callsOf(leadDesk)).toEqual([1]);
  });

  test('count at once when the number is called first', async () => {
    const [first = '', second = ''] = await cards(['A', 'B']);
    await leadDesk.push(called(first));
    await asMigrated();
    await leadDesk.push(called(second));
    expect(await callsOf(leadDesk)).toEqual([2]);
    await refreshNumbers(central);
    expect(await callsOf(leadDesk)).toEqual([2]);
  });
});

test('a restore brings the rows back, and the calls that come again into them', async () => {
  const folder = scratchFolder();
  const file = join(folder.path, 'central.backup');
  const [first = '', second = ''] = await cards(['A', 'B']);
  await leadDesk.push(called(first));
  await backup(central, file, { recipient: null });
  const later = called(second);
  await leadDesk.push(later);
  await restore(central, file, { replace: true });
  folder.remove();
  expect(await callsOf(leadDesk)).toEqual([1]);
  await leadDesk.push(later);
  expect(await callsOf(leadDesk)).toEqual([2]);
});
