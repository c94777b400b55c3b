import { afterEach, beforeEach, expect, test } from 'vitest';
import { attemptsOf } from '../../../shared/case/history.ts';
import { MOST_PER_DAY } from '../../../shared/mutation/caps.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { attempt, countRows, note, seedReports, storedCase } from '../../support/seed-cases.ts';

const NOTES = 2_000;
const CALLS = 600;
/** The first one, and of those at the same moment as many as one person’s doubtful calls may be. */
const KEPT_CALLS = 1 + MOST_PER_DAY.attempt;
/** Far above what a case of a month weighs, far below what an exchange can carry. */
const BOUND = 1_000_000;

let central: TestCentral;
let agent: TestUser;
let caseIds: string[];

beforeEach(async () => {
  central = await startCentral();
  agent = await central.addUser('agent');
  caseIds = await seedReports(central, agent.teamId, 2);
});
afterEach(() => central.stop());

test('one agent floods a case: it stays small, the ledger has everything, other work arrives', async () => {
  const [flooded = '', other = ''] = caseIds;
  const desk = await deskOf(central, agent);
  const text = '备'.repeat(1_000);
  const at = central.clock.now();
  const work: Mutation[] = [
    ...Array.from({ length: NOTES }, () => note(flooded, text)),
    ...Array.from({ length: CALLS }, () => attempt(flooded, { note: text, disposition: 'LINE' }, at)),
  ];
  for (let from = 0; from < work.length; from += 100) {
    const { results } = await desk.push(...work.slice(from, from + 100));
    expect(results.every(({ status }) => status === 'applied')).toBe(true);
  }
  const stored = await storedCase(central, flooded);
  expect(Buffer.byteLength(JSON.stringify(stored))).toBeLessThan(BOUND);
  expect(attemptsOf(stored.history)).toHaveLength(KEPT_CALLS);
  expect(stored.beyond).toMatchObject({
    note: NOTES - MOST_PER_DAY.note,
    attempt: CALLS - KEPT_CALLS,
  });
  expect(await countRows(central, 'call_result')).toBe(CALLS);
  expect(await countRows(central, 'mutation')).toBe(NOTES + CALLS);
  const ledger = await central.db.selectFrom('call_result').select('flags').execute();
  const flagged = ledger.filter(({ flags }) => flags.includes('over_cap'));
  expect(flagged).toHaveLength(CALLS - KEPT_CALLS);
  const colleague = await deskOf(central, await central.addUser('colleague'));
  const { results } = await colleague.push(attempt(other), note(flooded, 'x'));
  expect(results.map(({ flags }) => flags)).toEqual([['not_owner'], []]);
  expect((await storedCase(central, flooded)).history.at(-1)).toMatchObject({ type: 'note', text: 'x' });
});
