import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resetUser } from '../../../central/accounts/users.ts';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import { importUnsent } from '../../../central/intake/unsent.ts';
import { sealUnsent } from '../../../electron/session/unsent-file.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { giveCases, scratchFolder } from '../../support/desk.ts';
import { storedCase } from '../../support/seed-cases.ts';
import { complete, DEVICE_ID, sessionIn, type TestSession } from '../../support/session.ts';

let central: TestCentral;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
let desk: TestSession;

beforeEach(async () => {
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  central = await startCentral();
  await central.addUser('lead', { role: 'lead' });
  desk = sessionIn(folder.path);
});
afterEach(async () => {
  await desk.session.close();
  await central.stop();
  folder.remove();
});

const signIn = ({ account, password }: TestUser) =>
  desk.session.signIn({ server: central.url, account, password });

/**
 * Chen signs in for the first time: one result reaches central, one is logged while it is away. Answers the
 * cases of both.
 */
async function work(chen: TestUser): Promise<[sent: string, unsent: string]> {
  const [sent, unsent] = (await giveCases(central, chen, [1, 2])).map(({ id }) => id);
  if (!sent || !unsent) throw new Error('no case was given');
  await signIn(chen);
  await desk.statusWhere(complete);
  await desk.session.desk?.writer.call('commit', [result(sent, 'NO_ANSWER')]);
  await desk.statusWhere(complete);
  await central.down();
  await desk.session.desk?.writer.call('commit', [result(unsent, 'NO_ANSWER')]);
  await desk.session.close();
  await central.up();
  return [sent, unsent];
}

const calls = async (id: string) => (await storedCase(central, id)).history.map(({ type }) => type);

test('the desk of a person who is added again after a restore brings all work, whatever their new password', async () => {
  await backup(central, file, { recipient: null });
  const chen = await central.addUser('chen');
  const [sent, unsent] = await work(chen);
  await restore(central, file, { replace: true });
  const again = await central.addUser('chen', { password: 'password-2' });
  await giveCases(central, again, [1, 2]);
  desk = sessionIn(folder.path);
  await signIn(again);
  await desk.statusWhere(complete);
  expect([await calls(sent), await calls(unsent)]).toEqual([['attempt'], ['attempt']]);
});

test('a desk that central first met after the backup is opened by a password that was reset', async () => {
  const chen = await central.addUser('chen');
  await backup(central, file, { recipient: null });
  const [sent, unsent] = await work(chen);
  await restore(central, file, { replace: true });
  await giveCases(central, chen, [1, 2]);
  await resetUser(central, 'chen', 'password-2');
  desk = sessionIn(folder.path);
  await signIn({ ...chen, password: 'password-2' });
  await desk.statusWhere(complete);
  expect([await calls(sent), await calls(unsent)]).toEqual([['attempt'], ['attempt']]);
});

test('a sealed file of a person who is added again is taken, before and after they sign in', async () => {
  await backup(central, file, { recipient: null });
  const chen = await central.addUser('chen');
  const [sent, unsent] = await work(chen);
  const found = desk.folders.find(central.url, 'chen');
  const sealed = found && sealUnsent(found, DEVICE_ID);
  await restore(central, file, { replace: true });
  const again = await central.addUser('chen', { password: 'password-2' });
  await giveCases(central, again, [1, 2]);
  const taken = { account: 'chen', read: 2, applied: 2, refused: 0, unreadable: 0 };
  expect(await importUnsent(central, JSON.stringify(sealed?.file))).toEqual(taken);
  expect([await calls(sent), await calls(unsent)]).toEqual([['attempt'], ['attempt']]);
  desk = sessionIn(folder.path);
  await signIn(again);
  await desk.statusWhere(complete);
  expect(await importUnsent(central, JSON.stringify(sealed?.file))).toEqual(taken);
});
