import { sql } from 'kysely';
import type { FactFlag } from '../../shared/case/history.ts';
import type { LogAttempt } from '../../shared/mutation/mutation.ts';
import type { Queryable } from './connect.ts';

/** PostgreSQL keeps no NUL in text; a result is not lost for one. */
const storable = (text: string) => text.replaceAll('\u0000', '\uFFFD');

/** A call result. `at`: central's reading of when it happened. */
export interface CallResult {
  mutation: LogAttempt;
  authorId: string;
  at: number;
  receivedAt: number;
  flags: FactFlag[];
}

function resultRow({ mutation: { id, args }, authorId, at, receivedAt, flags }: CallResult) {
  return {
    id,
    case_id: args.caseId,
    author_id: authorId,
    direction: args.direction,
    disposition: storable(args.disposition),
    started_at: args.startedAt,
    ended_at: args.endedAt,
    at,
    received_at: receivedAt,
    note: storable(args.note),
    reason: args.reason === null ? null : storable(args.reason),
    callback_at: args.callbackAt,
    run: JSON.stringify(args.run),
    policy_version: args.policyVersion,
    dispositions_version: args.dispositionsVersion,
    flags,
  };
}

/** Appends call results, exactly once per mutation. */
export async function insertCallResults(db: Queryable, results: readonly CallResult[]): Promise<void> {
  if (results.length > 0) await db.insertInto('call_result').values(results.map(resultRow)).execute();
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
