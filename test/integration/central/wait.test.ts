import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCentralServer } from '../../../central/central.ts';
import { silentJournal } from '../../../central/http/journal.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { DeskClient, deskOf } from '../../support/central-client.ts';
import { giveCases, note, seedReports } from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let zhao: TestUser;
let caseIds: string[];

beforeEach(async () => {
  central = await startCentral({ server: { waitMs: 20_000 } });
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  zhao = await central.addUser('zhao');
  caseIds = await seedReports(central, lead.teamId, 2);
  await giveCases(central, lead, caseIds.slice(0, 1), chen.id);
  await giveCases(central, lead, caseIds.slice(1), zhao.id);
});
afterEach(() => central.stop());

test('answers at once when there is something newer already', async () => {
  expect((await (await deskOf(central, chen)).wait(0)).changed).toBe(true);
});

test('a change of one agent’s case wakes that agent and the lead, not the colleague', async () => {
  const [own, other, boss] = await Promise.all([chen, zhao, lead].map((user) => deskOf(central, user)));
  if (!own || !other || !boss) throw new Error('three desks');
  const { cursor } = await boss.snapshot();
  let colleagueWoke = false;
  const asleep = other.wait(cursor.version).then(({ changed }) => {
    colleagueWoke = changed;
  });
  const woken = Promise.all([own.wait(cursor.version), boss.wait(cursor.version)]);
  const writer = await deskOf(central, chen);
  await writer.push(note(caseIds[0] ?? '', 'news'));
  expect((await woken).map(({ changed }) => changed)).toEqual([true, true]);
  expect(colleagueWoke).toBe(false);
  await central.down();
  await asleep;
  expect(colleagueWoke).toBe(false);
  await central.up();
});

test('a commit of another process on the same database wakes too', async () => {
  const { db, clock, ids, server } = central;
  const second = await startCentralServer(
    { db, epoch: server.services.epoch, clock, ids },
    { host: '127.0.0.1', port: 0 },
    { journal: silentJournal },
  );
  const desk = await deskOf(central, chen);
  const { cursor } = await desk.snapshot();
  const woken = desk.wait(cursor.version);
  const elsewhere = new DeskClient(second.url, desk.token);
  await elsewhere.push(note(caseIds[0] ?? '', 'from the other process'));
  expect((await woken).changed).toBe(true);
  await second.close();
});

test('ends unchanged when nothing happens and at once when central stops', async () => {
  const quick = await startCentral({ server: { waitMs: 50 } });
  const somebody = await deskOf(quick, await quick.addUser('somebody'));
  const { cursor } = await somebody.snapshot();
  expect((await somebody.wait(cursor.version)).changed).toBe(false);
  await quick.stop();

  const desk = await deskOf(central, chen);
  const here = await desk.snapshot();
  const waiting = desk.wait(here.cursor.version);
  await desk.delta(here.cursor);
  await central.down();
  expect((await waiting).changed).toBe(false);
  await central.up();
});
