import { sql } from 'kysely';
import type { CaseKind } from '../../shared/case/kinds.ts';
import { SECOND } from '../../shared/time.ts';
import type { Database, Queryable } from './connect.ts';

/** A call result with what the operator's other systems need to know about its case. */
export interface OutcomeRow extends ResultPosition {
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

/** A place in the order in which a team's results were committed. */
export interface ResultPosition {
  version: number;
  place: number;
}

/** How long an export waits for a commit, ms. */
const PATIENCE = 5 * SECOND;

/**
 * Where each team's results that arrived at or after a time begin; only one team's when it is named. Waits
 * for commits that have their time already and cannot be seen yet, so that none appears before a later time.
 */
export async function resultsSince(
  db: Database,
  since: number,
  teamId: string | null,
): Promise<({ teamId: string } & ResultPosition)[]> {
  const teams = teamId === null ? await db.selectFrom('team').select('id').execute() : [{ id: teamId }];
  for (const { id } of teams) await commitsOf(db, id);
  const all = db
    .selectFrom('call_result')
    .distinctOn('team_id')
    .select(['team_id as teamId', 'version', 'place'])
    .where('arrived_at', '>=', since);
  return (teamId === null ? all : all.where('team_id', '=', teamId))
    .orderBy('team_id')
    .orderBy('version')
    .orderBy('place')
    .execute();
}

/**
 * Waits for whoever holds a team's counter, but not for ever: what has no version yet gets a later time
 * anyway.
 */
async function commitsOf(db: Database, teamId: string): Promise<void> {
  const waiting = db.transaction().execute(async (trx) => {
    await sql`set local lock_timeout = ${sql.lit(PATIENCE)}`.execute(trx);
    await sql`select id from team where id = ${teamId} for share`.execute(trx);
  });
  await waiting.catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
  });
}

const LOCK_NOT_AVAILABLE = '55P03';

/** A team's results in the order in which they were committed, from a place on; at most `limit`. */
export async function outcomesPage(
  db: Queryable,
  teamId: string,
  from: ResultPosition,
  limit: number,
): Promise<OutcomeRow[]> {
  return db
    .selectFrom('call_result as result')
    .leftJoin('case_ as subject', 'subject.id', 'result.case_id')
    .leftJoin('account as author', 'author.id', 'result.author_id')
    .select([
      'result.id as id',
      'result.version as version',
      'result.place as place',
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
    .where('result.team_id', '=', teamId)
    .where(sql<boolean>`(result.version, result.place) >= (${from.version}, ${from.place})`)
    .orderBy('result.version')
    .orderBy('result.place')
    .limit(limit)
    .execute();
}
