import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Cursor } from '../../../shared/api/sync.ts';
import { PROTOCOL_VERSION } from '../../../shared/api/sync.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf, send } from '../../support/central-client.ts';
import { Replica } from '../../support/replica.ts';
import { attempt, giveCases, note, reassign, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let caseIds: string[];
let given: Map<string, string>;

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  caseIds = await seedReports(central, lead.teamId, 12);
  given = await giveCases(central, lead, caseIds.slice(0, 10), chen.id);
});
afterEach(() => central.stop());

const idsOf = (changes: Change[], entity: Change['entity']) =>
  changes.filter((change) => change.entity === entity).map(({ id }) => id);

async function catchUp(desk: DeskClient, replica: Replica, from: Cursor, limit = 3): Promise<Cursor> {
  let cursor = from;
  for (;;) {
    const page = await desk.delta(cursor, limit);
    replica.take(page.changes);
    cursor = page.cursor;
    if (!page.more) return cursor;
  }
}

describe('what a person gets', () => {
  test('an agent: own cases, the team’s people and library, nothing else', async () => {
    const page = await (await deskOf(central, chen)).snapshot();
    expect(page.scopes).toEqual([`agent:${chen.id}`, `common:${chen.teamId}`]);
    expect(new Set(idsOf(page.changes, 'case'))).toEqual(new Set(caseIds.slice(0, 10)));
    expect(new Set(idsOf(page.changes, 'member'))).toEqual(new Set([lead.id, chen.id, zhao.id]));
    expect(idsOf(page.changes, 'document')).toHaveLength(4);
    expect([page.total, page.next]).toEqual([10 + 3 + 4, null]);
  });

  test('a lead: the team’s cases; another team: none of them', async () => {
    const other = await central.addUser('other', { role: 'lead', team: 'Other' });
    expect(idsOf((await (await deskOf(central, lead)).snapshot()).changes, 'case')).toHaveLength(12);
    expect(idsOf((await (await deskOf(central, other)).snapshot()).changes, 'case')).toHaveLength(0);
  });

  test('the open before the closed, each by its promise', async () => {
    const desk = await deskOf(central, chen);
    await desk.push(attempt(caseIds[0] ?? '', { disposition: 'FB_OK' }));
    const rows = (await desk.snapshot()).changes.flatMap((change) =>
      change.entity === 'case' ? [change.row] : [],
    );
    expect(rows.at(-1)).toMatchObject({ id: caseIds[0], stage: 'closed' });
    const due = rows.slice(0, -1).map(({ dueAt }) => dueAt);
    expect(due).toEqual([...due].sort((a, b) => a - b));
  });
});

describe('changes', () => {
  test('a move takes the case from one desk and puts it on the other, in one version', async () => {
    const desks = {
      chen: await deskOf(central, chen),
      zhao: await deskOf(central, zhao),
      lead: await deskOf(central, lead),
    };
    const before = {
      chen: await desks.chen.snapshot(),
      zhao: await desks.zhao.snapshot(),
      lead: await desks.lead.snapshot(),
    };
    const id = caseIds[0] ?? '';
    await desks.lead.push(reassign(id, given.get(id) ?? null, zhao.id));
    const lost = await desks.chen.delta(before.chen.cursor);
    const got = await desks.zhao.delta(before.zhao.cursor);
    const seen = await desks.lead.delta(before.lead.cursor);
    expect(lost.changes).toMatchObject([
      {
        entity: 'revoke',
        of: 'case',
        id,
        scope: `agent:${chen.id}`,
        moved: { toId: zhao.id, byId: lead.id },
      },
    ]);
    expect(got.changes).toMatchObject([{ entity: 'case', id, row: { assigneeId: zhao.id } }]);
    expect(seen.changes).toMatchObject([{ entity: 'case', id, scope: `team:${lead.teamId}` }]);
    expect(new Set([lost, got, seen].map(({ changes }) => changes[0]?.version)).size).toBe(1);
  });

  test('there and back again leaves the case where it was', async () => {
    const leadDesk = await deskOf(central, lead);
    const desk = await deskOf(central, chen);
    const { cursor } = await desk.snapshot();
    const id = caseIds[0] ?? '';
    const away = reassign(id, given.get(id) ?? null, zhao.id);
    await leadDesk.push(away, reassign(id, away.id, chen.id));
    expect((await desk.delta(cursor)).changes).toMatchObject([
      { entity: 'case', id, row: { assigneeId: chen.id } },
    ]);
    expect((await (await deskOf(central, zhao)).snapshot()).changes.some((change) => change.id === id)).toBe(
      false,
    );
  });

  test('nothing new is an empty page at the same cursor, with the sequence that it contains', async () => {
    const desk = await deskOf(central, chen);
    await desk.push(attempt(caseIds[0] ?? ''));
    const { cursor, lastSeq } = await desk.snapshot();
    const page = await desk.delta(cursor);
    expect(page).toMatchObject({ changes: [], more: false, cursor, lastSeq: 1 });
    expect(lastSeq).toBe(1);
  });

  test('pages end between versions, also when one version is larger than a page', async () => {
    const desk = await deskOf(central, lead);
    const { cursor } = await desk.snapshot();
    await seedReports(central, lead.teamId, 20, 'LATER');
    await desk.push(note(caseIds[0] ?? '', 'one'), note(caseIds[1] ?? '', 'two'));
    const page = await desk.delta(cursor, 5);
    // The new ones, and the ten of the same reporters that nothing else happens to.
    expect([page.changes.length, page.more]).toEqual([30, true]);
    const rest = await desk.delta(page.cursor, 5);
    expect([rest.changes.length, rest.more]).toEqual([2, false]);
  });

  test('a version with more than a page holds is cut, and its pages miss nothing that changes meanwhile', async () => {
    const desk = await deskOf(central, lead);
    const replica = new Replica();
    const first = await desk.snapshot();
    replica.take(first.changes);
    const fresh = await seedReports(central, lead.teamId, 30, 'LATER', 1);
    central.server.services.pageBytes = 10_000;
    let { cursor } = first;
    const sizes: number[] = [];
    for (let more = true; more; ) {
      const page = await desk.delta(cursor, 1_000);
      replica.take(page.changes);
      ({ cursor, more } = page);
      sizes.push(page.changes.length);
      if (sizes.length === 2) await desk.push(...fresh.map((id) => note(id, 'meanwhile')).slice(0, 20));
      if (sizes.length < 3)
        expect(cursor).toMatchObject({ version: first.cursor.version + 1, place: expect.anything() });
    }
    expect(Math.max(...sizes)).toBeLessThan(20);
    expect(sizes.length).toBeGreaterThan(3);
    expect(replica.cases().size).toBe(42);
    for (const [id, row] of replica.cases()) expect(row).toEqual(await storedCase(central, id));
  });

  test('a snapshot in pages and the delta behind it miss nothing that changes meanwhile', async () => {
    const desk = await deskOf(central, chen);
    const writer = await deskOf(central, zhao);
    const leadDesk = await deskOf(central, lead);
    const replica = new Replica();
    const firstPage = await desk.pull({ mode: 'snapshot', at: null, after: null }, { limit: 3 });
    if (firstPage.kind !== 'snapshot') throw new Error('expected a snapshot');
    replica.take(firstPage.changes);
    let next = firstPage.next;
    for (let round = 0; next !== null; round += 1) {
      const late = caseIds[9 - round] ?? '';
      // The last one moves to the front or away while the pages go by, new ones come in.
      await writer.push(attempt(late, { disposition: 'FB_OK' }));
      // There may be no third round once one case less is to be read.
      if (round === 1) {
        await leadDesk.push(reassign(caseIds[1] ?? '', given.get(caseIds[1] ?? '') ?? null, zhao.id));
        await leadDesk.push(reassign(caseIds[11] ?? '', null, chen.id));
      }
      const page = await desk.pull({ mode: 'snapshot', at: firstPage.cursor, after: next }, { limit: 3 });
      if (page.kind !== 'snapshot') throw new Error('expected a snapshot');
      expect([page.total, page.cursor]).toEqual([firstPage.total, firstPage.cursor]);
      replica.take(page.changes);
      next = page.next;
    }
    await catchUp(desk, replica, firstPage.cursor);
    const expected = caseIds.filter((id, index) => (index < 10 && index !== 1) || id === caseIds[11]);
    expect(new Set(replica.cases().keys())).toEqual(new Set(expected));
    for (const [id, row] of replica.cases()) expect(row).toEqual(await storedCase(central, id));
  });
});

describe('a cursor that cannot be continued', () => {
  const reasonOf = async (desk: DeskClient, cursor: Cursor, scopes: string[] = []) =>
    desk.pull({ mode: 'delta', cursor }, { scopes });

  test('another epoch, a forged tag, a version from the future, a pruned one', async () => {
    const desk = await deskOf(central, chen);
    const { cursor } = await desk.snapshot();
    expect(await reasonOf(desk, { ...cursor, epoch: randomUUID() })).toEqual({
      kind: 'reset',
      reason: 'epoch',
    });
    expect(await reasonOf(desk, { ...cursor, tag: randomUUID() })).toEqual({ kind: 'reset', reason: 'fork' });
    expect(await reasonOf(desk, { ...cursor, version: cursor.version + 9 })).toEqual({
      kind: 'reset',
      reason: 'fork',
    });
    await central.db.deleteFrom('sync_commit').where('version', '=', 1).execute();
    expect(await reasonOf(desk, { ...cursor, version: 1 })).toEqual({ kind: 'reset', reason: 'pruned' });
  });

  test('a person who became a lead starts with the new scopes', async () => {
    const desk = await deskOf(central, chen);
    const { cursor, scopes } = await desk.snapshot();
    await central.db.updateTable('account').set({ role: 'lead' }).where('id', '=', chen.id).execute();
    expect(await reasonOf(desk, cursor, scopes)).toEqual({ kind: 'reset', reason: 'scopes' });
    expect(idsOf((await desk.snapshot()).changes, 'case')).toHaveLength(12);
  });

  test('a place of nonsense is refused', async () => {
    const desk = await deskOf(central, chen);
    const { cursor } = await desk.snapshot();
    for (const place of ['x', `team:${randomUUID()} case ${randomUUID()}`]) {
      const answer = desk.delta({ ...cursor, place });
      await expect(answer).rejects.toThrow('invalid_input');
    }
  });

  test('a protocol older than ours is told to update, a bookmark of nonsense is refused', async () => {
    const { token, clientId } = await deskOf(central, chen);
    const ask = (body: object) =>
      send(central.url, '/v1/pull', { token, body: { clientId, scopes: [], limit: 10, ...body } });
    const from = { mode: 'snapshot', at: null, after: null };
    expect(await ask({ protocol: 0, from })).toMatchObject({ status: 426, code: 'update_required' });
    expect(
      await ask({ protocol: PROTOCOL_VERSION, from: { ...from, after: "0.1.'; drop table case_" } }),
    ).toMatchObject({
      status: 400,
      code: 'invalid_input',
    });
  });
});
