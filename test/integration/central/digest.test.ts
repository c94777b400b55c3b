import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf } from '../../support/central-client.ts';
import { Replica } from '../../support/replica.ts';
import { attempt, giveCases, note, reassign, seedReports } from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let caseIds: string[];
let given: Map<string, string>;

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  caseIds = await seedReports(central, lead.teamId, 8);
  given = await giveCases(central, lead, caseIds, chen.id);
});
afterEach(() => central.stop());

test('digests come with the last page of a delta that asks, and are what a replica adds up to', async () => {
  const desks = [await deskOf(central, chen), await deskOf(central, lead)];
  const replicas = [new Replica(), new Replica()];
  const starts = await Promise.all(desks.map((desk) => desk.snapshot()));
  const [agentDesk, leadDesk] = desks;
  const away = caseIds[0] ?? '';
  await leadDesk?.push(reassign(away, given.get(away) ?? null, lead.id));
  await agentDesk?.push(...caseIds.slice(1, 6).map((id) => note(id, 'news')));
  for (const [index, desk] of desks.entries()) {
    const replica = replicas[index] as Replica;
    replica.take(starts[index]?.changes ?? []);
    let page = await desk.delta(starts[index]?.cursor, 2, { digest: true });
    let pages = 0;
    for (; page.more; page = await desk.delta(page.cursor, 2, { digest: true })) {
      expect(page.digests).toBeNull();
      replica.take(page.changes);
      pages += 1;
    }
    replica.take(page.changes);
    // The five notes are one version, larger than a page: the digests come with it, not with an empty page
    // behind it.
    expect([pages, page.digests]).toEqual([1, page.scopes.map((scope) => replica.digest(scope))]);
    expect(page.digests?.map(({ count }) => count)).toEqual([index === 0 ? 7 : 8, 4 + 2]);
    expect((await desk.delta(page.cursor)).digests).toBeNull();
  }
});

test('a scope without rows has an empty digest', async () => {
  const desk = await deskOf(central, await central.addUser('zhao'));
  const { cursor } = await desk.snapshot();
  const { digests, scopes } = await desk.delta(cursor, 10, { digest: true });
  expect(digests?.[0]).toEqual({ scope: scopes[0], count: 0, sum: 0 });
});

test('a snapshot of one scope brings its rows alone, also in pages', async () => {
  const desk = await deskOf(central, chen);
  const whole = new Replica();
  const { changes, scopes, cursor } = await desk.snapshot();
  whole.take(changes);
  const [cases, common] = scopes as [string, string];
  const { digests } = await desk.delta(cursor, 10, { digest: true });
  expect(digests).toEqual([whole.digest(cases), whole.digest(common)]);

  const people = await desk.snapshot(common);
  expect([people.changes.length, people.total, people.next]).toEqual([6, 6, null]);
  expect(people.changes.every(({ scope }) => scope === common)).toBe(true);

  const own = new Replica();
  let next: string | null = null;
  do {
    const page = await desk.pull(
      { mode: 'snapshot', at: cursor, after: next, only: cases },
      { limit: 3, scopes },
    );
    if (page.kind !== 'snapshot') throw new Error('expected a snapshot');
    expect(page.total).toBe(8);
    own.take(page.changes);
    next = page.next;
  } while (next !== null);
  expect(own.digest(cases)).toEqual(whole.digest(cases));
  expect(own.rows.size).toBe(8);
});

test('nobody gets the rows of a scope that is not theirs by naming it', async () => {
  const desk = await deskOf(central, chen);
  const from = { mode: 'snapshot', at: null, after: null, only: `team:${lead.teamId}` };
  expect(await desk.pull(from)).toEqual({ kind: 'reset', reason: 'scopes' });
});

test('every answer names the mutation under the last sequence, whichever client brought it first', async () => {
  const desk = await deskOf(central, chen);
  const start = await desk.snapshot();
  expect([start.lastSeq, start.lastId]).toEqual([0, null]);
  const [one, two] = [attempt(caseIds[0] ?? ''), attempt(caseIds[1] ?? '')];
  await desk.push(one, two);
  expect(await desk.delta(start.cursor)).toMatchObject({ lastSeq: 2, lastId: two.id });
  await desk.pushRaw([one], 1);
  expect(await desk.snapshot()).toMatchObject({ lastSeq: 2, lastId: two.id });
  const copy = new DeskClient(central.url, desk.token);
  await copy.push(one);
  expect(await copy.snapshot()).toMatchObject({ lastSeq: 1, lastId: one.id });
  const stranger = await deskOf(central, lead);
  const spy = new DeskClient(central.url, stranger.token, desk.clientId);
  expect(await spy.snapshot()).toMatchObject({ lastSeq: 0, lastId: null });
});
