import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import { publishDocument } from '../../../central/library/publish.ts';
import type { Disposition } from '../../../shared/case/disposition.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import type { LibraryDocument } from '../../../shared/policy/library.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { decision } from '../../support/central-system.ts';
import { LastingDesk } from '../../support/lasting-desk.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { attempt, correct, giveCases, seedReports, storedCase } from '../../support/seed-cases.ts';

let clock: ManualClock;
let central: TestCentral;
let chen: TestUser;
let lead: TestUser;
let desk: LastingDesk;
let id: string;

const { dispositions, policy } = DEFAULT_LIBRARY;
const of = (code: string): Disposition => {
  const found = dispositions.dispositions.find((each) => each.code === code);
  if (!found) throw new Error(code);
  return found;
};

/** The set that came after the backup: a new code that ends the loop, and one that means something else. */
const SECOND: LibraryDocument = {
  type: 'dispositions',
  body: {
    ...dispositions,
    version: 2,
    dispositions: [
      ...dispositions.dispositions.filter(({ code }) => code !== 'OFF'),
      { ...of('FB_OK'), code: 'FB_SMS', favourite: {} },
      { ...of('OFF'), effect: of('COMPLAIN').effect },
    ],
  },
};

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 2, 4, 2));
  central = await startCentral({ clock });
  lead = await central.addUser('lead', { role: 'lead' });
  chen = await central.addUser('chen');
  [id = ''] = await seedReports(central, lead.teamId, 1);
  await giveCases(central, lead, [id], chen.id);
  const leads = await LastingDesk.of(central, clock, lead);
  const found = { caseId: id, verdict: 'confirmed', action: null } as const;
  await leads.push(decision('recordFinding', found, clock.now()));
  clock.advance(MINUTE);
  desk = await LastingDesk.of(central, clock, chen);
});
afterEach(() => central.stop());

const publish = (document: LibraryDocument = SECOND) =>
  publishDocument({ ...central, teamId: lead.teamId }, document, true);
const made = (disposition: string) => attempt(id, { disposition, dispositionsVersion: 2 }, clock.now());
const next = async () => (await storedCase(central, id)).plan.code;

describe('a result by a set of dispositions that a restore lost', () => {
  test('means what that set says once it is published again', async () => {
    const call = made('FB_SMS');
    expect(await desk.push(call)).toEqual([['unknown_disposition']]);
    expect(await next()).toBe('policy_unavailable');
    await publish();
    const after = await storedCase(central, id);
    expect(after).toMatchObject({ stage: 'closed', closedAt: call.at });
    expect(after.history.at(-1)).toMatchObject({ id: call.id, final: true, flags: [] });
  });

  test('means it also where the code meant something else before', async () => {
    await desk.push(made('OFF'));
    expect(await next()).toBe('retry_next_part');
    await publish();
    expect(await next()).toBe('complaint_review');
  });

  test('means it when it is put right too', async () => {
    const call = attempt(id, {}, clock.now());
    await desk.push(call);
    const right = correct(id, call.id, 'FB_SMS');
    await desk.push({ ...right, at: clock.now(), args: { ...right.args, dispositionsVersion: 2 } });
    expect(await next()).toBe('policy_unavailable');
    await publish();
    expect(await next()).toBe('closed_reached');
  });

  test('stays as it is when its code is not in it', async () => {
    await desk.push(made('FROM_2031'));
    const before = await storedCase(central, id);
    await publish();
    expect(await storedCase(central, id)).toEqual(before);
  });
});

test('what waits is judged again when the rules of its team can be read again', async () => {
  const document = JSON.stringify({ type: 'policy', body: { version: 1 } });
  const note = { id: randomUUID(), v: 1, at: clock.now(), name: 'addNote' } as const;
  const { history } = await storedCase(central, id);
  await rotateEpoch(central.db, central.ids, { at: clock.now(), to: clock.now() - DAY });
  await central.db.updateTable('mutation').set({ status: 'applied' }).execute();
  const stored = await central.db
    .selectFrom('case_')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  await central.db.deleteFrom('case_').where('id', '=', id).execute();
  const [result] = await desk.results([{ ...note, args: { caseId: id, text: 'x' } }]);
  expect(result?.status).toBe('waiting');
  await central.db
    .insertInto('case_')
    .values({ ...stored, doc: JSON.stringify(stored.doc) } as never)
    .execute();
  await central.db
    .updateTable('library_document')
    .set({ doc: document })
    .where('type', '=', 'policy')
    .execute();
  expect((await storedCase(central, id)).history).toHaveLength(history.length);
  await publish({ type: 'policy', body: policy });
  expect((await storedCase(central, id)).history).toContainEqual(expect.objectContaining({ id: note.id }));
});
