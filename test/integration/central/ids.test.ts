import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addUser } from '../../../central/accounts/users.ts';
import { backup } from '../../../central/backup/backup.ts';
import { writeLines } from '../../../central/backup/lines.ts';
import { restore } from '../../../central/backup/restore.ts';
import { knownNamespace } from '../../../central/db/namespace.ts';
import { ensureTeam } from '../../../central/db/teams.ts';
import { retried } from '../../../central/db/transaction.ts';
import { importCards } from '../../../central/intake/cards.ts';
import { importFindings } from '../../../central/intake/findings.ts';
import type { Intake, RowFate } from '../../../central/intake/new-cases.ts';
import { importVerifications } from '../../../central/intake/outside-files.ts';
import { importSpamReports } from '../../../central/intake/spam-reports.ts';
import { outcomesJson } from '../../../central/outcomes/export.ts';
import { publishCases } from '../../../central/sync/publish-cases.ts';
import { createSpamReport } from '../../../shared/case/create.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskOf } from '../../support/central-client.ts';
import { OutsideSystem } from '../../support/central-system.ts';
import { scratchFolder } from '../../support/desk.ts';
import { attempt, caseIdOf, storedCase } from '../../support/seed-cases.ts';

let central: TestCentral;
let north: TestUser;
let south: TestUser;
let folder: ReturnType<typeof scratchFolder>;

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  north = await central.addUser('north', { team: 'North' });
  south = await central.addUser('south', { team: 'South' });
});
afterEach(async () => {
  await central.stop();
  folder.remove();
});

const report = (id: string, phone: string, number = '106900001234') => ({
  report_id: id,
  reported_at: '2026-03-01T08:00:00Z',
  reporter_phone: phone,
  reported_number: number,
  content: '回T退订',
});
const card = (id: string, phone: string) => ({ card_id: id, phone, sold_on: '2026-01-01', missing: '' });

async function take<Row>(
  { teamId }: { teamId: string },
  intake: Intake<Row>,
  ...rows: Record<string, string>[]
): Promise<RowFate[]> {
  const read = rows.map((row) => intake.read(row));
  return intake.take({ ...central, teamId }, read);
}

describe('an external id', () => {
  test('is a team’s own: two teams may have cases of the same one', async () => {
    expect(await take(north, importSpamReports, report('R1', '17000000001'))).toEqual(['imported']);
    expect(await take(south, importSpamReports, report('R1', '17000000002'))).toEqual(['imported']);
    expect(await take(south, importSpamReports, report('R1', '17000000003'))).toEqual([
      { differs: ['reporter_phone'] },
    ]);
    const ids = await Promise.all(
      [north, south].map(({ teamId }) => caseIdOf(central, 'spam_report', 'R1', teamId)),
    );
    expect(new Set(ids).size).toBe(2);
    const phones = await Promise.all(ids.map(async (id) => (await storedCase(central, id)).contact.phone));
    expect(phones).toEqual(['17000000001', '17000000002']);
  });

  test('of a card means the card of the team that had it verified', async () => {
    await take(north, importCards, card('C1', '17000000001'));
    await take(south, importCards, card('C1', '17000000002'));
    const verified = { card_id: 'C1', passed: 'passed', verified_at: '2026-03-01' };
    expect(await take(north, importVerifications, verified)).toEqual(['imported']);
    const gateway = await central.addUser('gateway', { team: 'South', role: 'integration' });
    const system = await OutsideSystem.signIn(central, gateway);
    expect(
      await system.verifications({ cardId: 'C1', passed: false, at: central.clock.now() }),
    ).toMatchObject([{ status: 'applied' }]);
    for (const [user, passed] of [
      [north, true],
      [south, false],
    ] as const) {
      const id = await caseIdOf(central, 'real_name', 'C1', user.teamId);
      expect((await storedCase(central, id)).history).toMatchObject([{ type: 'verification', passed }]);
    }
  });

  test('of a report that several teams have names the number only together with its team', async () => {
    await take(north, importSpamReports, report('R1', '17000000001', '10690001'));
    await take(south, importSpamReports, report('R1', '17000000002', '10690002'));
    await take(south, importSpamReports, report('R2', '17000000003', '10690003'));
    const finding = (id: string) => ({ report_id: id, finding: 'confirmed', decided_at: '2026-03-02' });
    const west = await central.addUser('west', { team: 'West' });
    expect(await take(west, importFindings, finding('R1'), finding('R2'), finding('R3'))).toEqual([
      { rejected: 'report_id: several teams have it; say which with --team' },
      'imported',
      { rejected: 'report_id: no such report' },
    ]);
    expect(await take(south, importFindings, finding('R1'))).toEqual(['imported']);
    const decided = await central.db
      .selectFrom('number_finding')
      .select('number')
      .orderBy('number')
      .execute();
    expect(decided.map(({ number }) => number)).toEqual(['10690002', '10690003']);
  });

  test('that a case has since before keeps its case', async () => {
    // Version 5 of kind and external id alone, in a namespace that everybody knew.
    const id = '7f4ad106-3f30-519b-a728-28cb0b7fce74';
    const contact = { name: '', phone: '17000000009', altPhone: null };
    const facts = {
      reportedAt: 1,
      channel: '',
      reportedNumber: '10690001',
      receivedAt: null,
      category: null,
    };
    const old = createSpamReport(
      { id, externalId: 'OLD', teamId: north.teamId, contact, facts: { ...facts, content: '' } },
      { library: DEFAULT_LIBRARY, at: 1 },
    );
    await retried(central.db, (trx) =>
      publishCases(trx, { ids: central.ids, clock: central.clock, at: 1 }, [{ before: null, subject: old }]),
    );
    expect(await take(north, importSpamReports, report('OLD', '17000000009'))).toMatchObject([
      { differs: expect.arrayContaining(['content']) },
    ]);
    expect(await take(south, importSpamReports, report('OLD', '17000000009'))).toEqual(['imported']);
    expect(await caseIdOf(central, 'spam_report', 'OLD', south.teamId)).not.toBe(id);
  });
});

test('results are exported by team', async () => {
  await take(north, importSpamReports, report('R1', '17000000001'));
  await take(south, importSpamReports, report('R1', '17000000002'));
  for (const user of [north, south]) {
    const id = await caseIdOf(central, 'spam_report', 'R1', user.teamId);
    await (await deskOf(central, user)).push(attempt(id), attempt(central.ids.uuid()));
  }
  const agents = async (teamId: string | null) => {
    const found: string[] = [];
    for await (const line of outcomesJson(central.db, 0, teamId)) found.push(JSON.parse(line).agent);
    return found.sort();
  };
  expect(await agents(null)).toEqual(['north', 'north', 'south', 'south']);
  expect(await agents(south.teamId)).toEqual(['south', 'south']);
});

describe('an id that follows from a name', () => {
  const file = () => join(folder.path, 'central.backup');

  test('is the same when it is made again after a restore, for teams, accounts and cases', async () => {
    await backup(central, file(), { recipient: null });
    const made = async () => {
      const { id: teamId } = await ensureTeam(central.db, 'East', DEFAULT_LIBRARY, central.ids);
      const rest = { name: 'Wang', staffNumber: '', role: 'agent', password: 'password-1', teamId } as const;
      const account = await addUser(central, { account: ' Wang', ...rest });
      await take({ teamId }, importSpamReports, report('R9', '17000000009'));
      return { teamId, account, caseId: await caseIdOf(central, 'spam_report', 'R9') };
    };
    const before = await made();
    await restore(central, file(), { replace: true });
    expect(await central.db.selectFrom('case_').select('id').execute()).toEqual([]);
    expect(await made()).toEqual(before);

    const other = await startCentral();
    const { id } = await ensureTeam(other.db, 'East', DEFAULT_LIBRARY, other.ids);
    expect(id).not.toBe(before.teamId);
    await other.stop();
  });

  test('of a team is made once when several make it at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 8 }, () => ensureTeam(central.db, 'East', DEFAULT_LIBRARY, central.ids)),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });

  test('stays with whoever is renamed; the next of that name gets another, the same again after a restore', async () => {
    await central.db.updateTable('team').set({ name: 'Former' }).where('id', '=', north.teamId).execute();
    await central.db.updateTable('account').set({ account: 'former' }).where('id', '=', north.id).execute();
    await backup(central, file(), { recipient: null });
    const again = async () => {
      const { id, teamId } = await central.addUser('north', { team: 'North' });
      return [id, teamId];
    };
    const second = await again();
    expect(second).not.toContain(north.id);
    expect(second).not.toContain(north.teamId);
    await restore(central, file(), { replace: true });
    expect(await again()).toEqual(second);
  });
});

describe('a backup of a central that had no namespace', () => {
  async function* lines(key: string) {
    yield JSON.stringify({
      format: 'callback-desk-backup',
      formatVersion: 1,
      schema: '0007-closed-loop',
      madeAt: 1,
    });
    yield JSON.stringify({ table: 'secret', columns: ['name', 'value'] });
    yield JSON.stringify(['access-token-key', key]);
  }
  const old = (key: string) => {
    const path = join(folder.path, `${randomUUID()}.backup`);
    return writeLines(path, lines(key)).then(() => path);
  };

  test('leads to the same one wherever it is put back', async () => {
    const found: (string | null)[] = [];
    for (const key of ['key', 'key', 'other']) {
      const fresh = await startCentral();
      await restore(fresh, await old(key), { replace: true });
      found.push(await knownNamespace(fresh.db));
      await fresh.stop();
    }
    const [one, two, three] = found;
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(two).toBe(one);
    expect(three).not.toBe(one);
  });

  test('leaves a central the one that it has', async () => {
    const before = await knownNamespace(central.db);
    await restore(central, await old('key'), { replace: true });
    expect(await knownNamespace(central.db)).toBe(before);
  });
});
