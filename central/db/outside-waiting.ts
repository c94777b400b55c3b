import { sql } from 'kysely';
import { anyOf } from './any-of.ts';
import type { Database, Queryable, Trx } from './connect.ts';

/** A report of another system about something that central does not have. */
export interface WaitingReport {
  /** Of the entry that it will leave. */
  id: string;
  teamId: string;
  byId: string | null;
  kind: string;
  /** The message, the measure or the card. */
  about: string;
  receivedAt: number;
  item: unknown;
}

/** Keeps reports; one that waits already waits on. */
export async function keepReports(trx: Trx, reports: readonly WaitingReport[]): Promise<void> {
  if (reports.length === 0) return;
  const rows = reports.map((report) => ({
    id: report.id,
    team_id: report.teamId,
    by_id: report.byId,
    kind: report.kind,
    about: report.about,
    received_at: report.receivedAt,
    item: JSON.stringify(report.item),
  }));
  await trx
    .insertInto('outside_waiting')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/**
 * What waits for any of these messages, measures and cards, in the order in which it came; of one request as
 * it happened.
 */
export async function reportsAbout(trx: Trx, about: readonly string[]): Promise<WaitingReport[]> {
  if (about.length === 0) return [];
  return trx
    .selectFrom('outside_waiting')
    .select([
      'id',
      'team_id as teamId',
      'by_id as byId',
      'kind',
      'about',
      'received_at as receivedAt',
      'item',
    ])
    .where('about', 'in', about)
    .orderBy('received_at')
    .orderBy(sql`(item ->> 'at')::bigint`)
    .orderBy('id')
    .forUpdate()
    .execute();
}

export async function deleteReports(trx: Trx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await trx.deleteFrom('outside_waiting').where('id', 'in', ids).execute();
}

/** Forgets reports that came before `before`: what they are about never came back. */
export async function forgetReports(db: Database, before: number): Promise<void> {
  await db.deleteFrom('outside_waiting').where('received_at', '<', before).execute();
}

/** Remembers which case a message is about that was asked for before central was put back. */
export async function keepAsked(
  trx: Trx,
  asked: readonly { messageId: string; caseId: string }[],
): Promise<void> {
  if (asked.length === 0) return;
  await sql`
    insert into asked_before (id, case_id)
    select * from unnest(${asked.map(({ messageId }) => messageId)}::uuid[], ${asked.map(({ caseId }) => caseId)}::uuid[])
    on conflict (id) do nothing`.execute(trx);
}

/** The cases of messages that were asked for before central was put back, by message. */
export async function casesAskedBefore(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('asked_before').selectAll().where('id', '=', anyOf('uuid', ids)).execute();
  return new Map(rows.map((row) => [row.id, row.case_id]));
}

export async function forgetAsked(db: Database): Promise<void> {
  await db.deleteFrom('asked_before').execute();
}
