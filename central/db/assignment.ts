import { sql } from 'kysely';
import type { Queryable, Trx } from './connect.ts';

/** Open cases per active agent of the team, in the order of their accounts. */
export async function openLoads(db: Queryable, teamId: string): Promise<{ agentId: string; open: number }[]> {
  return db
    .selectFrom('account')
    .leftJoin('case_', (join) =>
      join.onRef('case_.assignee_id', '=', 'account.id').on('case_.closed', '=', false),
    )
    .select((row) => ['account.id as agentId', row.fn.count<number>('case_.id').as('open')])
    .where('account.team_id', '=', teamId)
    .where('account.role', '=', 'agent')
    .where('account.active', '=', true)
    .groupBy(['account.id', 'account.account'])
    .orderBy('account.account')
    .execute();
}

/** Open cases without an owner, the most urgent first. */
export async function unassignedCases(
  db: Queryable,
  teamId: string,
): Promise<{ id: string; phone: string }[]> {
  return db
    .selectFrom('case_')
    .select(['id', 'phone'])
    .where('team_id', '=', teamId)
    .where('closed', '=', false)
    .where('assignee_id', 'is', null)
    .orderBy('due_at')
    .orderBy('id')
    .execute();
}

/** Ids of those in a team who may sign in; they stay there until the transaction ends. */
export async function heldActive(trx: Trx, teamId: string): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('account')
    .select('id')
    .where('team_id', '=', teamId)
    .where('active', '=', true)
    .orderBy('id')
    .forShare()
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** A person's open cases, whose team they are of, the most urgent first. */
export function openCasesOf(
  db: Queryable,
  accountId: string,
): Promise<{ id: string; teamId: string; phone: string; doc: unknown }[]> {
  return db
    .selectFrom('case_')
    .select(['id', 'team_id as teamId', 'phone', 'doc'])
    .where('assignee_id', '=', accountId)
    .where('closed', '=', false)
    .orderBy('due_at')
    .orderBy('id')
    .execute();
}

/** The documents of a team's cases for which a measure is proposed. */
export async function proposedCases(db: Queryable, teamId: string): Promise<unknown[]> {
  const rows = await db
    .selectFrom('case_')
    .select('doc')
    .where('team_id', '=', teamId)
    .where('stage', '=', 'measure_proposed')
    .execute();
  return rows.map(({ doc }) => doc);
}

/** Who already calls a number: the active agent with an open case of it (the one due first). */
export async function callersOfNumbers(db: Queryable, teamId: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ phone: string; agentId: string }>`
    select distinct on (subject.phone) subject.phone, subject.assignee_id as "agentId"
    from case_ subject join account on account.id = subject.assignee_id
    where subject.team_id = ${teamId} and not subject.closed and account.active and account.role = 'agent'
    order by subject.phone, subject.due_at, subject.id`.execute(db);
  return new Map(rows.map((row) => [row.phone, row.agentId]));
}
