import { sql } from 'kysely';
import type { Attempt } from '../../shared/case/history.ts';
import type { Queryable } from './connect.ts';

/** PostgreSQL keeps no NUL in text; a result is not lost for one. */
const storable = (text: string) => text.replaceAll('\u0000', '\uFFFD');

/** A call result, or what stands in the place of one. `at`: central's reading of when it was logged. */
export interface CallResult
  extends Omit<Attempt, 'type' | 'byId' | 'reached' | 'final' | 'counted' | 'effect'> {
  caseId: string;
  authorId: string;
  receivedAt: number;
  corrects: string | null;
}

/** Where a result lies in the order of commits. */
export interface ResultPlace {
  teamId: string;
  version: number;
  arrivedAt: number;
}

function resultRow(result: CallResult, place: number, { teamId, version, arrivedAt }: ResultPlace) {
  return {
    team_id: teamId,
    version,
    place,
    arrived_at: arrivedAt,
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
    evidence: result.evidence,
    corrects: result.corrects,
  };
}

/** Appends call results, exactly once per mutation, each at its place. */
export async function insertCallResults(
  db: Queryable,
  results: readonly CallResult[],
  placeOf: (result: CallResult) => ResultPlace,
): Promise<void> {
  const rows = results.map((result, place) => resultRow(result, place, placeOf(result)));
  if (rows.length > 0) await db.insertInto('call_result').values(rows).execute();
}

export interface CaseEvent {
  id: string;
  caseId: string;
  name: string;
  authorId: string | null;
  at: number;
  receivedAt: number;
  status: 'applied' | 'rejected';
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
