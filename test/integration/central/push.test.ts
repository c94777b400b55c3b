import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../central/clock.ts';
import { PushResponse } from '../../../shared/api/sync.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf } from '../../support/central-client.ts';
import {
  attempt,
  countRows,
  giveCases,
  note,
  reassign,
  seedReports,
  storedCase,
} from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let caseIds: string[];
let given: Map<string, string>;
let desk: DeskClient;

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  caseIds = await seedReports(central, lead.teamId, 5);
  given = await giveCases(central, lead, caseIds, chen.id);
  desk = await deskOf(central, chen);
});
afterEach(() => central.stop());

const first = () => caseIds[0] ?? '';

describe('exactly once', () => {
  test('a result is stored, shown in the case and never doubled by repeated pushes', async () => {
    const result = attempt(first(), { note: '无人接听' });
    const { results, lastSeq } = await desk.push(result);
    expect([results[0]?.status, results[0]?.flags, lastSeq]).toEqual(['applied', [], 1]);
    const again = PushResponse.parse(JSON.parse((await desk.pushRaw([result], 1)).text));
    expect(again).toMatchObject({ results, lastSeq: 1 });
    expect(await countRows(central, 'call_result')).toBe(1);
    const { history } = await storedCase(central, first());
    expect(history.filter((entry) => entry.type === 'attempt')).toMatchObject([
      { id: result.id, byId: chen.id },
    ]);
  });

  test('identical pushes in flight at the same time count once', async () => {
    const work = caseIds.map((id) => attempt(id));
    const answers = await Promise.all(Array.from({ length: 6 }, () => desk.pushRaw(work, 1)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await countRows(central, 'call_result')).toBe(5);
  });

  test('two copies of a desk bring the same work at once; it counts once', async () => {
    const copy = new DeskClient(central.url, desk.token);
    const work = caseIds.map((id) => attempt(id));
    const answers = await Promise.all([desk.pushRaw(work, 1), copy.pushRaw(work, 1)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await countRows(central, 'call_result')).toBe(5);
    await copy.pushRaw([attempt(first())], 6);
    expect(await countRows(central, 'call_result')).toBe(6);
  });

  test('a hundred mutations cross several transactions in their order', async () => {
    const texts = Array.from({ length: 100 }, (_, index) => `note ${index}`);
    expect((await desk.push(...texts.map((text) => note(first(), text)))).lastSeq).toBe(100);
    const { history } = await storedCase(central, first());
    const stored = history.flatMap((entry) => (entry.type === 'note' ? [entry.text] : []));
    expect(new Set(stored)).toEqual(new Set(texts));
  });
});

describe('the order of a desk', () => {
  test('other work under a used sequence means a copied desk', async () => {
    await desk.push(attempt(first()), attempt(first()));
    expect(await desk.pushRaw([attempt(first())], 2)).toMatchObject({
      status: 409,
      code: 'client_forked',
      params: { lastSeq: 2 },
    });
    expect(await countRows(central, 'call_result')).toBe(2);
  });

  test('a forked desk starts anew and brings old work again without doubling it', async () => {
    const [old, fresh] = [attempt(first()), attempt(first())];
    await desk.push(old);
    const reborn = new DeskClient(central.url, desk.token);
    const { results, lastSeq } = await reborn.push(old, fresh);
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied']);
    expect([lastSeq, await countRows(central, 'call_result')]).toEqual([2, 2]);
  });

  test('a gap is refused and nothing behind it is taken', async () => {
    expect(await desk.pushRaw([attempt(first())], 3)).toMatchObject({
      status: 409,
      code: 'sequence_gap',
      params: { lastSeq: 0 },
    });
    expect(await countRows(central, 'call_result')).toBe(0);
  });

  test("nobody pushes under somebody else's desk", async () => {
    await desk.push(attempt(first()));
    const other = await deskOf(central, zhao);
    const thief = new DeskClient(central.url, other.token, desk.clientId);
    expect((await thief.pushRaw([attempt(first())], 2)).code).toBe('client_forked');
  });
});

test('a result with the longest run of a script is taken', async () => {
  const step = { step: 'told', answer: '\u0001'.repeat(1_000) };
  const run = { kind: 'spam_report' as const, version: 1, path: Array.from({ length: 400 }, () => step) };
  const { results } = await desk.push(attempt(first(), { run }));
  expect(results).toMatchObject([{ status: 'applied' }]);
  expect((await storedCase(central, first())).history.at(-1)).toMatchObject({ run });
});

const statusOf = async (id: string) =>
  (await central.db.selectFrom('mutation').select('status').where('id', '=', id).executeTakeFirstOrThrow())
    .status;

describe('work that cannot be applied', () => {
  test('a mutation that this version does not know is kept, the ones behind it arrive', async () => {
    const unknown = { id: randomUUID(), v: 9, at: 1, name: 'teleport', args: { caseId: first() } };
    const { results, lastSeq } = PushResponse.parse(
      JSON.parse((await desk.pushRaw([unknown, attempt(first())], 1)).text),
    );
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['applied', null],
      ['applied', null],
    ]);
    expect([lastSeq, await countRows(central, 'mutation')]).toEqual([2, 2 + caseIds.length]);
  });

  test('a call that breaks on its case is kept and wedges nothing; it stays in the ledger', async () => {
    const broken = JSON.stringify({ nobody: 'understands this' });
    await central.db.updateTable('case_').set({ doc: broken }).where('id', '=', first()).execute();
    const poison = attempt(first());
    const { results, lastSeq } = await desk.push(poison, attempt(caseIds[1] ?? ''));
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['applied', null],
      ['applied', null],
    ]);
    expect(await statusOf(poison.id)).toBe('waiting');
    expect(lastSeq).toBe(2);
    const kept = await central.db
      .selectFrom('call_result')
      .select('id')
      .where('id', '=', poison.id)
      .execute();
    expect(kept).toHaveLength(1);
    expect((await desk.push(attempt(caseIds[2] ?? ''))).lastSeq).toBe(3);
  });

  test('characters that the database cannot keep do not cost the result', async () => {
    const { results } = await desk.push(
      attempt(first(), { note: 'a\u0000b\ud800' }),
      note(first(), '\u0000'),
    );
    expect(results.map(({ status }) => status)).toEqual(['applied', 'applied']);
    const row = await central.db.selectFrom('call_result').select('note').executeTakeFirstOrThrow();
    expect(row.note).toMatch(/^a\uFFFDb/);
    expect((await desk.snapshot()).changes.some((change) => change.id === first())).toBe(true);
  });

  test('what the database refuses is kept as it came, and the work around it arrives', async () => {
    await sql`alter table call_result add constraint refused check (note <> 'refused')`.execute(central.db);
    const [bad, last] = [attempt(first(), { note: 'refused' }), attempt(first())];
    const { results, lastSeq } = await desk.push(attempt(first()), bad, last);
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['applied', null],
      ['applied', null],
      ['applied', null],
    ]);
    expect([lastSeq, await countRows(central, 'call_result')]).toEqual([3, 2]);
    const kept = await central.db.selectFrom('mutation').select('body').where('id', '=', bad.id).execute();
    expect(kept).toMatchObject([{ body: { args: { note: 'refused' } } }]);
    expect(await statusOf(bad.id)).toBe('waiting');
    expect((await storedCase(central, first())).history.some(({ id }) => id === last.id)).toBe(true);
  });

  test('a result that its case cannot take is in the ledger all the same', async () => {
    await sql`alter table case_ add constraint refused check (doc::text not like '%poison%')`.execute(
      central.db,
    );
    const [bad, last] = [attempt(first(), { note: 'poison' }), attempt(first())];
    const { results } = await desk.push(bad, last);
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['applied', null],
      ['applied', null],
    ]);
    expect(await statusOf(bad.id)).toBe('waiting');
    const ids = await central.db.selectFrom('call_result').select('id').orderBy('version').execute();
    expect(ids).toEqual([{ id: bad.id }, { id: last.id }]);
  });

  test('characters in the names of documents do not cost the result either', async () => {
    const { results } = await desk.push(attempt(first(), { evidence: ['id\u0000'] }));
    expect(results).toMatchObject([{ status: 'applied' }]);
    expect((await storedCase(central, first())).history).toHaveLength(2);
  });

  test('a result for a case that central does not have is kept', async () => {
    const { results } = await desk.push(attempt(randomUUID()));
    expect(results[0]?.status).toBe('applied');
    expect(await countRows(central, 'call_result')).toBe(1);
  });
});

describe('facts and ownership', () => {
  test('results for moved and closed cases arrive, flagged', async () => {
    const leadDesk = await deskOf(central, lead);
    await leadDesk.push(reassign(first(), given.get(first()) ?? null, zhao.id));
    const { results } = await desk.push(attempt(first(), { disposition: 'FB_OK' }), attempt(first()));
    expect(results[0]).toMatchObject({ status: 'applied', flags: ['not_owner'] });
    expect(results[1]?.flags).toEqual(expect.arrayContaining(['not_owner', 'case_closed']));
    expect(await storedCase(central, first())).toMatchObject({ stage: 'closed', assigneeId: zhao.id });
  });

  test('of two leads who move a case at once exactly one wins, and both sides are kept', async () => {
    const leads = [lead, await central.addUser('lead2', { role: 'lead' })];
    const desks = await Promise.all(leads.map((person) => deskOf(central, person)));
    const targets = [zhao.id, null];
    const moves = targets.map((toId) => reassign(first(), given.get(first()) ?? null, toId));
    const answers = await Promise.all(desks.map((each, index) => each.pushRaw([moves[index]], 1)));
    const results = answers.flatMap(({ text }) => PushResponse.parse(JSON.parse(text)).results);
    expect(results.map(({ status }) => status).sort()).toEqual(['applied', 'rejected']);
    const winner = results.findIndex(({ status }) => status === 'applied');
    const loser = results[1 - winner];
    expect(loser).toMatchObject({ code: 'superseded', params: { byId: leads[winner]?.id } });
    expect(await storedCase(central, first())).toMatchObject({
      assigneeId: targets[winner],
      assignmentId: moves[winner]?.id,
    });
    const events = await central.db
      .selectFrom('case_event')
      .select(['status', 'name'])
      .where('case_id', '=', first())
      .execute();
    expect(
      events
        .filter(({ name }) => name === 'reassign')
        .map(({ status }) => status)
        .sort(),
    ).toEqual(['applied', 'applied', 'rejected']);
  });

  test('agents do not reassign, leads of other teams neither', async () => {
    const stranger = await deskOf(
      central,
      await central.addUser('stranger', { role: 'lead', team: 'Other' }),
    );
    const move = () => reassign(first(), given.get(first()) ?? null, zhao.id);
    for (const each of [desk, stranger]) {
      expect((await each.push(move())).results[0]).toMatchObject({ status: 'rejected', code: 'forbidden' });
    }
  });

  test('the author is whoever signed in; times of a wrong clock are limited and flagged', async () => {
    const now = systemClock.now();
    const ahead = attempt(first(), {}, now + 3 * HOUR);
    const answer = await desk.pushRaw([ahead], 1, now + 3 * HOUR);
    expect(PushResponse.parse(JSON.parse(answer.text)).results[0]?.flags).toContain('clock_off');
    const row = await central.db.selectFrom('call_result').selectAll().executeTakeFirstOrThrow();
    expect(row.author_id).toBe(chen.id);
    expect(row.at).toBeLessThan(now + MINUTE);
    const behind = await desk.pushRaw([attempt(first())], 2, now - 6 * MINUTE);
    expect(PushResponse.parse(JSON.parse(behind.text)).results[0]?.flags).toContain('clock_off');
    const flags = (await storedCase(central, first())).history.flatMap((entry) =>
      entry.type === 'attempt' ? [entry.flags] : [],
    );
    expect(flags).toHaveLength(2);
    for (const raised of flags) expect(raised).toContain('clock_off');
  });
});

test('opposite orders of the same cases by many desks never deadlock', async () => {
  const desks = await Promise.all(Array.from({ length: 6 }, () => deskOf(central, chen)));
  const rounds = desks.map((each, index) => {
    const order = index % 2 === 0 ? caseIds : [...caseIds].reverse();
    return each.push(...[...order, ...order].map((id) => note(id, `by desk ${index}`)));
  });
  const answers = await Promise.all(rounds);
  expect(answers.flatMap(({ results }) => results).every(({ status }) => status === 'applied')).toBe(true);
  for (const id of caseIds) {
    expect((await storedCase(central, id)).history.filter(({ type }) => type === 'note')).toHaveLength(12);
  }
});
