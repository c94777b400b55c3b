import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disableUser, permitUser, resetUser } from '../../../central/accounts/users.ts';
import { backup } from '../../../central/backup/backup.ts';
import { restore } from '../../../central/backup/restore.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { decision } from '../../support/central-system.ts';
import { scratchFolder } from '../../support/desk.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { reassign, seedReports, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let folder: ReturnType<typeof scratchFolder>;
let file: string;
let caseIds: string[];

beforeEach(async () => {
  folder = scratchFolder();
  file = join(folder.path, 'central.backup');
  clock = new ManualClock(Date.UTC(2026, 2, 18, 2));
  central = await startCentral({ clock });
  agent = await central.addUser('agent');
  lead = await central.addUser('lead', { role: 'lead' });
  caseIds = await seedReports(central, agent.teamId, 2);
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

async function results(user: TestUser, mutation: Mutation, receipts: string[] = []) {
  const desk = await LastingDesk.of(central, clock, user);
  const [result] = await desk.results([mutation], { receipts });
  return { status: result?.status, receipts: [result?.receipt ?? ''] };
}

async function putBack(): Promise<void> {
  clock.advance(MINUTE);
  await restore(central, file, { replace: true });
}

test('a finding of who was permitted since the backup stands by its receipt, else it waits for the permission', async () => {
  await backup(central, file, { recipient: null });
  await permitUser(central, 'agent', 'findings', true);
  const [caseId = '', other = ''] = caseIds;
  const args = { caseId, verdict: 'confirmed' as const, action: null };
  const finding = decision('recordFinding', args, clock.now());
  const { status, receipts } = await results(agent, finding);
  expect(status).toBe('applied');
  const next = async (id: string) => (await storedCase(central, id)).plan.code;

  await putBack();
  expect((await results(agent, finding, receipts)).status).toBe('applied');
  expect(await next(caseId)).toBe('first_call');

  await putBack();
  expect((await results(agent, finding, ['not its receipt'])).status).toBe('waiting');
  await permitUser(central, 'agent', 'findings', false);
  expect(await next(caseId)).toBe('awaiting_investigation');
  await permitUser(central, 'agent', 'findings', true);
  for (const id of [caseId, other]) expect(await next(id)).toBe('first_call');
});

test('a move to somebody who was added, or opened again, since the backup is applied with it', async () => {
  await central.addUser('gone');
  await disableUser(central, 'gone');
  await backup(central, file, { recipient: null });
  const added = await central.addUser('added');
  await resetUser(central, 'gone', 'password-1');
  const [first = '', second = ''] = caseIds;
  const { id: reopened } = (await central.db
    .selectFrom('account')
    .select('id')
    .where('account', '=', 'gone')
    .executeTakeFirst()) ?? { id: '' };
  const moves = [reassign(first, null, added.id), reassign(second, null, reopened)];
  const taken = [];
  for (const move of moves) taken.push(await results(lead, move));

  await putBack();
  for (const [n, move] of moves.entries())
    expect((await results(lead, move, taken[n]?.receipts)).status).toBe('waiting');
  await central.addUser('added');
  expect((await storedCase(central, first)).assigneeId).toBe(added.id);
  expect((await storedCase(central, second)).assigneeId).toBe(null);
  await resetUser(central, 'gone', 'password-1');
  expect((await storedCase(central, second)).assigneeId).toBe(reopened);
});
