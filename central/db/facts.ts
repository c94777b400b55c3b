import { sql } from 'kysely';
import type { PushResult } from '../../shared/api/sync.ts';
import type { Attempt } from '../../shared/case/history.ts';
import type { Queryable } from './connect.ts';

/** PostgreSQL keeps no NUL in text; a result is not lost for one. */
const storable = (text: string) => text.replaceAll('\u0000', '\uFFFD');

/** A call result, or what stands in the place of one. `at`: central's reading of when it was logged. */
export interface CallResult
  extends Omit<Attempt, 'type' | 'byId' | 'reached' | 'final' | 'counted' | 'effect' | 'flags'> {
  flags: PushResult['flags'];
  caseId: string;
  /** Of the case; of the author when the case is unknown. */
  teamId: string;
  authorId: string;
  receivedAt: number;
  corrects: string | null;
}

function resultRow(result: CallResult) {
  return {
    team_id: result.teamId,
    id: result.id,
    case_id: result.caseId,
    author_id: result.authorId,
    direction: result.direction,
    disposition: storable(result.disposition),
    started_at: result.startedAt,
    ended_at: result.endedAt,
    at: result.at,
    received_at: result.receivedAt,
    note: storable(result.note),
    reason: result.reason === null ? null : storable(result.reason),
    callback_at: result.callbackAt,
    run: JSON.stringify(result.run),
    policy_version: result.policyVersion,
    dispositions_version: result.dispositionsVersion,
    flags: result.flags,
    dialled: result.dialled,
    evidence: result.evidence.map(storable),
    corrects: result.corrects,
  };
}

/**
 * Appends call results, exactly once per mutation, each under the version of its team's commit, as
 * `arrivedAt` read behind the counter; of one that waited for its case the flags are known now.
 */
export async function insertCallResults(
  db: Queryable,
  results: readonly CallResult[],
  { arrivedAt, versionOf }: { arrivedAt: number; versionOf(teamId: string): number },
): Promise<void> {
  if (results.length === 0) return;
  await db
    .insertInto('call_result')
    .values(
      results.map((result, place) => {
        const version = versionOf(result.teamId);
        return { ...resultRow(result), version, place, arrived_at: arrivedAt };
      }),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => ({ flags: row.ref('excluded.flags') })),
    )
    .execute();
}

/** The cases of a team with results that were made under one set of dispositions. */
export async function casesWithResultsBy(db: Queryable, teamId: string, version: number): Promise<string[]> {
  const rows = await db
    .selectFrom('call_result')
    .select('case_id')
    .distinct()
    .where('team_id', '=', teamId)
    .where('dispositions_version', '=', version)
    .orderBy('case_id')
    .execute();
  return rows.map(({ case_id }) => case_id);
}

export interface CaseEvent {
  id: string;
  caseId: string;
  name: string;
  authorId: string | null;
  at: number;
  receivedAt: number;
  status: PushResult['status'];
  detail: unknown;
}

/** Appends to the trail of cases, which keeps both sides of every conflict. */
export async function insertEvents(db: Queryable, events: readonly CaseEvent[]): Promise<void> {
  if (events.length === 0) return;
  const column = <K extends keyof CaseEvent>(name: K) => events.map((event) => event[name]);
  await sql`
    insert into case_event (id, case_id, name, author_id, at, received_at, status, detail)
    select id, case_id, name, author_id, at, received_at, status, detail::json
    from unnest(${column('id')}::uuid[], ${column('caseId')}::uuid[], ${column('name')}::text[],
      ${column('authorId')}::uuid[], ${column('at')}::bigint[], ${column('receivedAt')}::bigint[],
      ${column('status')}::text[], ${events.map(({ detail }) => JSON.stringify(detail))}::text[])
      as event (id, case_id, name, author_id, at, received_at, status, detail)`.execute(db);
}
