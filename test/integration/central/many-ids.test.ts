import { afterEach, beforeEach, expect, test } from 'vitest';
import { casesOfPhones, clearWakes, lockCases, numbersInvestigated } from '../../../central/db/cases.ts';
import { findingsOf } from '../../../central/db/intake.ts';
import { casesOfMeasures, casesOfMessages } from '../../../central/db/outcome-feed.ts';
import { startCentral, type TestCentral } from '../../support/central.ts';
import { seedReports } from '../../support/seed-cases.ts';

/** More than a statement of PostgreSQL has room for as parameters of their own. */
const MANY = 70_000;

let central: TestCentral;

beforeEach(async () => {
  central = await startCentral();
});
afterEach(() => central.stop());

test('a number may have more reports than a statement has parameters', async () => {
  const { teamId } = await central.addUser('agent');
  const [known = ''] = await seedReports(central, teamId, 1);
  const ids = [known, ...Array.from({ length: MANY }, () => central.ids.uuid())];
  await central.db.transaction().execute(async (trx) => {
    expect([...(await lockCases(trx, ids)).keys()]).toEqual([known]);
    expect((await casesOfPhones(trx, ['17000000001', ...ids])).map(({ id }) => id)).toEqual([known]);
    expect(await numbersInvestigated(trx, ids)).toEqual(new Set());
    expect(await findingsOf(trx, ids)).toEqual(new Map());
    expect(await casesOfMessages(trx, ids)).toEqual(new Map());
    expect(await casesOfMeasures(trx, ids)).toEqual(new Map());
    await clearWakes(trx, ids);
  });
});
