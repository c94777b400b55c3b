import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { heldCases } from '../../../central/sync/held-cases.ts';
import { replanned } from '../../../shared/case/replan.ts';
import type { RecordFinding } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import type { Library } from '../../../shared/policy/library.ts';
import { DAY } from '../../../shared/time.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { publishDocuments } from '../../support/publish.ts';
import { attempt, caseIdOf, giveCases, storedCase } from '../../support/seed-cases.ts';

const rules = DEFAULT_LIBRARY.policy.rules;
/** Two tries, two days between them, one call a day to a number: the default allows five, two hours apart. */
const STRICT: Library = {
  ...DEFAULT_LIBRARY,
  policy: {
    ...DEFAULT_LIBRARY.policy,
    version: 2,
    rules: { ...rules, spam_report: { ...rules.spam_report, maxAttempts: 2, minGapMinutes: 3_000 } },
    perNumber: { maxPerDay: 1, minGapMinutes: 3_000 },
  },
};

let central: TestCentral;
let north: { lead: TestUser; agent: TestUser; id: string };
let south: { lead: TestUser; agent: TestUser; id: string };

/** A team with a report: of one reporter and about one number with that of the other team. */
async function teamOf(team: string): Promise<typeof north> {
  const lead = await central.addUser(`lead${team}`, { role: 'lead', team });
  const agent = await central.addUser(`agent${team}`, { team });
  if (team === 'South')
    await publishDocuments(central, lead.teamId, [{ type: 'policy', body: STRICT.policy }]);
  const row = {
    report_id: team,
    reported_at: new Date(1_458_000_000_000).toISOString(),
    reporter_phone: '17000000001',
    reported_number: '106900001234',
    content: '回T退订',
  };
  await importSpamReports.take({ ...central, teamId: lead.teamId }, [importSpamReports.read(row)]);
  const id = await caseIdOf(central, 'spam_report', team);
  await giveCases(central, lead, [id], agent.id);
  return { lead, agent, id };
}

beforeEach(async () => {
  central = await startCentral();
  north = await teamOf('North');
  south = await teamOf('South');
});
afterEach(() => central.stop());

function found(): RecordFinding {
  const args = { caseId: north.id, verdict: 'confirmed', action: null } as const;
  return { id: randomUUID(), v: 1, at: central.clock.now(), name: 'recordFinding', args };
}

async function expectPlannedBy(id: string, library: Library): Promise<void> {
  const stored = await storedCase(central, id);
  expect(stored.plan).toEqual(replanned(stored, library, stored.plan.notBefore ?? 0).plan);
  expect(stored.plan.ofAttempts).toBe(library.policy.rules.spam_report.maxAttempts);
}

test('a finding about a number that two teams share plans each report by the rules of its team', async () => {
  const { results } = await (await deskOf(central, north.lead)).push(found());
  expect(results).toMatchObject([{ status: 'applied' }]);
  expect((await storedCase(central, south.id)).plan.code).toBe('first_call');
  await expectPlannedBy(south.id, STRICT);
  await expectPlannedBy(north.id, DEFAULT_LIBRARY);
});

test('a call to a person of two teams holds the case of the other team back by that team’s rules', async () => {
  await (await deskOf(central, north.lead)).push(found());
  await (await deskOf(central, north.agent)).push(attempt(north.id));
  const [held] = await heldCases(central.db, [await storedCase(central, south.id)]);
  expect(held?.plan).toMatchObject({ ofAttempts: 2 });
  expect(held?.plan.notBefore).toBeGreaterThan(central.clock.now() + DAY);
  await expectPlannedBy(south.id, STRICT);
  await (await deskOf(central, south.agent)).push(attempt(south.id));
  await expectPlannedBy(north.id, DEFAULT_LIBRARY);
  await expectPlannedBy(south.id, STRICT);
});
