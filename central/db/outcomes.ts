import { sql } from 'kysely';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Queryable } from './connect.ts';

/** A call result with what the operator's other systems need to know about its case. */
export interface OutcomeRow {
  id: string;
  caseId: string;
  kind: CaseKind | null;
  externalId: string | null;
  stage: string | null;
  disposition: string;
  direction: string;
  account: string | null;
  at: number;
  receivedAt: number;
  callbackAt: number | null;
  reason: string | null;
  note: string;
  flags: string[];
  corrects: string | null;
}

/** Results in the order of their arrival, behind the place `after`; at most `limit`. */
export async function outcomesPage(
  db: Queryable,
  teamId: string | null,
  after: { receivedAt: number; id: string },
  limit: number,
): Promise<OutcomeRow[]> {
  return db
    .selectFrom('call_result as result')
    .leftJoin('case_ as subject', 'subject.id', 'result.case_id')
    .leftJoin('account as author', 'author.id', 'result.author_id')
    .select([
      'result.id as id',
      'result.case_id as caseId',
      'subject.kind as kind',
      'subject.external_id as externalId',
      'subject.stage as stage',
      'result.disposition as disposition',
      'result.direction as direction',
      'author.account as account',
      'result.at as at',
      'result.received_at as receivedAt',
      'result.callback_at as callbackAt',
      'result.reason as reason',
      'result.note as note',
      'result.flags as flags',
      'result.corrects as corrects',
    ])
    .where(sql<boolean>`(result.received_at, result.id) > (${after.receivedAt}, ${after.id}::uuid)`)
    .$if(teamId !== null, (rows) =>
      rows.where((row) => row.fn.coalesce('subject.team_id', 'author.team_id'), '=', teamId ?? ''),
    )
    .orderBy('result.received_at')
    .orderBy('result.id')
    .limit(limit)
    .execute();
}
