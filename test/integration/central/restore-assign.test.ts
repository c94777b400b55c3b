import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { disableUser } from '../../../central/accounts/users.ts';
import { assignBalanced } from '../../../central/assign/assign.ts';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import type { Reassign } from '../../../shared/mutation/mutation.ts';
import { MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { scratchFolder } from '../../support/desk.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { reassign, seedReports, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let first: TestUser;
let second: TestUser;
let lead: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
let caseId: string;

beforeEach(async () => {
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  first = await central.addUser('a');
  second = await central.addUser('b');
  lead = await central.addUser('lead', { role: 'lead' });
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

async function imported(): Promise<void> {
  [caseId = ''] = await seedReports(central, lead.teamId, 1);
}

const assign = () => assignBalanced({ ...central, teamId: lead.teamId });

/** A move of the case as it is, by the lead, with its receipt. */
async function moved(toId: string | null): Promise<{ move: Reassign; receipt: string }> {
  clock.advance(MINUTE);
  const { assignmentId } = await storedCase(central, caseId);
  const move = { ...reassign(caseId, assignmentId, toId), at: clock.now() };
  const desk = await LastingDesk.of(central, clock, lead);
  const [result] = await desk.results([move]);
  expect(result?.status).toBe('applied');
  return { move, receipt: result?.receipt ?? '' };
}

async function again(...given: { move: Reassign; receipt: string }[]): Promise<string[]> {
  const desk = await LastingDesk.of(central, clock, lead);
  const receipts = given.map(({ receipt }) => receipt);
  const work = given.map(({ move }) => move);
  return (await desk.results(work, { receipts })).map(({ status }) => status);
}

async function putBack(): Promise<void> {
  clock.advance(MINUTE);
  await restore(central, file, { replace: true });
}

const owner = async () => (await storedCase(central, caseId)).assigneeId;

describe('a move of a case that was given out since the backup holds', () => {
  for (const before of [true, false])
    test(`whether or not the case is in the backup: ${before ? 'it is' : 'it is not'}`, async () => {
      if (before) await imported();
      await backup(central, file, { recipient: null });
      if (!before) await imported();
      await assign();
      expect(await owner()).toBe(first.id);
      const made = (await storedCase(central, caseId)).assignmentId;
      const work = await moved(second.id);

      const steps = { import: imported, assign, desk: () => again(work) };
      const orders = [
        ['import', 'assign', 'desk'],
        ['import', 'desk', 'assign'],
        ['desk', 'import', 'assign'],
      ] as const;
      for (const order of orders) {
        await putBack();
        for (const step of order) await steps[step]();
        expect(await owner(), order.join(' ')).toBe(second.id);
      }
      await putBack();
      await imported();
      await assign();
      expect((await storedCase(central, caseId)).assignmentId).toBe(made);
    });

  test('when central gives the case to somebody else', async () => {
    await imported();
    const third = await central.addUser('c');
    await backup(central, file, { recipient: null });
    await assign();
    const work = await moved(second.id);
    await putBack();
    await disableUser(central, 'a');
    await disableUser(central, 'b');
    await assign();
    expect(await owner()).toBe(third.id);
    await central.db.updateTable('account').set({ active: true }).where('id', '=', second.id).execute();
    expect(await again(work)).toEqual(['applied']);
    expect(await owner()).toBe(second.id);
  });

  test('behind one that took the case from everybody, in any order', async () => {
    await imported();
    await backup(central, file, { recipient: null });
    const away = await moved(null);
    await assign();
    const work = await moved(second.id);
    await putBack();
    expect(await again(away, work)).toEqual(['applied', 'applied']);
    expect(await owner()).toBe(second.id);
    await putBack();
    await again(work);
    expect(await owner()).toBe(second.id);
  });
});

test('a move made since the restore is not replaced', async () => {
  await imported();
  await backup(central, file, { recipient: null });
  await assign();
  const work = await moved(second.id);
  await putBack();
  const other = await moved(first.id);
  expect(await again(work)).toEqual(['waiting']);
  expect(await storedCase(central, caseId)).toMatchObject({
    assigneeId: first.id,
    assignmentId: other.move.id,
  });
});

test('a move that had not been sent holds as well, and of two the first one', async () => {
  await imported();
  await backup(central, file, { recipient: null });
  await assign();
  const { assignmentId } = await storedCase(central, caseId);
  clock.advance(MINUTE);
  const unsent = { move: { ...reassign(caseId, assignmentId, second.id), at: clock.now() }, receipt: '' };
  const later = { move: { ...reassign(caseId, assignmentId, lead.id), at: clock.now() }, receipt: '' };
  await putBack();
  expect(await again(unsent)).toEqual(['applied']);
  expect(await again(later)).toEqual(['waiting']);
  expect(await owner()).toBe(second.id);
});
