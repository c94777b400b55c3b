import type { FactFlag } from '../../shared/case/history.ts';
import type { LogAttempt } from '../../shared/mutation/mutation.ts';
import type { Queryable } from './connect.ts';

/** PostgreSQL keeps no NUL in text; a result is not lost for one. */
const storable = (text: string) => text.replaceAll('\u0000', '\uFFFD');

/** Appends a call result, exactly once per mutation. `at`: central's reading of when it happened. */
export async function insertCallResult(
  db: Queryable,
  result: { mutation: LogAttempt; authorId: string; at: number; receivedAt: number; flags: FactFlag[] },
): Promise<void> {
  const { id, args } = result.mutation;
  await db
    .insertInto('call_result')
    .values({
      id,
      case_id: args.caseId,
      author_id: result.authorId,
      direction: args.direction,
      disposition: storable(args.disposition),
      started_at: args.startedAt,
      ended_at: args.endedAt,
      at: result.at,
      received_at: result.receivedAt,
      note: storable(args.note),
      reason: args.reason === null ? null : storable(args.reason),
      callback_at: args.callbackAt,
      run: JSON.stringify(args.run),
      policy_version: args.policyVersion,
      dispositions_version: args.dispositionsVersion,
      flags: result.flags,
    })
    .execute();
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
  const rows = events.map(({ caseId, authorId, receivedAt, detail, ...rest }) => ({
    ...rest,
    case_id: caseId,
    author_id: authorId,
    received_at: receivedAt,
    detail: JSON.stringify(detail),
  }));
  await db.insertInto('case_event').values(rows).execute();
}
