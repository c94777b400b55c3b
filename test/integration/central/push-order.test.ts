import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../central/clock.ts';
import { retried } from '../../../central/db/transaction.ts';
import { FeedHub } from '../../../central/sync/hub.ts';
import { PROTOCOL_VERSION, PushResponse } from '../../../shared/api/sync.ts';
import { DAY } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf, send } from '../../support/central-client.ts';
import { gate } from '../../support/gate.ts';
import { attempt, countRows, giveCases, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let caseIds: string[];
let desk: DeskClient;

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  caseIds = await seedReports(central, lead.teamId, 2);
  await giveCases(central, lead, caseIds, chen.id);
  desk = await deskOf(central, chen);
});
afterEach(() => central.stop());

const first = () => caseIds[0] ?? '';
const results = (text: string) => PushResponse.parse(JSON.parse(text)).results;

describe('one mutation, one effect', () => {
  test.each([
    ['that central has', () => first()],
    ['that central does not have', () => randomUUID()],
  ])('two people bring the same mutation about a case %s at once', async (_which, subject) => {
    const other = await deskOf(central, zhao);
    const same = attempt(subject());
    const answers = await Promise.all([desk.pushRaw([same], 1), other.pushRaw([same], 1)]);
    expect(answers.map(({ text }) => results(text)[0])).toMatchObject([
      { id: same.id, status: 'applied' },
      { id: same.id, status: 'applied' },
    ]);
    expect(answers[0]?.text.length).toBe(answers[1]?.text.length);
    const stored = await central.db.selectFrom('call_result').select(['id', 'author_id']).execute();
    expect(stored).toHaveLength(1);
    const ledger = await central.db
      .selectFrom('mutation')
      .select('account_id')
      .where('id', '=', same.id)
      .executeTakeFirstOrThrow();
    expect(ledger.account_id).toBe(stored[0]?.author_id);
  });

  test("another account's push under a desk's client id leaves no trace, also when it comes first after a pull", async () => {
    await desk.snapshot();
    const other = await deskOf(central, zhao);
    const thief = new DeskClient(central.url, other.token, desk.clientId);
    expect(await thief.pushRaw([attempt(first())], 1)).toMatchObject({
      status: 409,
      code: 'client_forked',
      params: { lastSeq: 0 },
    });
    expect(await countRows(central, 'call_result')).toBe(0);
    expect((await desk.push(attempt(first()))).lastSeq).toBe(1);
  });

  test('a forked push takes nothing of its chunk, also what stands before the fork', async () => {
    await desk.push(attempt(first()), attempt(first()));
    const copy = new DeskClient(central.url, desk.token, desk.clientId);
    const answer = await copy.pushRaw([attempt(first()), attempt(first()), attempt(first())], 2);
    expect(answer).toMatchObject({ code: 'client_forked', params: { lastSeq: 2 } });
    expect(await countRows(central, 'call_result')).toBe(2);
  });

  test('a gap inside a push is refused with all of its chunk', async () => {
    const { token, clientId } = desk;
    const mutations = [1, 3].map((seq) => ({ seq, mutation: attempt(first()) }));
    const body = { protocol: PROTOCOL_VERSION, clientId, deviceNow: systemClock.now(), mutations };
    expect(await send(central.url, '/v1/push', { token, body })).toMatchObject({
      status: 409,
      code: 'sequence_gap',
      params: { lastSeq: 0 },
    });
    expect(await countRows(central, 'call_result')).toBe(0);
  });
});

describe('poison', () => {
  test('first of all, refused by the database: kept, answered the same way again, in nobody’s way', async () => {
    await sql`alter table call_result add constraint refused check (note <> 'refused')`.execute(central.db);
    const poison = attempt(first(), { note: 'refused' });
    const { lastSeq, results: refused } = await desk.push(poison);
    expect([lastSeq, refused[0]?.status, refused[0]?.code]).toEqual([1, 'applied', null]);
    expect(results((await desk.pushRaw([poison, attempt(first())], 1)).text)).toMatchObject([
      refused[0] ?? {},
      { status: 'applied' },
    ]);
    const page = await desk.snapshot();
    expect(page.lastSeq).toBe(2);
  });

  test('nothing but poison does not hold up what follows', async () => {
    const poison = Array.from({ length: 30 }, () => ({ id: randomUUID(), v: 'x', name: 7, args: null }));
    const answer = await desk.pushRaw([...poison, attempt(first())], 1);
    expect(new Set(results(answer.text).map(({ code }) => code))).toEqual(new Set(['invalid_input', null]));
    expect(await countRows(central, 'call_result')).toBe(1);
  });
});

test.each([
  ['ahead', 9 * DAY],
  ['behind', -9 * DAY],
  ['at the beginning of time', -systemClock.now() + 1],
])('a device whose clock is days %s is flagged and served', async (_where, offset) => {
  const there = systemClock.now() + offset;
  const answer = await desk.pushRaw([attempt(first(), {}, Math.max(30_000, there))], 1, there);
  expect(results(answer.text)).toMatchObject([{ status: 'applied', flags: ['clock_off'] }]);
  const page = await desk.pull({ mode: 'snapshot', at: null, after: null }, { deviceNow: there });
  expect(page.kind).toBe('snapshot');
  const { history } = await storedCase(central, first());
  const entry = history.find(({ type }) => type === 'attempt');
  expect(entry).toMatchObject({ flags: ['clock_off'] });
  expect(entry?.at).toBeLessThanOrEqual(systemClock.now());
});

describe('transactions that lose against each other', () => {
  test('a deadlock is run again and both sides arrive', async () => {
    const inside = [gate(), gate()];
    let runs = 0;
    const cross = (own: number) =>
      retried(central.db, async (trx) => {
        runs += 1;
        const lock = (index: number) =>
          sql`update case_ set version = version + 1 where id = ${caseIds[index]}`.execute(trx);
        await lock(own);
        inside[own]?.open();
        await inside[1 - own]?.opened;
        await lock(1 - own);
      });
    const before = await versions();
    await Promise.all([cross(0), cross(1)]);
    // Usually one of the two is ended, on a slow machine both may be.
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(await versions()).toEqual(before.map((version) => version + 2));
  });

  async function versions(): Promise<number[]> {
    const rows = await central.db.selectFrom('case_').select('version').orderBy('id').execute();
    return rows.map(({ version }) => version);
  }

  test('a serialization failure is run again, any other failure is not', async () => {
    const failing = (state: string) => {
      let runs = 0;
      const work = retried(central.db, async (trx) => {
        runs += 1;
        if (runs < 3) await sql.raw(`do $$ begin raise sqlstate '${state}'; end $$`).execute(trx);
        return runs;
      });
      return work;
    };
    expect(await failing('40001')).toBe(3);
    await expect(failing('22001')).rejects.toMatchObject({ code: '22001' });
  });
});

test('a commit between registering and comparing wakes the wait, though the comparison came too early to see it', async () => {
  const hub = new FeedHub(central.db);
  const scopes = [`agent:${zhao.id}`];
  const answer = hub.wait(zhao.teamId, scopes, 1_000, 60_000, new AbortController().signal);
  hub.announce({ teamId: zhao.teamId, version: 1_001, scopes });
  expect(await answer).toBe(true);
  await hub.close();
});
