import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishDocument } from '../../../central/library/publish.ts';
import { understandWaiting } from '../../../central/sync/understand.ts';
import { PROTOCOL_VERSION, PushResponse } from '../../../shared/api/sync.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf, send } from '../../support/central-client.ts';
import {
  attempt,
  correct,
  countRows,
  giveCases,
  note,
  reassign,
  seedReports,
  storedCase,
} from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let chen: TestUser;
let desk: DeskClient;
let caseIds: string[];

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  caseIds = await seedReports(central, lead.teamId, 2);
  await giveCases(central, lead, caseIds, chen.id);
  desk = await deskOf(central, chen);
});
afterEach(() => central.stop());

const idAt = (index: number): string => caseIds[index] ?? '';

/** Sends as a desk does that knows what it means to wait. */
async function push(
  mutations: readonly unknown[],
  from?: number,
  by: DeskClient = desk,
): Promise<PushResponse> {
  const first = from ?? by.seq + 1;
  const answer = await send(central.url, '/v1/push', {
    token: by.token,
    body: {
      protocol: PROTOCOL_VERSION,
      clientId: by.clientId,
      deviceNow: central.clock.now(),
      statuses: ['waiting'],
      mutations: mutations.map((mutation, index) => ({ seq: first + index, mutation })),
    },
  });
  const response = PushResponse.parse(JSON.parse(answer.text));
  by.seq = response.lastSeq;
  return response;
}

const statusOf = async (id: string) =>
  (await central.db.selectFrom('mutation').select('status').where('id', '=', id).executeTakeFirstOrThrow())
    .status;

/** What an update of central does to work of the next version: it understands it. */
const update = () =>
  sql`update mutation set body = jsonb_set(body::jsonb, '{v}', '1')::json where body->>'v' = '2'`.execute(
    central.db,
  );

const newer = (mutation: object) => ({ ...mutation, v: 2 });
const kept = { status: 'waiting', code: null, flags: ['not_understood'] };

test('a result that central does not understand is kept, answered the same way again, and stops no other', async () => {
  const first = newer(attempt(idAt(0)));
  const { results, lastSeq } = await push([first, attempt(idAt(1))]);
  expect(results).toMatchObject([kept, { status: 'applied' }]);
  expect(lastSeq).toBe(2);
  expect((await push([first], 1)).results).toMatchObject([kept]);
  expect(await countRows(central, 'call_result')).toBe(1);
  expect(await understandWaiting(central)).toBe(0);
});

test('a desk that does not know what it means to wait takes it for arrived', async () => {
  const answer = await desk.pushRaw([newer(attempt(idAt(0)))]);
  expect(PushResponse.parse(JSON.parse(answer.text)).results).toMatchObject([
    { status: 'applied', flags: [] },
  ]);
});

test('after the update of central it is applied once, in the order of its arrival', async () => {
  const work = [
    attempt(idAt(0), { note: 'first' }),
    note(idAt(0), 'second'),
    attempt(idAt(1), { note: 'third' }),
    attempt(idAt(0), { note: 'fourth', disposition: 'FB_OK' }),
  ];
  await push(work.map(newer));
  await update();
  expect(await understandWaiting(central)).toBe(4);
  expect(await understandWaiting(central)).toBe(0);
  const entries = (await storedCase(central, idAt(0))).history.filter(({ type }) => type !== 'assignment');
  expect(entries.map(({ id }) => id)).toEqual([work[0], work[1], work[3]].map((each) => each?.id));
  expect(await storedCase(central, idAt(0))).toMatchObject({ stage: 'closed' });
  expect((await storedCase(central, idAt(1))).history).toMatchObject([{}, { note: 'third' }]);
  expect(await countRows(central, 'call_result')).toBe(3);
  for (const { id } of work) expect(await statusOf(id)).toBe('applied');
  const page = await desk.pull({ mode: 'snapshot', at: null, after: null });
  expect(page.kind).toBe('snapshot');
});

test('two programs that take it up at once apply it once', async () => {
  await push([newer(attempt(idAt(0)))]);
  await update();
  await Promise.all([understandWaiting(central), understandWaiting(central)]);
  expect(await countRows(central, 'call_result')).toBe(1);
  expect((await storedCase(central, idAt(0))).history.filter(({ type }) => type === 'attempt')).toHaveLength(
    1,
  );
});

test('what is understood before its case is there waits for the case', async () => {
  const unknown = randomUUID();
  const early = attempt(unknown);
  await push([newer(early)]);
  await update();
  await understandWaiting(central);
  expect((await push([early], 1)).results).toMatchObject([{ status: 'waiting', flags: ['case_unknown'] }]);
  const told = central.db.selectFrom('call_result').select(['id', 'team_id as teamId', 'flags']);
  expect(await told.execute()).toEqual([{ id: early.id, teamId: chen.teamId, flags: ['case_unknown'] }]);
});

test('a name that nobody knows is kept; a known decision with wrong arguments is refused', async () => {
  const letter = { id: randomUUID(), v: 1, at: 1, name: 'sendLetter', args: { caseIds } };
  const wrong = { ...reassign(idAt(0), null, null), args: { caseId: idAt(0) } };
  const odd = { ...attempt(idAt(0)), args: { ...attempt(idAt(0)).args, dialled: 'third' } };
  expect((await push([letter, wrong, odd])).results).toMatchObject([
    kept,
    { status: 'rejected', code: 'invalid_input' },
    kept,
  ]);
});

/** Puts another document in the place of a case's. */
async function put(id: string, doc: unknown): Promise<void> {
  const text = JSON.stringify(doc);
  await central.db.updateTable('case_').set({ doc: text }).where('id', '=', id).execute();
}

const typesOf = async (id: string) =>
  (await storedCase(central, id)).history.flatMap(({ type }) => (type === 'assignment' ? [] : type));

test('facts of a case that cannot be read wait until it can, and are applied once; a decision is refused', async () => {
  const whole = await storedCase(central, idAt(0));
  await put(idAt(0), { nobody: 'understands this' });
  const call = attempt(idAt(0));
  const facts = [call, correct(idAt(0), call.id, 'FB_OK'), note(idAt(0), 'told later')];
  const { results } = await push([...facts, attempt(idAt(1))]);
  expect(results).toMatchObject([kept, kept, kept, { status: 'applied' }]);
  const move = reassign(idAt(0), whole.assignmentId, lead.id);
  expect((await push([move], undefined, await deskOf(central, lead))).results).toMatchObject([
    { status: 'rejected', code: 'internal' },
  ]);
  // Nothing waits for the case by itself: it is there.
  expect(await understandWaiting(central)).toBe(0);
  expect(await countRows(central, 'call_result')).toBe(2);

  await put(idAt(0), whole);
  expect(await understandWaiting(central)).toBe(3);
  expect(await understandWaiting(central)).toBe(0);
  expect(await typesOf(idAt(0))).toEqual(['attempt', 'correction', 'note']);
  for (const { id } of facts) expect(await statusOf(id)).toBe('applied');
  expect(await countRows(central, 'call_result')).toBe(3);
});

test('work of a team whose library cannot be read waits, in its order, until one is published', async () => {
  await sql`update library_document set doc = '{}' where type = 'policy'`.execute(central.db);
  const { assignmentId } = await storedCase(central, idAt(0));
  const leads = await deskOf(central, lead);
  expect((await push([attempt(idAt(0)), note(idAt(0), 'why')])).results).toMatchObject([kept, kept]);
  const move = reassign(idAt(0), assignmentId, lead.id);
  expect((await push([move], undefined, leads)).results).toMatchObject([kept]);
  expect(await countRows(central, 'call_result')).toBe(1);
  expect(await understandWaiting(central)).toBe(0);

  const policy = { type: 'policy', body: DEFAULT_LIBRARY.policy } as const;
  await publishDocument({ ...central, teamId: lead.teamId }, policy, true);
  expect(await typesOf(idAt(0))).toEqual(['attempt', 'note']);
  expect(await storedCase(central, idAt(0))).toMatchObject({ assigneeId: lead.id });
  expect(await statusOf(move.id)).toBe('applied');
  expect(await countRows(central, 'call_result')).toBe(1);
});

test('a fact that does not say its version is kept; a decision without one is refused', async () => {
  const { v: _, ...call } = attempt(idAt(0));
  const { v: __, ...move } = reassign(idAt(0), null, null);
  expect((await push([call, { ...note(idAt(0), 'odd'), v: '1' }, move])).results).toMatchObject([
    kept,
    kept,
    { status: 'rejected', code: 'invalid_input' },
  ]);
});

test('a fact that the database does not take stops none behind it, now and when it is tried again', async () => {
  await sql`alter table call_result add constraint refused check (note <> 'refused')`.execute(central.db);
  const [bad, good] = [attempt(idAt(0), { note: 'refused' }), attempt(idAt(1))];
  expect((await push([bad, good])).results).toMatchObject([kept, { status: 'applied' }]);
  expect(await understandWaiting(central)).toBe(0);
  await sql`alter table call_result drop constraint refused`.execute(central.db);
  expect(await understandWaiting(central)).toBe(1);
  expect((await storedCase(central, idAt(0))).history.some(({ id }) => id === bad.id)).toBe(true);
});
