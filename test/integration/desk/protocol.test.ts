import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Net } from '../../../electron/sync/net.ts';
import type { Case } from '../../../shared/case/case.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';
import { countRows, reassign } from '../../support/seed-cases.ts';

let central: TestCentral;
let agent: TestUser;
let lead: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
let place: ReturnType<typeof deskFileIn>;

beforeEach(async () => {
  folder = scratchFolder();
  place = deskFileIn(folder.path);
  central = await startCentral();
  agent = await central.addUser('agent1');
  lead = await central.addUser('lead', { role: 'lead' });
  given = await giveCases(central, agent, [1, 2]);
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

const idAt = (index: number): string => given[index]?.id ?? '';
const signIn = (over?: (net: Net) => Net) => SteppedDesk.signIn(central.url, agent, place, over);

test('a desk of the protocol before is told to update, and its unsent work arrives all the same', async () => {
  const up = await signIn();
  await up.exchange();
  up.close();
  const older = (net: Net): Net => ({
    ...net,
    pull: (body, token) => net.pull({ ...body, protocol: 1 }, token),
    push: (body, token) => net.push({ ...body, protocol: 1 }, token),
  });
  const desk = await signIn(older);
  desk.commit(result(idAt(0), 'NOANS', 'of an older desk'));
  await desk.exchange();
  expect(desk.engine.status()).toMatchObject({ state: 'attention', code: 'update_required', unsent: 0 });
  expect(await countRows(central, 'call_result')).toBe(1);
  // What is made after that goes too.
  desk.commit(result(idAt(1), 'NOANS', 'later'));
  await desk.exchange();
  expect(desk.engine.status().unsent).toBe(0);
  expect(await countRows(central, 'call_result')).toBe(2);
  desk.close();
});

test('a case that leaves a desk says who has it now, who moved it and when', async () => {
  const desk = await signIn();
  await desk.exchange();
  const other = await central.addUser('agent2');
  const subject = desk.reader.case(idAt(0));
  const move = reassign(idAt(0), subject?.assignmentId ?? null, other.id);
  const { results } = await (await deskOf(central, lead)).push(move);
  expect(results).toMatchObject([{ status: 'applied' }]);
  await desk.exchange();
  expect(desk.reader.case(idAt(0))).toBeNull();
  expect(desk.reader.gone(idAt(0))).toMatchObject({ toId: other.id, byId: lead.id });
  expect(desk.reader.gone(idAt(1))).toBeNull();
  desk.close();
});

test('a revocation that says nothing, or what nobody can read, takes the case away like any other', async () => {
  const odd = (net: Net): Net => ({
    ...net,
    pull: async (body, token) => {
      const page = await net.pull(body, token);
      if (page.kind !== 'delta') return page;
      const changes = page.changes.map((line) => ({ ...(line as object), moved: { toId: 7 } }));
      return { ...page, changes };
    },
  });
  const desk = await signIn(odd);
  await desk.exchange();
  const move = reassign(idAt(0), desk.reader.case(idAt(0))?.assignmentId ?? null, null);
  await (await deskOf(central, lead)).push(move);
  await desk.exchange();
  expect(desk.reader.case(idAt(0))).toBeNull();
  expect(desk.reader.gone(idAt(0))).toBeNull();
  desk.close();
});
