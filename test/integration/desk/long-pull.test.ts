import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DeskFile } from '../../../electron/store/desk-store.ts';
import type { Net } from '../../../electron/sync/net.ts';
import type { PullRequest } from '../../../shared/api/sync.ts';
import { CodedError } from '../../../shared/errors.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { deskFileIn, SteppedDesk, type SteppedPorts, scratchFolder } from '../../support/desk.ts';
import { countRows, giveCases, note, reassign, seedReports } from '../../support/seed-cases.ts';

/** More rows than a part of a pull has. */
const MANY = 700;

let central: TestCentral;
let lead: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let place: DeskFile;
let asked: PullRequest['from'][];
/** How many answers still come before the line breaks. */
let answers: number;
/** Ids of the work that was sent, each time. */
let sent: string[];
let desk: SteppedDesk;
let ids: string[];

beforeEach(async () => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  ids = await seedReports(central, lead.teamId, 3);
  central.server.services.pageBytes = 50_000;
  asked = [];
  sent = [];
  answers = Number.POSITIVE_INFINITY;
  desk = await open();
  await desk.exchange();
  asked.length = 0;
});
afterEach(async () => {
  desk.close();
  await central.stop();
  folder.remove();
});

const open = (ports: Partial<SteppedPorts> = {}) =>
  SteppedDesk.signIn(central.url, lead, place, breaking, ports);

function breaking(net: Net): Net {
  return {
    ...net,
    push(request, token) {
      sent.push(...request.mutations.map(({ mutation }) => (mutation as { id: string }).id));
      return net.push(request, token);
    },
    pull(request, token) {
      if (answers === 0) throw new CodedError('central_unreachable');
      answers -= 1;
      asked.push(request.from);
      return net.pull(request, token);
    },
  };
}

const count = () => ids.filter((id) => desk.reader.case(id) !== null).length;
async function added(): Promise<string[]> {
  const fresh = await seedReports(central, lead.teamId, MANY, 'LATER', 1);
  ids.push(...fresh);
  return fresh;
}

/** The desk is killed, and reads the rest in more than so many pages, none of them twice. */
async function goesOn(pages: number): Promise<void> {
  desk.close();
  answers = Number.POSITIVE_INFINITY;
  desk = await open();
  await desk.exchange();
  expect([count(), desk.failures]).toEqual([MANY + 3, []]);
  const places = asked.map((from) => (from.mode === 'delta' ? from.cursor.place : 'snapshot'));
  expect(places.length).toBeGreaterThan(pages);
  expect(new Set(places).size).toBe(places.length);
  expect(desk.engine.status()).toMatchObject({ state: 'online', code: null });
}

it('a version of many pages goes on where a desk that was killed between two of them stood', async () => {
  await added();
  answers = 3;
  await desk.exchange();
  expect([count(), desk.failures]).toEqual([3, ['central_unreachable']]);
  await goesOn(4);
});

it('a pull of very many pages shows their rows as they come, and goes on where a killed desk stood', async () => {
  await added();
  central.server.services.pageBytes = 15_000;
  answers = 15;
  await desk.exchange();
  const seen = count();
  expect([seen > 3 && seen < MANY, desk.failures]).toEqual([true, ['central_unreachable']]);
  expect(desk.store.meta.get('cursor')?.version).toBe(asked[0]?.mode === 'delta' && asked[0].cursor.version);
  await goesOn(20);
});

it('cases that leave in the midst of very many pages are gone at the end, and the others are as central has them', async () => {
  const other = scratchFolder();
  const agent = await central.addUser('agent1');
  const cases = await seedReports(central, lead.teamId, 200, 'MINE', 2);
  const moves = await giveCases(central, lead, cases, agent.id);
  const own = await SteppedDesk.signIn(central.url, agent, deskFileIn(other.path), breaking);
  await own.exchange();
  const leaving = cases.filter((_, index) => index % 50 === 25);
  const leads = await deskOf(central, lead);
  for (const [index, id] of cases.entries()) {
    if (leaving.includes(id)) await leads.push(reassign(id, moves.get(id) ?? null, null));
    else if (index % 10 === 0)
      await leads.push(...cases.slice(index, index + 10).map((each) => note(each, 'new')));
  }
  central.server.services.pageBytes = 6_000;
  asked.length = 0;
  await own.exchange();
  expect([asked.length > 20, own.failures]).toEqual([true, []]);
  const shown = cases.map((id) => own.reader.case(id)?.history.at(-1)?.type ?? null);
  expect(shown).toEqual(cases.map((id) => (leaving.includes(id) ? null : 'note')));
  expect(own.engine.status()).toMatchObject({ state: 'online', code: null });
  own.close();
  other.remove();
});

it('what a person does while many changes are put in is on top of them and arrives', async () => {
  const [changing = ''] = await added();
  desk.close();
  const seen: number[] = [];
  desk = await open({
    async breathe() {
      seen.push(count());
      if (seen.length !== 1) return;
      desk.commit({ name: 'addNote', args: { caseId: changing, text: 'meanwhile' } });
    },
  });
  await desk.exchange();
  expect(seen.some((some) => some > 3 && some < MANY + 3)).toBe(true);
  expect([count(), desk.failures]).toEqual([MANY + 3, []]);
  await desk.exchange();
  expect(desk.store.unsent()).toBe(0);
  expect(await countRows(central, 'mutation')).toBe(1);
});

it('work that is answered between two pages of a pull is sent once', async () => {
  await added();
  central.server.services.pageBytes = 200_000;
  desk.engine.hurry();
  // A pull is due after ten pushes at the latest.
  for (let step = 0; step < 60; step += 1) {
    desk.commit({ name: 'addNote', args: { caseId: ids[step % 3] ?? '', text: `${step}` } });
    await desk.engine.exchange();
  }
  await desk.exchange();
  expect([count(), desk.store.unsent(), desk.failures]).toEqual([MANY + 3, 0, []]);
  expect([new Set(sent).size, sent.length]).toEqual([60, 60]);
});

it('a case that leaves in one page and comes back in another is there', async () => {
  const row = desk.reader.case(ids[0] ?? '');
  if (!row) throw new Error('no case');
  const cursor = desk.store.meta.get('cursor');
  if (!cursor) throw new Error('no cursor');
  const scope = `team:${lead.teamId}`;
  const at = { scopes: desk.store.meta.get('scopes') ?? [], lastSeq: 0, digests: null };
  const leaves = { scope, id: row.id, version: cursor.version + 1, entity: 'revoke', of: 'case' } as const;
  const comes = { scope, id: row.id, version: cursor.version + 2, entity: 'case', op: 'put', row } as const;
  const staged = (change: typeof leaves | typeof comes) => ({
    ...at,
    rows: { changes: [change], unreadable: [] },
    cursor: { ...cursor, version: change.version },
  });
  desk.store.pull.stage(staged(leaves));
  desk.store.pull.stage(staged(comes));
  for (let done = desk.store.pull.applyAhead(0); done; ) done = desk.store.pull.applyAhead(done.part);
  expect(desk.store.pull.applyStaged(cursor, central.clock.now())).toMatchObject({ outcome: 'applied' });
  expect(desk.reader.case(row.id)?.externalId).toBe(row.externalId);
});
