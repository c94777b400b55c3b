import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rotateEpoch } from '../../../central/db/meta.ts';
import { publishCases } from '../../../central/sync/publish-cases.ts';
import type { Case } from '../../../shared/case/case.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf, send } from '../../support/central-client.ts';
import { OutsideSystem } from '../../support/central-system.ts';
import { attempt, seedReports, storedCase } from '../../support/seed-cases.ts';

const WRITERS = 6;
const ROUNDS = 5;

let central: TestCentral;
let agent: TestUser;
let system: OutsideSystem;

beforeEach(async () => {
  central = await startCentral();
  agent = await central.addUser('agent');
  system = await OutsideSystem.signIn(central, await central.addUser('system', { role: 'integration' }));
});
afterEach(() => central.stop());

/** A writer whose transactions dawdle before or behind the counter; each closes one case by a call. */
async function write(cases: readonly Case[], writer: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = cases[writer * ROUNDS + round];
    if (!before) throw new Error('a case for every commit');
    const { id } = attempt(before.id);
    const entry = { id, at: central.clock.now(), byId: null, type: 'finding' as const };
    const subject = {
      ...before,
      history: [...before.history, { ...entry, verdict: 'confirmed', action: null }],
    };
    const pause = sql`select pg_sleep(${((writer * 7 + round * 3) % 5) / 200})`;
    await central.db.transaction().execute(async (trx) => {
      if (writer % 2 === 0) await pause.execute(trx);
      await publishCases(trx, { ids: central.ids, clock: central.clock, at: central.clock.now() }, [
        { before, subject },
      ]);
      if (writer % 2 === 1) await pause.execute(trx);
    });
  }
}

test('a reader loses no outcome of concurrent writers, meets none twice, wherever they dawdle', async () => {
  const ids = await seedReports(central, agent.teamId, WRITERS * ROUNDS);
  const cases = await Promise.all(ids.map((id) => storedCase(central, id)));
  let writing = true;
  const reading = (async () => {
    const seen: string[] = [];
    for (let last = false; ; ) {
      for (const { caseId } of await system.read(4)) seen.push(caseId);
      if (last) return seen;
      last = !writing;
    }
  })();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(cases, writer)));
  writing = false;
  expect((await reading).sort()).toEqual([...ids].sort());
});

test('a reader goes on where it stood, also when there was nothing, and begins anew after a restore', async () => {
  expect(await system.read()).toEqual([]);
  const [first = '', second = ''] = await seedReports(central, agent.teamId, 2);
  const desk = await deskOf(central, agent);
  await desk.push(attempt(first), attempt(second));
  const all = await system.read(1);
  expect(all.map(({ type, caseId }) => [type, caseId])).toEqual([
    ['result.logged', first],
    ['result.logged', second],
  ]);
  expect(all[0]?.body).toMatchObject({ externalId: 'WX-1', result: { disposition: 'NOANS' } });
  expect(await system.read()).toEqual([]);
  await rotateEpoch(central.db, central.ids);
  await expect(system.read()).rejects.toThrow('outcomes: 409 outcomes_restarted');
  system.cursor = undefined;
  expect((await system.read()).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
});

test('what is no cursor of ours is refused', async () => {
  for (const cursor of ['x', '1.2.3', `${agent.id}.-1.0`, '%00']) {
    const path = `/v1/outcomes?cursor=${cursor}`;
    const answer = await send(central.url, path, { method: 'GET', token: system.token });
    expect([cursor, answer.status, answer.code]).toEqual([cursor, 400, 'invalid_input']);
  }
});

test('an outcome that only a newer central knows is told as it is, and one of no shape stops no reader', async () => {
  const ids = await seedReports(central, agent.teamId, 3);
  await (await deskOf(central, agent)).push(...ids.map((id) => attempt(id)));
  const change = (id: string, values: { type: string } | { body: string }) =>
    central.db.updateTable('outcome').set(values).where('case_id', '=', id).execute();
  await change(ids[0] ?? '', { type: 'case.renamed' });
  await change(ids[1] ?? '', { body: '"none"' });
  const { status, text } = await send(central.url, '/v1/outcomes', { token: system.token, method: 'GET' });
  expect(status).toBe(200);
  const told = JSON.parse(text).outcomes as { type: string; caseId: string }[];
  expect(told.map(({ type, caseId }) => [type, caseId])).toEqual([
    ['case.renamed', ids[0]],
    ['result.logged', ids[2]],
  ]);
});
