import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Net } from '../../../electron/sync/net.ts';
import { readPage } from '../../../electron/sync/read-page.ts';
import type { Case } from '../../../shared/case/case.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { note } from '../../support/seed-cases.ts';

type Head = [id: unknown, version: unknown, sum: unknown, columns: unknown];
interface Answer {
  head: { kind: string; text?: { rows: Head[] } };
  lines: string[];
}

let central: TestCentral;
let agent: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
let desk: SteppedDesk | null;
/** What stands between central's bytes and the desk. */
let change: (body: string) => string;

beforeEach(async () => {
  desk = null;
  change = (body) => body;
  folder = scratchFolder();
  central = await startCentral();
  agent = await central.addUser('agent1');
  given = await giveCases(central, agent, [1, 2, 3]);
});
afterEach(async () => {
  desk?.close();
  await central.stop();
  folder.remove();
});

const idAt = (index: number): string => given[index]?.id ?? '';

function changed(net: Net): Net {
  return {
    ...net,
    async pull(body, token) {
      const answer = await send(central.url, '/v1/pull', { body, token });
      return readPage(answer.status, Buffer.from(change(answer.text)));
    },
  };
}

/** Changes the answers that bring cases as lines. */
function lines(alter: (answer: Answer) => void): (body: string) => string {
  return (body) => {
    const [first = '', ...rest] = body.split('\n');
    const answer: Answer = { head: JSON.parse(first), lines: rest.slice(0, -1) };
    if (!answer.head.text) return body;
    alter(answer);
    return [JSON.stringify(answer.head), ...answer.lines, ''].join('\n');
  };
}

/** Says of one case what `alter` makes of its text, with the sum that fits. */
function rewritten(id: string, alter: (text: string) => string): (body: string) => string {
  return lines((answer) => {
    const index = answer.head.text?.rows.findIndex(([of]) => of === id) ?? -1;
    const row = answer.head.text?.rows[index];
    if (!row) return;
    answer.lines[index] = alter(answer.lines[index] ?? '');
    row[2] = hash('sha1', answer.lines[index] ?? '');
  });
}

async function open(over: (net: Net) => Net = changed): Promise<SteppedDesk> {
  desk?.close();
  desk = await SteppedDesk.signIn(central.url, agent, deskFileIn(folder.path, new Uint8Array(32)), over);
  return desk;
}

/** Exchanges everything; finding rows to read again ends one exchange. */
async function settle(subject: SteppedDesk): Promise<void> {
  await subject.exchange();
  await subject.exchange();
}

const shown = (subject: SteppedDesk) => given.map(({ id }) => subject.reader.case(id)?.id ?? null);
const places = (subject: SteppedDesk) =>
  subject.reader.queue.entries().sort((a, b) => (a.id < b.id ? -1 : 1));

describe('cases of a first pull as text', () => {
  it('are what they are as JSON, with the same places in the queue', async () => {
    let asText = 0;
    change = lines(({ lines: some }) => {
      asText += some.length;
    });
    const subject = await open();
    await subject.exchange();
    expect(asText).toBe(3);
    const cases = given.map(({ id }) => subject.reader.case(id));
    expect(cases.map((found) => found?.externalId)).toEqual(given.map(({ externalId }) => externalId));
    const [found, texts] = [places(subject), subject.reader.queue.searchTexts().sort()];
    subject.close();
    desk = null;
    folder.remove();
    folder = scratchFolder();
    const plain = await open((net) => ({
      ...net,
      pull: ({ queueShape: _, ...body }, token) => net.pull(body, token),
    }));
    await plain.exchange();
    expect(given.map(({ id }) => plain.reader.case(id))).toEqual(cases);
    expect([places(plain), plain.reader.queue.searchTexts().sort()]).toEqual([found, texts]);
  });

  it('come from rows that central wrote before it kept sums and places, also over several lines', async () => {
    const before = await open();
    await before.exchange();
    const expected = places(before);
    before.close();
    desk = null;
    folder.remove();
    folder = scratchFolder();
    await sql`update case_ set sum = null, queue = null, queue_shape = null,
      doc = replace(doc::text, ',"', E',\n "')::json`.execute(central.db);
    const subject = await open();
    await subject.exchange();
    expect(subject.failures).toEqual([]);
    expect(shown(subject)).toEqual(given.map(({ id }) => id));
    expect(places(subject)).toEqual(expected);
  });

  it('come as they are from rows that a central of before wrote beside this one', async () => {
    await sql`update case_ set version = version + 1, doc = regexp_replace(doc::text, '"dueAt":[0-9]+', '"dueAt":1700000000000')::json`.execute(
      central.db,
    );
    const subject = await open();
    await subject.exchange();
    expect(shown(subject)).toEqual(given.map(({ id }) => id));
    expect(places(subject).map(({ dueAt }) => dueAt)).toEqual([
      1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_000,
    ]);
  });

  it('whose bytes do not fit their sum are not shown, and come when they do', async () => {
    change = lines(({ lines: some }) => {
      some[1] = some[1]?.replace('"phone":"1', '"phone":"2') ?? '';
    });
    const subject = await open();
    await subject.exchange();
    const [kept] = shown(subject).filter((id) => id === null);
    expect(kept).toBeNull();
    expect(shown(subject).filter((id) => id !== null)).toHaveLength(2);
    expect(places(subject)).toHaveLength(2);
    change = (body) => body;
    await (await open()).exchange();
    await settle(desk as unknown as SteppedDesk);
    expect(shown(desk as unknown as SteppedDesk)).toEqual(given.map(({ id }) => id));
  });

  it('bring nothing when the answer is cut, wherever', async () => {
    for (const part of [0.2, 0.5, 0.9, 0.999]) {
      change = (body) => (body.includes('"text":{') ? body.slice(0, Math.floor(body.length * part)) : body);
      const subject = await open();
      await subject.exchange();
      expect([part, subject.failures]).toEqual([part, ['central_not_ours']]);
      expect(shown(subject)).toEqual([null, null, null]);
      expect(places(subject)).toEqual([]);
    }
    change = (body) => body;
    const subject = await open();
    await subject.exchange();
    expect(shown(subject)).toEqual(given.map(({ id }) => id));
  });

  it.each<[string, (row: Head) => void]>([
    ['no list', (row) => Object.assign(row, { length: 0 })],
    ['an id of the prototype', (row) => row.splice(0, 1, '__proto__')],
    ['a number for an id', (row) => row.splice(0, 1, 7)],
    ['a huge id', (row) => row.splice(0, 1, 'x'.repeat(1_000_000))],
    ['a version that is a text', (row) => row.splice(1, 1, '1')],
    ['a version of nothing', (row) => row.splice(1, 1, 0)],
    ['a sum that is none', (row) => row.splice(2, 1, null)],
  ])('are left out with a head of nonsense: %s', async (_, spoil) => {
    change = lines(({ head }) => {
      const row = head.text?.rows[0];
      if (row) spoil(row);
    });
    const subject = await open();
    await subject.exchange();
    expect(shown(subject).filter((id) => id !== null)).toHaveLength(2);
    expect(places(subject)).toHaveLength(2);
  });

  it.each<[string, (columns: unknown[]) => unknown]>([
    ['none', () => null],
    ['an object', () => ({ length: 17 })],
    ['too few', (columns) => columns.slice(1)],
    ['those of another case', (columns) => ['7d3c1f52-7c53-4d3e-9a63-0d9b8f0a1001', ...columns.slice(1)]],
    ['a kind that nobody knows', (columns) => columns.with(1, 'of_later')],
    ['a text for a time', (columns) => columns.with(5, '2026')],
    ['a time that is no whole number', (columns) => columns.with(5, 0.5)],
    ['a huge text to search in', (columns) => columns.with(16, 'x'.repeat(100_000))],
  ])('get their place from the case when the columns are nonsense: %s', async (_, spoil) => {
    const honest = await open();
    await honest.exchange();
    const expected = places(honest);
    honest.close();
    desk = null;
    folder.remove();
    folder = scratchFolder();
    change = lines(({ head }) => {
      for (const row of head.text?.rows ?? []) row[3] = spoil(row[3] as unknown[]);
    });
    const subject = await open();
    await subject.exchange();
    expect(places(subject)).toEqual(expected);
    expect(shown(subject)).toEqual(given.map(({ id }) => id));
  });
});

describe('a text that is no case of this program', () => {
  const bad: [string, (text: string) => string][] = [
    ['no JSON', () => '{"id":'],
    ['a list', () => '[1]'],
    ['a wrong type', (text) => text.replace(/"openedAt":\d+/, '"openedAt":"soon"')],
    ['a stage of later', (text) => text.replace(/"stage":"\w+"/, '"stage":"of_later"')],
    ['another case', (text) => text.replace(/"id":"[^"]+"/, '"id":"7d3c1f52-7c53-4d3e-9a63-0d9b8f0a1001"')],
    ['a prototype', (text) => text.replace('{', '{"__proto__":{"id":1},').replace('"history":', '"story":')],
  ];

  it.each(bad)('shows as unreadable and stops no other: %s', async (_, alter) => {
    change = rewritten(idAt(1), alter);
    const subject = await open();
    await settle(subject);
    expect(subject.failures).toEqual([]);
    expect(shown(subject)).toEqual([idAt(0), null, idAt(2)]);
    const rows = subject.reader.queueRows(given.map(({ id }) => id));
    expect(rows.map(({ unreadable }) => unreadable)).toEqual([false, true, false]);
    expect(rows[1]).toMatchObject({ id: idAt(1), name: '', maskedPhone: '' });
    expect(subject.reader.has(idAt(1))).toBe(true);
    const work = given.map(({ id: caseId }) => ({ name: 'addNote' as const, args: { caseId, text: 'x' } }));
    subject.commit(...work);
    expect(subject.reader.unsentItems().map(({ externalId }) => externalId !== null)).toContain(true);
    await subject.exchange();
    expect([subject.store.unsent(), subject.failures]).toEqual([0, []]);
    const notes = await (await deskOf(central, agent)).snapshot();
    const told = notes.changes.filter((line) => line.entity === 'case' && line.row.history.length > 0);
    expect(told).toHaveLength(3);
  });

  it('is shown when another version of it comes', async () => {
    change = rewritten(idAt(1), () => '{}');
    const subject = await open();
    await subject.exchange();
    change = (body) => body;
    await (await deskOf(central, agent)).push(note(idAt(1), 'mended'));
    await subject.exchange();
    expect(subject.reader.case(idAt(1))?.history.at(-1)).toMatchObject({ text: 'mended' });
    expect(subject.reader.queueRows([idAt(1)])[0]?.unreadable).toBe(false);
  });

  it('takes nothing away that the desk could show before', async () => {
    const subject = await open();
    await subject.exchange();
    subject.store.pull.restart(null, null);
    change = rewritten(idAt(1), (text) => text.replace(/"stage":"\w+"/, '"stage":"of_later"'));
    await settle(subject);
    expect(subject.failures).toEqual([]);
    expect(shown(subject)).toEqual(given.map(({ id }) => id));
  });

  it('is set aside beside unsent work, which stays on its case', async () => {
    const first = await open();
    await first.exchange();
    first.commit({ name: 'addNote', args: { caseId: idAt(0), text: 'mine' } });
    first.store.pull.restart(null, null);
    change = rewritten(idAt(1), () => '{}');
    await settle(first);
    expect(first.failures).toEqual([]);
    expect(first.reader.case(idAt(0))?.history.at(-1)).toMatchObject({ text: 'mine' });
    expect(first.store.unsent()).toBe(0);
  });
});
