import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDeskFile } from '../../../electron/store/open.ts';
import { clientNet } from '../../../electron/sync/client-net.ts';
import type { Net, PulledPage } from '../../../electron/sync/net.ts';
import type { Case } from '../../../shared/case/case.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { note } from '../../support/seed-cases.ts';

let central: TestCentral;
let agent: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
let place: ReturnType<typeof deskFileIn>;
let desk: SteppedDesk | null = null;

beforeEach(async () => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  central = await startCentral();
  agent = await central.addUser('agent1');
  given = await giveCases(central, agent, [1, 2, 3]);
});
afterEach(async () => {
  desk?.close();
  desk = null;
  await central.stop();
  folder.remove();
});

const idAt = (index: number): string => given[index]?.id ?? '';

/** The desk of a program of that version, behind a network that does `over`. */
async function open(program: string, over: (net: Net) => Net = (net) => net): Promise<SteppedDesk> {
  desk?.close();
  desk = await SteppedDesk.signIn(central.url, agent, place, over, { program });
  return desk;
}

/** Exchanges everything; finding rows to read again ends one exchange. */
async function settle(subject: SteppedDesk): Promise<void> {
  await subject.exchange();
  await subject.exchange();
}

/** Central's answers to pulls with the lines that `change` makes of each. */
function lines(change: (line: Record<string, unknown>) => unknown[]): (net: Net) => Net {
  return (net) => ({
    ...net,
    pull: async (body, token): Promise<PulledPage> => {
      const page = await net.pull(body, token);
      if (page.kind === 'reset') return page;
      return { ...page, changes: page.changes.flatMap((line) => change(line as Record<string, unknown>)) };
    },
  });
}

/** A row of that id which the older program cannot read: it has a stage that only newer ones know. */
const newerStage = (id: string) =>
  lines((line) => (line.id === id && line.op === 'put' ? [{ ...line, row: { stage: 'of_later' } }] : [line]));

test('a row that an older program could not read comes by itself after its update', async () => {
  const old = await open('1', newerStage(idAt(1)));
  await old.exchange();
  expect(old.reader.case(idAt(1))).toBeNull();
  expect(old.engine.status()).toMatchObject({ state: 'online', code: null });

  const updated = await open('2');
  await settle(updated);
  for (const { id } of given) expect(updated.reader.case(id)).toMatchObject({ id });
  expect(updated.engine.status()).toMatchObject({ state: 'online', code: null });
});

test('a row that changed and was not readable any more comes after the update too', async () => {
  await (await open('1')).exchange();
  await (await deskOf(central, agent)).push(note(idAt(1), 'meanwhile'));
  const again = await open('1', newerStage(idAt(1)));
  await again.exchange();
  expect(again.reader.case(idAt(1))?.history).toEqual([]);

  const updated = await open('2');
  await settle(updated);
  expect(updated.reader.case(idAt(1))?.history.map((entry) => entry.type)).toEqual(['note']);
});

test('the update without a network hides nothing and the next exchange reads the rows', async () => {
  await (await open('1', newerStage(idAt(1)))).exchange();
  await central.down();
  desk?.close();
  desk = new SteppedDesk(
    clientNet(central.url),
    { ...agent, name: '', staffNumber: '', teamName: '', permissions: [] },
    place,
    {
      program: '2',
    },
  );
  expect([0, 1, 2].map((index) => desk?.reader.case(idAt(index)) !== null)).toEqual([true, false, true]);
  expect(desk.store.meta.get('cursor')).not.toBeNull();
  await central.up();
  const updated = await open('2');
  await settle(updated);
  expect(updated.reader.case(idAt(1))).not.toBeNull();
});

test('a program that cannot read the rows either does not read them again and again', async () => {
  let snapshots = 0;
  const counted = (net: Net): Net => ({
    ...newerStage(idAt(1))(net),
    pull: async (body, token) => {
      if (body.from.mode === 'snapshot') snapshots += 1;
      return newerStage(idAt(1))(net).pull(body, token);
    },
  });
  await (await open('1', counted)).exchange();
  snapshots = 0;
  for (let start = 0; start < 3; start += 1) await settle(await open('2', counted));
  expect(snapshots).toBe(1);
});

test('rows of a kind that the desk does not know count in the digest and leave when central says so', async () => {
  const scope = `agent:${agent.id}`;
  const line = { scope, id: 'x-1', entity: 'number_calls' };
  let gone = false;
  let asked = 0;
  const withKind = (net: Net): Net => ({
    ...net,
    pull: async (body, token) => {
      const page = await net.pull(body, token);
      if (page.kind === 'reset') return page;
      if (page.kind === 'snapshot')
        return {
          ...page,
          changes: [...page.changes, { ...line, version: 1, op: 'put', row: { calls: [] } }],
        };
      const change = gone
        ? { scope, id: 'x-1', version: 2, entity: 'revoke', of: 'number_calls' }
        : { ...line, version: 1, op: 'put', row: { calls: [] } };
      const { digests } = page;
      if (digests) asked += 1;
      const counted = gone
        ? digests
        : (digests?.map((digest) => (digest.scope === scope ? withRow(digest) : digest)) ?? null);
      return { ...page, changes: [...page.changes, change], digests: counted };
    },
  });
  const first = await open('1', withKind);
  await first.exchange();
  expect(first.failures).toEqual([]);
  gone = true;
  const second = await open('1', withKind);
  await second.exchange();
  expect(second.failures).toEqual([]);
  expect(asked).toBeGreaterThan(1);
  second.close();
  desk = null;
  const connection = openDeskFile(place.file, place.key, 'read');
  const left = connection.prepare("SELECT count(*) FROM item WHERE entity = 'number_calls'").pluck().get();
  expect([left, connection.prepare('SELECT count(*) FROM set_aside').pluck().get()]).toEqual([0, 0]);
  connection.close();
});

/** The first 40 bits of the md5 of `number_calls:x-1:1`. */
const ROW_HASH = 0xce6585f6de;

function withRow<D extends { count: number; sum: number }>(digest: D): D {
  return { ...digest, count: digest.count + 1, sum: (digest.sum + ROW_HASH) % 2 ** 40 };
}
