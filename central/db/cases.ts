import { hash } from 'node:crypto';
import { sql } from 'kysely';
import type { Case } from '../../shared/case/case.ts';
import { type CaseKind, isClosed } from '../../shared/case/kinds.ts';
import { QUEUE_SHAPE, queueColumnsOf } from '../../shared/case/queue-columns.ts';
import { hasEvidence } from '../../shared/mutation/finding.ts';
import { wakesAt } from '../../shared/policy/requests.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';

function columnsOf(subject: Case) {
  const doc = JSON.stringify(subject);
  return {
    id: subject.id,
    kind: subject.kind,
    external_id: subject.externalId,
    team_id: subject.teamId,
    assignee_id: subject.assigneeId,
    stage: subject.stage,
    closed: isClosed(subject),
    due_at: subject.dueAt,
    phone: subject.contact.phone,
    alt_phone: subject.contact.altPhone,
    reported_number: subject.kind === 'spam_report' ? subject.facts.reportedNumber : null,
    evidence: hasEvidence(subject),
    wake_at: wakesAt(subject),
    close_by: subject.kind === 'spam_report' ? subject.closeBy : null,
    doc,
    sum: hash('sha1', doc),
    queue: JSON.stringify(queueColumnsOf(subject)),
  };
}

/**
 * The values of one column for many cases: arrays keep a statement's text the same for any number of rows.
 */
function columnsWise(cases: readonly Case[]) {
  const rows = cases.map(columnsOf);
  return <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
}

/**
 * Locks cases in the order of their ids (so that two transactions never wait for each other) and answers
 * their documents as stored, by id. Unknown ids are absent.
 */
export async function lockCases(trx: Trx, ids: readonly string[]): Promise<Map<string, unknown>> {
  if (ids.length === 0) return new Map();
  const rows = await trx
    .selectFrom('case_')
    .select(['id', 'doc'])
    .where('id', '=', anyOf('uuid', ids))
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row.doc]));
}

/** Writes cases that exist, under the version of the commit that changes them. */
export async function updateCases(trx: Trx, changed: readonly Case[], version: number): Promise<void> {
  if (changed.length === 0) return;
  const column = columnsWise(changed);
  await sql`update case_ set
      assignee_id = row.assignee_id, stage = row.stage, closed = row.closed, due_at = row.due_at,
      phone = row.phone, alt_phone = row.alt_phone, reported_number = row.reported_number, evidence = row.evidence,
      wake_at = row.wake_at, close_by = row.close_by,
      version = ${version}, doc = row.doc::json, sum = row.sum,
      queue = row.queue, queue_shape = ${QUEUE_SHAPE}, queue_version = ${version}
    from unnest(${column('id')}::uuid[], ${column('assignee_id')}::uuid[], ${column('stage')}::text[],
      ${column('closed')}::boolean[], ${column('due_at')}::bigint[], ${column('phone')}::text[],
      ${column('alt_phone')}::text[], ${column('reported_number')}::text[],
      ${column('evidence')}::boolean[], ${column('wake_at')}::bigint[], ${column('close_by')}::bigint[],
      ${column('doc')}::text[], ${column('sum')}::text[], ${column('queue')}::text[])
      as row (id, assignee_id, stage, closed, due_at, phone, alt_phone, reported_number, evidence, wake_at, close_by,
        doc, sum, queue)
    where case_.id = row.id`.execute(trx);
}

/**
 * Adds new cases (at most 1,000 at a time) under a version; answers the ids of those that did not exist yet.
 */
export async function insertCases(
  trx: Trx,
  fresh: readonly Case[],
  version: number,
  importedAt: number | null = null,
): Promise<Set<string>> {
  if (fresh.length === 0) return new Set();
  const column = columnsWise(fresh);
  const { rows } = await sql<{ id: string }>`
    insert into case_ (id, kind, external_id, team_id, assignee_id, stage, closed, due_at, phone, alt_phone,
      reported_number, evidence, wake_at, close_by, imported_at, version, doc, sum, queue, queue_shape,
      queue_version)
    select id, kind, external_id, team_id, assignee_id, stage, closed, due_at, phone, alt_phone,
      reported_number, evidence, wake_at, close_by, ${importedAt}::bigint, ${version}::bigint, doc::json,
      sum, queue, ${QUEUE_SHAPE}::integer, ${version}::bigint
    from unnest(${column('id')}::uuid[], ${column('kind')}::text[], ${column('external_id')}::text[],
      ${column('team_id')}::uuid[], ${column('assignee_id')}::uuid[], ${column('stage')}::text[],
      ${column('closed')}::boolean[], ${column('due_at')}::bigint[], ${column('phone')}::text[],
      ${column('alt_phone')}::text[], ${column('reported_number')}::text[],
      ${column('evidence')}::boolean[], ${column('wake_at')}::bigint[], ${column('close_by')}::bigint[],
      ${column('doc')}::text[], ${column('sum')}::text[], ${column('queue')}::text[])
      as row (id, kind, external_id, team_id, assignee_id, stage, closed, due_at, phone, alt_phone,
        reported_number, evidence, wake_at, close_by, doc, sum, queue)
    on conflict (id) do nothing
    returning id`.execute(trx);
  return new Set(rows.map((row) => row.id));
}

/** Ids of a team's open cases. */
export async function openCaseIds(db: Queryable, teamId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('case_')
    .select('id')
    .where('team_id', '=', teamId)
    .where('closed', '=', false)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Cases whose time has come, but for those of some teams; what another transaction wakes is left to it. */
export async function wakingCases(
  trx: Trx,
  { now, limit, except }: { now: number; limit: number; except: readonly string[] },
): Promise<{ id: string; teamId: string }[]> {
  return trx
    .selectFrom('case_')
    .select(['id', 'team_id as teamId'])
    .where('wake_at', '<=', now)
    .where('team_id', '<>', sql<string>`all(${except}::uuid[])`)
    .orderBy('wake_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** These cases wait for no time any more. */
export async function clearWakes(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx.updateTable('case_').set({ wake_at: null }).where('id', '=', anyOf('uuid', ids)).execute();
}

/**
 * The ids of a team's cases of a kind, by the ids that the operator's system gave them; those of no case are
 * absent.
 */
export async function casesByExternalId(
  db: Queryable,
  { teamId, kind }: { teamId: string; kind: CaseKind },
  externalIds: readonly string[],
): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('case_')
    .select(['id', 'external_id as externalId'])
    .where('team_id', '=', teamId)
    .where('kind', '=', kind)
    .where('external_id', '=', anyOf('text', externalIds))
    .orderBy('id', 'desc')
    .execute();
  return new Map(rows.map(({ id, externalId }) => [externalId, id]));
}

/** Documents of cases by id, as they stand. */
export async function documentsOf(db: Queryable, ids: readonly string[]): Promise<Map<string, unknown>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('case_')
    .select(['id', 'doc'])
    .where('id', '=', anyOf('uuid', ids))
    .execute();
  return new Map(rows.map(({ id, doc }) => [id, doc]));
}

/** Ids of the cases whose person has one of these numbers, by number. */
export async function casesOfPhones(
  db: Queryable,
  phones: readonly string[],
): Promise<{ id: string; phone: string }[]> {
  if (phones.length === 0) return [];
  return db
    .selectFrom('case_')
    .select(['id', 'phone'])
    .where('phone', '=', anyOf('text', phones))
    .orderBy('id')
    .execute();
}

/** Documents of a team's cases whose person has one of these numbers, first or further, open ones first. */
export async function casesReachedBy(
  db: Queryable,
  teamId: string,
  numbers: readonly string[],
  limit: number,
): Promise<unknown[]> {
  const { rows } = await sql<{ doc: unknown }>`
    select doc from case_
    where team_id = ${teamId}
      and (phone = any(${numbers}::text[]) or alt_phone = any(${numbers}::text[]))
    order by closed, due_at, id limit ${limit}`.execute(db);
  return rows.map((row) => row.doc);
}

/** Which of these numbers are under investigation. */
export async function numbersInvestigated(db: Queryable, numbers: readonly string[]): Promise<Set<string>> {
  if (numbers.length === 0) return new Set();
  const rows = await db
    .selectFrom('case_')
    .select('reported_number')
    .distinct()
    .where('reported_number', '=', anyOf('text', numbers))
    .where('stage', '=', 'investigating')
    .execute();
  return new Set(rows.flatMap((row) => row.reported_number ?? []));
}

/** Ids of the reports of a number behind one (null: from the first), at most `limit`. */
export async function reportsOfNumber(
  db: Queryable,
  number: string,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const all = db.selectFrom('case_').select('id').where('reported_number', '=', number);
  const rows = await (after === null ? all : all.where('id', '>', after))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Of the reports of a number behind one those that may have evidence, with their documents; at most `limit`.
 */
export async function reportsWithEvidence(
  db: Queryable,
  number: string,
  after: string | null,
  limit: number,
): Promise<{ id: string; doc: unknown }[]> {
  const all = db.selectFrom('case_').select(['id', 'doc']).where('reported_number', '=', number);
  const some = all.where('evidence', '=', true);
  return (after === null ? some : some.where('id', '>', after)).orderBy('id').limit(limit).execute();
}

/** The numbers that reports of that external id are about, with their teams: each team has its own ids. */
export async function reportedNumbersOf(
  db: Queryable,
  externalId: string,
): Promise<{ teamId: string; number: string }[]> {
  const rows = await db
    .selectFrom('case_')
    .select(['team_id as teamId', 'reported_number as number'])
    .where('kind', '=', 'spam_report')
    .where('external_id', '=', externalId)
    .execute();
  return rows.flatMap(({ teamId, number }) => (number === null ? [] : { teamId, number }));
}
