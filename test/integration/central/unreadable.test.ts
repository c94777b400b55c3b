import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assignBalanced } from '../../../central/assign/assign.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { importFindings } from '../../../central/intake/findings.ts';
import type { Intake, RowFate } from '../../../central/intake/new-cases.ts';
import { importVerifications } from '../../../central/intake/outside-files.ts';
import { publishDocument } from '../../../central/library/publish.ts';
import { replanTeam } from '../../../central/library/replan.ts';
import { spreadLeft } from '../../../central/sync/spread.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import { Case } from '../../../shared/case/case.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { decision } from '../../support/central-system.ts';
import { attempt, countRows, giveCases, seedReports, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let lead: TestUser;
let agent: TestUser;

beforeEach(async () => {
  central = await startCentral();
  lead = await central.addUser('lead', { role: 'lead' });
  agent = await central.addUser('agent');
});
afterEach(() => central.stop());

/** What becomes of each row of a file. */
async function fates<Row>(intake: Intake<Row>, rows: Record<string, string>[]): Promise<RowFate[]> {
  return intake.take(
    { ...central, teamId: agent.teamId },
    rows.map((row) => intake.read(row)),
  );
}

/** Puts another document in the place of a case's. */
async function put(id: string, doc: unknown): Promise<void> {
  await central.db
    .updateTable('case_')
    .set({ doc: JSON.stringify(doc) })
    .where('id', '=', id)
    .execute();
}

const replace = async (id: string, change: (doc: Case) => unknown) =>
  put(id, change(await storedCase(central, id)));

const spoil = (id: string) => replace(id, ({ history: _, ...rest }) => rest);

/** Spoils the newest policy of a team. */
const spoilLibrary = (teamId: string) =>
  central.db
    .updateTable('library_document')
    .set({ doc: JSON.stringify({ type: 'policy', body: { version: 1 } }) })
    .where('team_id', '=', teamId)
    .where('type', '=', 'policy')
    .execute();

const finding = { finding: 'confirmed', decided_at: '2026-03-01', reported_number: '106900001234' };

describe('a word of a file', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'that is "%s" is no result',
    (word) => {
      const verification = { card_id: 'C1', verified_at: '2026-03-01' };
      expect(() => importVerifications.read({ ...verification, passed: word })).toThrow('passed: not one of');
      expect(() => importFindings.read({ ...finding, finding: word })).toThrow('finding: not one of');
    },
  );
});

describe('a case that cannot be read', () => {
  test('is left alone by those who share out, decide and plan; all others get theirs', async () => {
    const [bad = '', ...good] = await seedReports(central, agent.teamId, 4);
    await spoil(bad);
    const bench = { ...central, teamId: agent.teamId };
    expect(await assignBalanced(bench)).toEqual({ assigned: 3, left: 0, unreadable: 1, agents: 1 });
    const unreadable: string[] = [];
    const rows = [importFindings.read(finding)];
    expect(await importFindings.take({ ...bench, unreadable: (id) => unreadable.push(id) }, rows)).toEqual([
      'imported',
    ]);
    expect(unreadable).toEqual([bad]);
    for (const id of good)
      expect(await storedCase(central, id)).toMatchObject({
        assigneeId: agent.id,
        facts: { finding: { verdict: 'confirmed' } },
      });
    expect(await replanTeam(bench)).toMatchObject({ cases: 4, unreadable: 1 });
  });

  test('gets what was decided about its number once it can be read, and no older finding behind a newer one', async () => {
    const [bad = '', worse = '', good = ''] = await seedReports(central, agent.teamId, 3);
    const [before, other] = [await storedCase(central, bad), await storedCase(central, worse)];
    await spoil(bad);
    await spoil(worse);
    expect(await fates(importFindings, [finding])).toEqual(['imported']);
    await spreadLeft(central);
    expect(await countRows(central, 'number_left')).toBe(2);
    await put(bad, before);
    await spreadLeft(central);
    expect(await storedCase(central, bad)).toMatchObject({ facts: { finding: { verdict: 'confirmed' } } });

    const anew = { ...finding, finding: 'insufficient', decided_at: '2026-03-02' };
    expect(await fates(importFindings, [anew])).toEqual(['imported']);
    await put(worse, other);
    await spreadLeft(central);
    for (const id of [bad, worse, good])
      expect(await storedCase(central, id)).toMatchObject({
        facts: { finding: { verdict: 'insufficient' } },
      });
    expect(await countRows(central, 'number_left')).toBe(0);
  });

  test('is never made: what would make one is refused and kept, and the case stays as it is', async () => {
    const [id = '', other = ''] = await seedReports(central, agent.teamId, 2);
    await giveCases(central, lead, [id, other], agent.id);
    const end = 8_640_000_000_000_000;
    const made = { id: central.ids.uuid(), byId: null, type: 'note', text: '' } as const;
    await replace(id, (doc) => ({ ...doc, history: [...doc.history, { ...made, at: end }] }));
    const before = await storedCase(central, id);
    const { results } = await (await deskOf(central, lead)).push(
      decision('recordFinding', { caseId: id, verdict: 'confirmed', action: null }, central.clock.now()),
      attempt(other),
    );
    expect(results).toMatchObject([{ status: 'rejected', code: 'internal' }, { status: 'applied' }]);
    expect(await storedCase(central, id)).toEqual(before);
    expect(await countRows(central, 'mutation')).toBe(4);
    expect((await storedCase(central, other)).history).toHaveLength(2);

    // A file decides about the number for all others, and for those to come.
    expect(await fates(importFindings, [finding])).toEqual(['imported']);
    expect(await storedCase(central, id)).toEqual(before);
    expect(await storedCase(central, other)).toMatchObject({ facts: { finding: { verdict: 'confirmed' } } });
  });
});

describe('a library that cannot be read', () => {
  test('stops only its own team', async () => {
    const north = await central.addUser('north', { team: 'North' });
    const [ours = ''] = await seedReports(central, agent.teamId, 1);
    const [theirs = ''] = await seedReports(central, north.teamId, 1, 'N', 1);
    await central.db.updateTable('case_').set({ wake_at: 1 }).execute();
    await spoilLibrary(north.teamId);

    expect(await wakeCases(central)).toBe(1);
    expect(await fates(importFindings, [finding])).toEqual(['imported']);
    expect(await storedCase(central, ours)).toMatchObject({ facts: { finding: { verdict: 'confirmed' } } });
    expect(await storedCase(central, theirs)).toMatchObject({ facts: { finding: null } });
    // Its reports get the finding once its library is put right.
    const policy = { type: 'policy', body: DEFAULT_LIBRARY.policy } as const;
    await publishDocument({ ...central, teamId: north.teamId }, policy, true);
    expect(await storedCase(central, theirs)).toMatchObject({
      stage: 'decided',
      facts: { finding: { verdict: 'confirmed' } },
    });
    expect(await countRows(central, 'number_left')).toBe(0);

    await spoilLibrary(north.teamId);
    await expect(
      importCards.take({ ...central, teamId: north.teamId }, [
        importCards.read({ card_id: 'C', phone: '17012345678', sold_on: '2026-01-01', missing: '' }),
      ]),
    ).rejects.toThrow(/^The library of the team North cannot be read: policy@2/);
  });

  test('of the team of a case with the same number stops nobody who calls it', async () => {
    const north = await central.addUser('north', { role: 'lead', team: 'North' });
    const [ours = ''] = await seedReports(central, agent.teamId, 1);
    await seedReports(central, north.teamId, 1, 'N');
    await spoilLibrary(north.teamId);
    const { results } = await (await deskOf(central, agent)).push(attempt(ours));
    expect(results).toMatchObject([{ status: 'applied' }]);
    const told = central.db.selectFrom('sync_change').select('op').where('entity', '=', 'calls');
    expect(await told.where('scope', '=', `team:${north.teamId}`).execute()).toEqual([{ op: 'put' }]);
  });

  test('is put right by publishing what is broken; its cases wake then', async () => {
    const [id = ''] = await seedReports(central, agent.teamId, 1);
    await central.db.updateTable('case_').set({ wake_at: 1 }).execute();
    await spoilLibrary(agent.teamId);
    expect(await wakeCases(central)).toBe(0);
    const policy = { type: 'policy', body: DEFAULT_LIBRARY.policy } as const;
    expect(await publishDocument({ ...central, teamId: agent.teamId }, policy, true)).toEqual({
      id: 'policy@2',
    });
    expect(await wakeCases(central)).toBe(1);
    expect(Case.safeParse(await storedCase(central, id)).success).toBe(true);
  });
});
