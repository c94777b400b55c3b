import { afterEach, beforeEach, expect, test } from 'vitest';
import { disableUser, resetUser } from '../../../central/accounts/users.ts';
import { understandWaiting } from '../../../central/sync/understand.ts';
import type { Case } from '../../../shared/case/case.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { countRows, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let folder: ReturnType<typeof scratchFolder>;
let lead: TestUser;
let chen: TestUser;
let desk: SteppedDesk;
let subject: Case;

beforeEach(async () => {
  central = await startCentral();
  folder = scratchFolder();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  [subject] = (await giveCases(central, lead, [1])) as [Case];
  desk = await SteppedDesk.signIn(central.url, lead, deskFileIn(folder.path));
  await desk.exchange();
});
afterEach(async () => {
  desk.close();
  await central.stop();
  folder.remove();
});

const made = () => ({ id: central.ids.uuid(), at: desk.engine.at() });
const notices = () => desk.reader.unsentItems().map(({ id, code }) => [id, code]);
const attempts = async () =>
  (await storedCase(central, subject.id)).history
    .filter(({ type }) => type === 'attempt')
    .map(({ id }) => id);

test('a decision that central refused is made anew, and its refusal goes away', async () => {
  await disableUser(central, 'chen');
  const args = { caseId: subject.id, expected: subject.assignmentId, toId: chen.id, commandId: null };
  const [move] = desk.commit({ name: 'reassign', args }).made;
  await desk.exchange();
  expect(notices()).toEqual([[move?.id, 'assignee_unavailable']]);

  const second = made();
  expect(desk.store.again(String(move?.id), second)).toMatchObject({ ok: true });
  expect(notices()).toEqual([[second.id, null]]);
  await desk.exchange();
  expect(notices()).toEqual([[second.id, 'assignee_unavailable']]);

  await resetUser(central, 'chen', 'password-2');
  expect(desk.store.again(second.id, made())).toMatchObject({ ok: true });
  expect(desk.store.again(second.id, made())).toMatchObject({ ok: false, code: 'not_found' });
  await desk.exchange();
  expect(notices()).toEqual([]);
  expect((await storedCase(central, subject.id)).assigneeId).toBe(chen.id);
});

/** Puts another document in the place of the case's. */
const stored = (doc: unknown) =>
  central.db
    .updateTable('case_')
    .set({ doc: JSON.stringify(doc) })
    .where('id', '=', subject.id)
    .execute();

test('a result that central cannot take yet waits there, and is there once', async () => {
  const document = await storedCase(central, subject.id);
  await stored({ ...document, history: 'unreadable' });
  const [call] = desk.commit(result(subject.id, 'NOANS')).made;
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ unsent: 0, refused: 0, waiting: 1 });
  expect(await countRows(central, 'call_result')).toBe(1);

  await stored(document);
  await understandWaiting(central);
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ refused: 0, waiting: 0 });
  expect(await attempts()).toEqual([call?.id]);
});

test('a result that a central of before refused keeps its id, and is there once', async () => {
  const document = await storedCase(central, subject.id);
  await stored({ ...document, history: 'unreadable' });
  const [call] = desk.commit(result(subject.id, 'NOANS')).made;
  await desk.exchange();
  const refusal = { id: call?.id, status: 'rejected', code: 'internal', params: {}, flags: [] };
  await central.db
    .updateTable('mutation')
    .set({ status: 'rejected', result: JSON.stringify(refusal) })
    .where('id', '=', String(call?.id))
    .execute();
  await desk.exchange();
  expect(notices()).toEqual([[call?.id, 'internal']]);

  await stored(document);
  desk.store.again(String(call?.id), made());
  await desk.exchange();
  expect(notices()).toEqual([]);
  expect(await attempts()).toEqual([call?.id]);
  expect(await countRows(central, 'call_result')).toBe(1);
});

test('what never reached central goes under the same id', async () => {
  const [note] = desk.commit({
    name: 'reassign',
    args: { caseId: subject.id, expected: subject.assignmentId, toId: chen.id, commandId: null },
  }).made;
  const [queued] = desk.store.pending(1, 1_000);
  desk.store.setAside(queued?.seq ?? 0, 'invalid_input', desk.engine.at(), central.ids.uuid());
  expect(notices()).toEqual([[note?.id, 'invalid_input']]);
  desk.store.again(String(note?.id), made());
  expect(notices()).toEqual([[note?.id, null]]);
  await desk.exchange();
  expect(notices()).toEqual([]);
  expect((await storedCase(central, subject.id)).assigneeId).toBe(chen.id);
});
