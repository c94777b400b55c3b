import { afterEach, beforeEach, expect, test } from 'vitest';
import { understandWaiting } from '../../../central/sync/understand.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { storedCase } from '../../support/seed-cases.ts';

/** More than a pull asks about. */
const MANY = 501;

let central: TestCentral;
let folder: ReturnType<typeof scratchFolder>;
let chen: TestUser;
let desk: SteppedDesk;

beforeEach(async () => {
  central = await startCentral();
  folder = scratchFolder();
  chen = await central.addUser('chen');
});
afterEach(async () => {
  desk.close();
  await central.stop();
  folder.remove();
});

const put = (id: string, doc: unknown) =>
  central.db
    .updateTable('case_')
    .set({ doc: JSON.stringify(doc) })
    .where('id', '=', id)
    .execute();

test('a desk learns what became of waiting work behind more than a pull asks about', async () => {
  const [bad, good] = (await giveCases(central, chen, [1, 2])).map(({ id }) => id);
  if (!bad || !good) throw new Error('no case was given');
  desk = await SteppedDesk.signIn(central.url, chen, deskFileIn(folder.path));
  await desk.exchange();
  const whole = await storedCase(central, good);
  for (const id of [bad, good]) await put(id, { nobody: 'understands this' });
  const note = (caseId: string) => ({ name: 'addNote' as const, args: { caseId, text: 'why' } });
  desk.commit(...Array.from({ length: MANY }, () => note(bad)), note(good));
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ unsent: 0, waiting: MANY + 1 });

  await put(good, whole);
  expect(await understandWaiting(central)).toBe(1);
  await desk.exchange();
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ refused: 0, waiting: MANY });
});
