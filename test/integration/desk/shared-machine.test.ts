import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resetUser } from '../../../central/accounts/users.ts';
import { importUnsent } from '../../../central/intake/unsent.ts';
import { sealUnsent } from '../../../electron/session/unsent-file.ts';
import { logOf } from '../../../electron/store/quarantine.ts';
import type { Case } from '../../../shared/case/case.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { complete, DEVICE_ID, sessionIn, type TestSession } from '../../support/session.ts';

let central: TestCentral;
let chen: TestUser;
let wang: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
let desk: TestSession;

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  chen = await central.addUser('chen');
  wang = await central.addUser('wang');
  given = await giveCases(central, chen, [1, 2, 3]);
  desk = sessionIn(folder.path);
});

afterEach(async () => {
  await desk.session.close();
  await central.stop();
  folder.remove();
});

const signIn = ({ account, password }: TestUser) =>
  desk.session.signIn({ server: central.url, account, password });

/** Chen logs results while central is away and leaves; Wang takes the seat. */
async function chenLeaves(): Promise<void> {
  await signIn(chen);
  await desk.statusWhere(complete);
  await central.down();
  for (const { id } of given) await desk.session.desk?.writer.call('commit', [result(id, 'NO_ANSWER')]);
  await desk.session.signOut();
  await central.up();
  await signIn(wang);
  await desk.statusWhere(complete);
}

async function historyLengths(): Promise<number[]> {
  const rows = await central.db.selectFrom('case_').select('doc').orderBy('external_id').execute();
  return rows.map(({ doc }) => (doc as Case).history.length);
}

function sealed() {
  const found = desk.folders.find(central.url, chen.account);
  const file = found && sealUnsent(found, DEVICE_ID);
  if (!file) throw new Error('nothing to seal');
  return file;
}

const workOf = (account: string) => desk.folders.known().find((known) => known.account === account);

test('unsent work of another person is seen, is not sent under a strange name, and keeps the machine from being cleared', async () => {
  await chenLeaves();
  expect(workOf('chen')).toMatchObject({ unsent: 3, onlyHere: 3 });
  expect(workOf('wang')).toMatchObject({ unsent: 0, onlyHere: 0 });
  expect(await historyLengths()).toEqual([0, 0, 0]);
  await expect(desk.session.clear()).rejects.toMatchObject({ code: 'unsent_left', params: { count: 3 } });
  expect(desk.session.view()?.user.account).toBe('wang');

  await signIn(chen);
  await desk.statusWhere(complete);
  expect(await historyLengths()).toEqual([1, 1, 1]);
  await expect.poll(() => workOf('chen')?.onlyHere).toBe(0);
  await desk.session.clear();
  expect(desk.session.view()).toBeNull();
  expect(readdirSync(join(folder.path, 'desks'))).toEqual([]);
});

test('work that a killed desk had no time to count keeps the machine from being cleared', async () => {
  await signIn(chen);
  await desk.statusWhere(complete);
  await central.down();
  await desk.session.desk?.writer.call('commit', [result(given[0]?.id ?? '', 'NO_ANSWER')]);
  // What a kill between the result and the note for the sign-in screen leaves.
  desk.folders.find(central.url, 'chen')?.writeUnsent(0);
  await expect(desk.session.clear()).rejects.toMatchObject({ code: 'unsent_left' });
  await central.up();
});

test('work that a full disk left no room to count keeps the machine from being cleared', async () => {
  await signIn(chen);
  await desk.statusWhere(complete);
  await central.down();
  const place = desk.folders.find(central.url, 'chen');
  if (!place) throw new Error('the desk is not there');
  // As it is without room: the number cannot be written, and the second copy is cut.
  mkdirSync(join(place.path, 'unsent.json.new'));
  const writer = desk.session.desk?.writer;
  await writer?.call('commit', [result(given[0]?.id ?? '', 'NO_ANSWER')]);
  const copy = readFileSync(logOf(place.file));
  truncateSync(logOf(place.file), 0);
  await expect(desk.session.clear()).rejects.toMatchObject({ code: 'unsent_left' });
  // A sealed file of a copy that lacks a result is not all of it.
  await writer?.call('commit', [result(given[1]?.id ?? '', 'NO_ANSWER')]);
  truncateSync(logOf(place.file), 0);
  writeFileSync(logOf(place.file), copy);
  sealed().handedOver();
  await expect(desk.session.clear()).rejects.toMatchObject({ code: 'unsent_left', params: { count: 1 } });
  rmdirSync(join(place.path, 'unsent.json.new'));
  await central.up();
  await desk.session.signOut();
  await signIn(chen);
  await desk.statusWhere(complete);
  await expect.poll(() => workOf('chen')?.onlyHere).toBe(0);
  await desk.session.clear();
});

test('a sealed file is taken in the name of its owner, each result once, also when the desk sends it too', async () => {
  await chenLeaves();
  // A reset password takes nothing of it away.
  await resetUser(central, chen.account, 'password-2');
  const { file, handedOver } = sealed();
  handedOver();
  expect(workOf('chen')).toMatchObject({ unsent: 3, onlyHere: 0 });
  const taken = { account: 'chen', read: 3, applied: 3, refused: 0, unreadable: 0 };
  expect(await importUnsent(central, JSON.stringify(file))).toEqual(taken);
  expect(await importUnsent(central, JSON.stringify(file))).toEqual(taken);
  const authors = await central.db.selectFrom('call_result').select('author_id').execute();
  expect(authors).toEqual(given.map(() => ({ author_id: chen.id })));

  await signIn({ ...chen, password: 'password-2' });
  await desk.statusWhere(complete);
  expect(await historyLengths()).toEqual([1, 1, 1]);
  await expect.poll(() => workOf('chen')?.onlyHere).toBe(0);
  await desk.session.clear();
});

test('a file that was handed over allows clearing, until there is more', async () => {
  await chenLeaves();
  sealed().handedOver();
  await central.down();
  await signIn(chen);
  await desk.session.desk?.writer.call('commit', [result(given[0]?.id ?? '', 'BUSY')]);
  await expect(desk.session.clear()).rejects.toMatchObject({ code: 'unsent_left', params: { count: 4 } });
  sealed().handedOver();
  await desk.session.clear();
  expect(existsSync(join(folder.path, 'desks'))).toBe(true);
  expect(desk.folders.known()).toEqual([]);
  await central.up();
});

test('what was changed does not open, what is for another central is refused with a sentence', async () => {
  await chenLeaves();
  const { file } = sealed();
  const [first, ...others] = file.work;
  if (!first) throw new Error('no work');
  const turned = { ...first, box: `${first.box.startsWith('A') ? 'B' : 'A'}${first.box.slice(1)}` };
  expect(await importUnsent(central, JSON.stringify({ ...file, work: [turned, ...others] }))).toMatchObject({
    read: 3,
    applied: 2,
    unreadable: 1,
  });
  const otherName = JSON.stringify({ ...file, accountId: wang.id });
  await expect(importUnsent(central, otherName)).rejects.toThrow('does not open');
  const elsewhere = JSON.stringify({ ...file, deviceId: chen.id });
  await expect(importUnsent(central, elsewhere)).rejects.toThrow('not for this one');
  await expect(importUnsent(central, 'id;name')).rejects.toThrow('not a file with unsent work');
});
