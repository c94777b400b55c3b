import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemIds } from '../../../electron/chance.ts';
import { systemClock } from '../../../electron/clock.ts';
import { migrate } from '../../../electron/store/migrate.ts';
import { deskTables } from '../../../electron/store/migrations/0001-desk-tables.ts';
import { digests } from '../../../electron/store/migrations/0002-digests.ts';
import { promises } from '../../../electron/store/migrations/0003-promises.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import type { Cursor } from '../../../shared/api/sync.ts';
import type { Case } from '../../../shared/case/case.ts';
import { type Mutation, reads } from '../../../shared/mutation/mutation.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { countRows, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let folder: ReturnType<typeof scratchFolder>;
let agent: TestUser;

beforeEach(async () => {
  central = await startCentral();
  folder = scratchFolder();
  agent = await central.addUser('agent');
});

afterEach(async () => {
  folder.remove();
  await central.stop();
});

/** What an older program knew of a case. */
function older({ sla: _, closeBy: __, related: ___, ...rest }: Case): string {
  return JSON.stringify(rest);
}

/** A desk file as an older program left it: everything pulled, one result not sent yet. */
function oldFile(cases: readonly Case[], unsent: Mutation, cursor: Cursor) {
  const place = deskFileIn(folder.path);
  const connection = openDeskFile(place.file, place.key, 'write');
  migrate(connection, [deskTables, digests]);
  const put = (statement: string, ...values: unknown[]) => connection.prepare(statement).run(...values);
  for (const [n, subject] of cases.entries()) {
    const scope = `agent:${agent.id}`;
    put("INSERT INTO item (n, entity, id) VALUES (?, 'case', ?)", n, subject.id);
    put('INSERT INTO case_ (n, doc) VALUES (?, ?)', n, older(subject));
    put(
      `INSERT INTO queue (n, id, kind, open, tried, due_at, search) VALUES (?, ?, ?, 1, 0, 0, '')`,
      n,
      subject.id,
      subject.kind,
    );
    put('INSERT INTO membership (n, scope, version, generation) VALUES (?, ?, 1, 0)', n, scope);
  }
  const [touched = ''] = reads(unsent);
  put('INSERT INTO shadow (id, doc) VALUES (?, ?)', touched, older(cases[0] as Case));
  put(
    "INSERT INTO outbox (seq, id, case_id, mutation, state) VALUES (1, ?, ?, ?, 'pending')",
    unsent.id,
    touched,
    JSON.stringify(unsent),
  );
  const meta = { cursor, nextSeq: 2, clientId: systemIds.uuid(), scopes: [`agent:${agent.id}`] };
  for (const [key, value] of Object.entries(meta))
    put('INSERT INTO meta (key, value) VALUES (?, ?)', key, JSON.stringify(value));
  connection.close();
  return place;
}

it('a file of an older program pulls its cases again, with its unsent result on top of them', async () => {
  const cases = await giveCases(central, agent, [1, 2, 3]);
  const [first] = cases;
  const { cursor } = await (await deskOf(central, agent)).snapshot();
  const { name, args } = result(first?.id ?? '', 'NOANS', 'from before');
  const unsent = { name, args, id: systemIds.uuid(), v: 1, at: systemClock.now() } as Mutation;
  const place = oldFile(cases, unsent, cursor);

  const desk = await SteppedDesk.signIn(central.url, agent, place);
  expect(desk.store.unsent()).toBe(1);
  expect(desk.reader.case(first?.id ?? '')).toBeNull();
  await desk.exchange();
  for (const { id } of cases) expect(desk.reader.case(id)).toMatchObject({ id, related: [] });
  expect(desk.reader.case(first?.id ?? '')?.history).toMatchObject([{ id: unsent.id, note: 'from before' }]);
  expect(desk.store.unsent()).toBe(0);
  expect(await countRows(central, 'call_result')).toBe(1);
  expect((await storedCase(central, first?.id ?? '')).history).toHaveLength(1);
  desk.close();
});

it('a file of the last schema keeps its cases, and finds them by their new keys', async () => {
  const cases = await giveCases(central, agent, [1, 2, 3]);
  const place = deskFileIn(folder.path);
  const connection = openDeskFile(place.file, place.key, 'write');
  migrate(connection, [deskTables, digests, promises]);
  for (const [n, subject] of cases.entries()) {
    connection.prepare("INSERT INTO item (n, entity, id) VALUES (?, 'case', ?)").run(n, subject.id);
    connection.prepare('INSERT INTO case_ (n, doc) VALUES (?, ?)').run(n, JSON.stringify(subject));
  }
  connection.close();

  const desk = await SteppedDesk.signIn(central.url, agent, place);
  for (const subject of cases) expect(desk.reader.case(subject.id)).toEqual(subject);
  expect(desk.reader.case(agent.id)).toBeNull();
  await desk.exchange();
  for (const { id } of cases) expect(desk.reader.case(id)).toMatchObject({ id });
  expect(desk.reader.queue.entries()).toHaveLength(cases.length);
  desk.close();
});
