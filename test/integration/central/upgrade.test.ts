import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { systemClock, systemIds } from '../../../central/clock.ts';
import { type Database, openDatabase } from '../../../central/db/connect.ts';
import { MIGRATIONS, migrate } from '../../../central/db/migrate.ts';
import { newestDocuments } from '../../../central/db/teams.ts';
import { libraryOf } from '../../../central/sync/library.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import { Case } from '../../../shared/case/case.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { LibraryDocument } from '../../../shared/policy/library.ts';
import { idOf, MORNING } from '../../support/cases.ts';
import { createDatabase, databaseUrl, dropDatabase } from '../../support/postgres.ts';

const TEAM = idOf('old team');
const NAME = `test_upgrade_${idOf('upgrade', systemClock.now()).replaceAll('-', '')}`;
const PHONE = '17000000001';
let db: Database;

/** A document of the time before: what it has beyond a test's own was the same for all. */
function oldCase(n: number, rest: Record<string, unknown>) {
  return {
    id: idOf('old', n),
    externalId: `OLD-${n}`,
    teamId: TEAM,
    assigneeId: null,
    assignmentId: null,
    contact: { name: '王平', phone: PHONE, altPhone: null },
    openedAt: MORNING,
    dueAt: MORNING + 100_000,
    closedAt: null,
    plan: {
      kind: 'call',
      code: 'first_call',
      notBefore: MORNING,
      notAfter: MORNING + 50_000,
      attempt: 1,
      ofAttempts: 5,
      params: {},
    },
    history: [],
    ...rest,
  };
}

const report = (n: number, rest: Record<string, unknown> = {}) =>
  oldCase(n, {
    kind: 'spam_report',
    stage: 'to_call',
    facts: {
      reportedAt: MORNING,
      channel: 'wechat',
      reportedNumber: '106900001234',
      receivedAt: null,
      category: null,
      content: '回T退订',
      finding: { verdict: 'confirmed', action: null, decidedAt: MORNING },
    },
    ...rest,
  });

function oldAttempt(disposition: string) {
  return {
    id: idOf('attempt', disposition),
    at: MORNING,
    byId: null,
    type: 'attempt',
    direction: 'outbound',
    disposition,
    reached: false,
    final: false,
    counted: true,
    startedAt: MORNING - 1_000,
    endedAt: MORNING,
    note: '',
    reason: null,
    callbackAt: null,
    run: null,
    policyVersion: 1,
    dispositionsVersion: 1,
    flags: [],
  };
}

const message = {
  kind: 'message',
  code: 'attempts_exhausted',
  notBefore: null,
  notAfter: null,
  attempt: 5,
  ofAttempts: 5,
  params: {},
};

const OLD = [
  report(1, {
    history: [
      { ...oldAttempt('NOANS'), note: '\u0000' },
      { ...oldAttempt('GONE'), at: MORNING + 1 },
    ],
  }),
  report(2, { stage: 'message_requested', plan: message, history: [oldAttempt('DNC')] }),
  oldCase(3, {
    kind: 'real_name',
    stage: 'to_call',
    contact: { name: '李静', phone: '17000000002', altPhone: null },
    facts: { soldOn: '2015-01-01', channel: 'dealer', dealerId: null, missing: ['id_front'], city: null },
  }),
];

/** The rules as an older central kept them. */
function oldPolicy() {
  const { perNumber: _, ladder: __, promises: ___, rules, ...rest } = DEFAULT_LIBRARY.policy;
  const {
    hardCloseDays: _0,
    promptAfter: _1,
    maxPutOffs: _2,
    maxLineFaults: _3,
    ...rule
  } = rules.spam_report;
  const kept = { ...rule, maxAttempts: 6 };
  return {
    ...rest,
    rules: {
      spam_report: { ...kept, exhausted: 'message' },
      real_name: { ...kept, exhausted: 'ladder' },
    },
  };
}

function oldDocuments() {
  const { dispositions, scripts } = DEFAULT_LIBRARY;
  const known = dispositions.dispositions.filter(({ code }) => code !== 'RN_APPEAL');
  return [
    ['policy@1', { type: 'policy', body: oldPolicy() }],
    ['dispositions@1', { type: 'dispositions', body: { ...dispositions, dispositions: known } }],
    ['script:spam_report@1', { type: 'script', body: scripts.spam_report }],
    ['script:real_name@1', { type: 'script', body: scripts.real_name }],
  ] as const;
}

/** The schema of before, with a team's documents and cases. */
async function olderCentral(): Promise<void> {
  const older: Record<string, Migration> = Object.fromEntries(
    Object.entries(MIGRATIONS).filter(([name]) => name < '0007'),
  );
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: async () => older },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
  await sql`insert into team (id, name, version) values (${TEAM}, 'Old', 0)`.execute(db);
  for (const [id, doc] of oldDocuments()) {
    const row = { team_id: TEAM, id, type: doc.type, version: 1, doc: JSON.stringify(doc) };
    await db.insertInto('library_document').values(row).execute();
  }
  for (const doc of OLD) {
    const subject = doc as ReturnType<typeof report> & { kind: Case['kind']; stage: string };
    const row = {
      id: subject.id,
      kind: subject.kind,
      external_id: subject.externalId,
      team_id: TEAM,
      stage: subject.stage,
      closed: false,
      due_at: subject.dueAt,
      phone: subject.contact.phone,
      version: 0,
      doc: JSON.stringify(subject),
    };
    await db.insertInto('case_').values(row).execute();
  }
}

async function storedCases(): Promise<Case[]> {
  const rows = await db.selectFrom('case_').select('doc').orderBy('external_id').execute();
  return rows.map(({ doc }) => Case.parse(doc));
}

beforeEach(async () => {
  await createDatabase(inject('postgresUrl'), NAME, null);
  db = openDatabase(databaseUrl(inject('postgresUrl'), NAME), 4);
  await olderCentral();
});

afterEach(async () => {
  await db.destroy();
  await dropDatabase(inject('postgresUrl'), NAME);
});

it('cases of an older central are read by this one, with what their results did', async () => {
  await migrate(db);
  const [first, second, card] = await storedCases();
  expect(first).toMatchObject({
    closeBy: MORNING + 7 * 86_400_000,
    sla: { goal: 'close_loop', since: MORNING, halfAt: MORNING + 50_000, soonAt: MORNING + 80_000 },
    history: [
      {
        disposition: 'NOANS',
        note: '\u0000',
        dialled: 'phone',
        evidence: [],
        effect: { do: 'retry', when: 'next_part' },
      },
      { disposition: 'GONE', effect: null },
    ],
    related: [{ caseId: idOf('old', 2), kind: 'spam_report', stage: 'message_requested', ownerId: null }],
  });
  expect(second?.related).toEqual([
    expect.objectContaining({
      caseId: idOf('old', 1),
      calls: Array(2).fill({ startedAt: MORNING - 1_000, endedAt: MORNING }),
    }),
  ]);
  expect(card).toMatchObject({ facts: { highRisk: false }, related: [] });
});

it('the team keeps its rules, and can note an objection from then on', async () => {
  await migrate(db);
  expect((await newestDocuments(db, TEAM)).map(({ id }) => id)).toContain('dispositions@2');
  const stored = await db.selectFrom('library_document').select('doc').execute();
  for (const { doc } of stored) expect(LibraryDocument.safeParse(doc).success).toBe(true);
  const { policy, dispositions } = await libraryOf(db, TEAM);
  expect(policy.rules.spam_report).toMatchObject({
    maxAttempts: 6,
    hardCloseDays: 15,
    maxPutOffs: 5,
    maxLineFaults: 6,
  });
  expect(dispositions.dispositions.map(({ code }) => code)).toContain('RN_APPEAL');
});

it('the message that takes the place of calls is asked for at once', async () => {
  await migrate(db);
  await wakeCases({ db, clock: systemClock, ids: systemIds });
  const outcomes = await db.selectFrom('outcome').select(['type', 'case_id']).execute();
  expect(outcomes).toEqual([{ type: 'message.requested', case_id: idOf('old', 2) }]);
  expect(await wakeCases({ db, clock: systemClock, ids: systemIds })).toBe(0);
});
