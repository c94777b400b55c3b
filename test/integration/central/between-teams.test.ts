import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Trx } from '../../../central/db/connect.ts';
import { retried } from '../../../central/db/transaction.ts';
import { publishCases } from '../../../central/sync/publish-cases.ts';
import { attemptsOf } from '../../../shared/case/history.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { type DeskClient, deskOf } from '../../support/central-client.ts';
import { gate } from '../../support/gate.ts';
import { attempt, countRows, seedReports, storedCase } from '../../support/seed-cases.ts';

const DESKS = 3;
const TIMES = 4;

let central: TestCentral;
let leads: TestUser[];
let agents: TestUser[];
/** One case of each of the two teams. */
let caseIds: string[];

beforeEach(async () => {
  central = await startCentral();
  leads = [];
  agents = [];
  caseIds = [];
  for (const team of ['North', 'South']) {
    const lead = await central.addUser(`lead${team}`, { role: 'lead', team });
    leads.push(lead);
    agents.push(await central.addUser(`agent${team}`, { team }));
    caseIds.push(...(await seedReports(central, lead.teamId, 1, team, leads.length)));
  }
});
afterEach(() => central.stop());

const watched = () =>
  Promise.all(
    leads.map(async (lead) => {
      const desk = await deskOf(central, lead);
      return { desk, cursor: (await desk.snapshot()).cursor };
    }),
  );

/** What each team's lead hears of its case behind the cursor. */
const heard = (watch: { desk: DeskClient; cursor: unknown }[]) =>
  Promise.all(
    watch.map(async ({ desk, cursor }) =>
      (await desk.delta(cursor)).changes
        .filter(({ entity }) => entity === 'case')
        .map(({ id, version }) => ({ id, version })),
    ),
  );

test('desks of two teams bring results for cases of both in opposite orders; all are kept, each team’s count', async () => {
  const watch = await watched();
  const pushes = agents.flatMap((agent, side) =>
    Array.from({ length: DESKS }, async () => {
      const desk = await deskOf(central, agent);
      const order = side === 0 ? caseIds : [...caseIds].reverse();
      const work = Array.from({ length: TIMES }, () => order.map((id) => attempt(id))).flat();
      return (await desk.push(...work)).results;
    }),
  );
  const results = (await Promise.all(pushes)).flat();
  expect(results.map(({ status }) => status)).toEqual(results.map(() => 'applied'));
  for (const id of caseIds) {
    expect(attemptsOf((await storedCase(central, id)).history)).toHaveLength(DESKS * TIMES);
  }
  expect(await countRows(central, 'call_result')).toBe(2 * 2 * DESKS * TIMES);
  expect(await heard(watch)).toMatchObject(caseIds.map((id) => [{ id }]));
});

test('two transactions that take two teams in opposite orders: the deadlock is run again, neither feed has a hole', async () => {
  const watch = await watched();
  const subjects = await Promise.all(caseIds.map((id) => storedCase(central, id)));
  const inside = [gate(), gate()];
  let runs = 0;
  const cross = (own: number) =>
    retried(central.db, async (trx) => {
      runs += 1;
      await publishOne(trx, own);
      inside[own]?.open();
      await inside[1 - own]?.opened;
      await publishOne(trx, 1 - own);
    });
  const publishOne = async (trx: Trx, index: number) => {
    const subject = subjects[index];
    if (!subject) throw new Error('a case of each team');
    await publishCases(trx, { ids: central.ids, clock: central.clock, at: central.clock.now() }, [
      { before: subject, subject },
    ]);
  };
  await Promise.all([cross(0), cross(1)]);
  expect(runs).toBe(3);
  const versions = watch.map(({ cursor }) => cursor.version + 2);
  expect(await heard(watch)).toEqual(caseIds.map((id, side) => [{ id, version: versions[side] }]));
});
