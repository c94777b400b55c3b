import { randomUUID } from 'node:crypto';
import { systemClock } from '../../central/clock.ts';
import { casesByExternalId } from '../../central/db/cases.ts';
import { importCards } from '../../central/intake/cards.ts';
import { importSpamReports } from '../../central/intake/spam-reports.ts';
import { Case } from '../../shared/case/case.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { AddNote, CorrectAttempt, LogAttempt, Reassign } from '../../shared/mutation/mutation.ts';
import type { TestCentral, TestUser } from './central.ts';
import { deskOf } from './central-client.ts';

/**
 * Imports spam reports `prefix-1` to `prefix-count` of reporters with numbers of their own; answers the case
 * ids.
 */
export async function seedReports(
  central: TestCentral,
  teamId: string,
  count: number,
  prefix = 'WX',
  /** Other people for another digit. */
  series = 0,
): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) => ({
    report_id: `${prefix}-${index + 1}`,
    reported_at: new Date(1_458_000_000_000 + index * 60_000).toISOString(),
    reporter_name: '王平',
    reporter_phone: `17${series}${String(index + 1).padStart(8, '0')}`,
    reported_number: '106900001234',
    content: '回T退订',
  }));
  await importSpamReports.take(
    { ...central, teamId },
    rows.map((row) => importSpamReports.read(row)),
  );
  const externalIds = rows.map((row) => row.report_id);
  const found = await casesByExternalId(central.db, { teamId, kind: 'spam_report' }, externalIds);
  return externalIds.map((id) => found.get(id) ?? '');
}

/** The case that a team has under an external id; fails when there is none. */
export async function caseIdOf(
  { db }: Pick<TestCentral, 'db'>,
  kind: CaseKind,
  externalId: string,
  teamId?: string,
): Promise<string> {
  const rows = db
    .selectFrom('case_')
    .select('id')
    .where('kind', '=', kind)
    .where('external_id', '=', externalId);
  const own = teamId === undefined ? rows : rows.where('team_id', '=', teamId);
  return (await own.executeTakeFirstOrThrow()).id;
}

/** Imports a card of one holder that lacks a document; answers its case id. */
export async function seedCard(
  central: TestCentral,
  teamId: string,
  { id, phone } = { id: 'C1', phone: '17012345678' },
): Promise<string> {
  const row = { card_id: id, phone, sold_on: '2016-01-01', missing: 'id_front' };
  await importCards.take({ ...central, teamId }, [importCards.read(row)]);
  return caseIdOf(central, 'real_name', id, teamId);
}

/** Gives cases to an agent, by a lead's own push; answers the assigning mutations by case. */
export async function giveCases(
  central: TestCentral,
  lead: TestUser,
  caseIds: readonly string[],
  toId: string,
): Promise<Map<string, string>> {
  const desk = await deskOf(central, lead);
  const moves = caseIds.map((id) => reassign(id, null, toId));
  for (let from = 0; from < moves.length; from += 100) {
    const { results } = await desk.push(...moves.slice(from, from + 100));
    const refused = results.find((result) => result.status === 'rejected');
    if (refused) throw new Error(`not given: ${refused.code}`);
  }
  return new Map(moves.map((move) => [move.args.caseId, move.id]));
}

export function reassign(id: string, expected: string | null, toId: string | null): Reassign {
  return {
    id: randomUUID(),
    v: 1,
    at: systemClock.now(),
    name: 'reassign',
    args: { caseId: id, expected, toId, commandId: null },
  };
}

export function correct(id: string, attemptId: string, disposition: string): CorrectAttempt {
  return {
    id: randomUUID(),
    v: 1,
    at: systemClock.now(),
    name: 'correctAttempt',
    args: {
      caseId: id,
      attemptId,
      disposition,
      reason: null,
      callbackAt: null,
      dispositionsVersion: 1,
      why: '按错了',
    },
  };
}

export function note(id: string, text: string, at = systemClock.now()): AddNote {
  return { id: randomUUID(), v: 1, at, name: 'addNote', args: { caseId: id, text } };
}

export function attempt(
  id: string,
  args: Partial<LogAttempt['args']> = {},
  at = systemClock.now(),
): LogAttempt {
  return {
    id: randomUUID(),
    v: 1,
    at,
    name: 'logAttempt',
    args: {
      caseId: id,
      direction: 'outbound',
      disposition: 'NOANS',
      startedAt: at - 30_000,
      endedAt: at,
      note: '',
      reason: null,
      callbackAt: null,
      dialled: 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
      ...args,
    },
  };
}

/** The case as central has it. */
export async function storedCase(central: TestCentral, id: string): Promise<Case> {
  const row = await central.db
    .selectFrom('case_')
    .select('doc')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return Case.parse(row.doc);
}

export async function countRows(
  central: TestCentral,
  table: 'call_result' | 'mutation' | 'case_' | 'case_event' | 'number_left',
) {
  const { count } = await central.db
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
