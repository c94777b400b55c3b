import { sql } from 'kysely';
import type { Permission, Role } from '../../shared/api/account.ts';
import type { Queryable } from './connect.ts';

export interface AccountRow {
  id: string;
  team_id: string;
  team_name: string;
  account: string;
  name: string;
  staff_number: string;
  role: Role;
  permissions: Permission[];
  password_hash: string;
  active: boolean;
}

function accounts(db: Queryable) {
  return db
    .selectFrom('account')
    .innerJoin('team', 'team.id', 'account.team_id')
    .selectAll('account')
    .select('team.name as team_name');
}

export async function accountByName(db: Queryable, account: string): Promise<AccountRow | null> {
  return (await accounts(db).where('account.account', '=', account).executeTakeFirst()) ?? null;
}

export async function accountById(db: Queryable, id: string): Promise<AccountRow | null> {
  return (await accounts(db).where('account.id', '=', id).executeTakeFirst()) ?? null;
}

/**
 * The number after the highest one of a team, 1001 for its first: what a script says when nobody chose
 * another.
 */
export async function nextStaffNumber(db: Queryable, teamId: string): Promise<string> {
  const { next } = await db
    .selectFrom('account')
    .select(sql<number>`coalesce(max(staff_number::int), 1000) + 1`.as('next'))
    .where('team_id', '=', teamId)
    .where('staff_number', '~', '^[0-9]{1,8}$')
    .executeTakeFirstOrThrow();
  return String(next);
}

export async function insertAccount(
  db: Queryable,
  row: Omit<AccountRow, 'team_name' | 'active'> & { created_at: number },
): Promise<void> {
  await db
    .insertInto('account')
    .values({ ...row, active: true, failed_attempts: 0, locked_until: 0 })
    .execute();
}

/** The hash as it is now; null without the account. */
export async function passwordHashOf(db: Queryable, id: string): Promise<string | null> {
  const row = await db.selectFrom('account').select('password_hash').where('id', '=', id).executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Ids of those in a team who may sign in. */
export async function activeMembers(db: Queryable, teamId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('account')
    .select('id')
    .where('team_id', '=', teamId)
    .where('active', '=', true)
    .where('role', '<>', 'integration')
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Who in each of these teams may sign in. */
export async function membersOfTeams(
  db: Queryable,
  teamIds: readonly string[],
): Promise<(teamId: string) => ReadonlySet<string>> {
  const members = new Map<string, ReadonlySet<string>>();
  for (const teamId of new Set(teamIds)) members.set(teamId, await activeMembers(db, teamId));
  return (teamId) => members.get(teamId) ?? new Set();
}

export async function setPassword(db: Queryable, id: string, hash: string): Promise<void> {
  await db.updateTable('account').set({ password_hash: hash, active: true }).where('id', '=', id).execute();
}

export async function setPermissions(
  db: Queryable,
  id: string,
  permissions: readonly Permission[],
): Promise<void> {
  await db
    .updateTable('account')
    .set({ permissions: [...permissions] })
    .where('id', '=', id)
    .execute();
}

/** Changes what is given of an account. */
export async function changeAccount(
  db: Queryable,
  id: string,
  to: { account?: string; name?: string; staff_number?: string; role?: Role },
): Promise<void> {
  await db.updateTable('account').set(to).where('id', '=', id).execute();
}

/** Puts an account into another team. */
export async function changeTeam(
  db: Queryable,
  id: string,
  { from, to, at }: { from: string; to: string; at: number },
): Promise<void> {
  await db.updateTable('account').set({ team_id: to }).where('id', '=', id).execute();
  await db
    .insertInto('former_team')
    .values({ account_id: id, team_id: from, left_at: at })
    .onConflict((conflict) => conflict.columns(['account_id', 'team_id']).doUpdateSet({ left_at: at }))
    .execute();
}

/** The teams that somebody was in, with when they last left each. */
export async function formerTeams(db: Queryable, accountId: string): Promise<Map<string, number>> {
  const rows = await db.selectFrom('former_team').selectAll().where('account_id', '=', accountId).execute();
  return new Map(rows.map(({ team_id, left_at }) => [team_id, left_at]));
}

export async function deactivate(db: Queryable, id: string): Promise<void> {
  await db.updateTable('account').set({ active: false }).where('id', '=', id).execute();
}

/** Keeps who did what to which account, without secrets. */
export async function recordAudit(
  db: Queryable,
  entry: { id: string; at: number; kind: string; accountId: string | null; detail: Record<string, string> },
): Promise<void> {
  const { accountId, detail, ...rest } = entry;
  await db
    .insertInto('audit')
    .values({ ...rest, account_id: accountId, detail: JSON.stringify(detail) })
    .execute();
}

/** What somebody looked up since a moment: when, and the cases that were shown. */
export async function lookUpsSince(
  db: Queryable,
  accountId: string,
  since: number,
): Promise<{ at: number; caseIds: string[] }[]> {
  const { rows } = await sql<{ at: number; cases: string }>`
    select at, detail ->> 'cases' as cases from audit
    where account_id = ${accountId} and kind = 'lookup' and at > ${since}`.execute(db);
  return rows.map(({ at, cases }) => ({ at, caseIds: cases.split(' ') }));
}
