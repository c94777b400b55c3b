import { sql } from 'kysely';
import type { Role } from '../../shared/api/account.ts';
import type { Queryable } from './connect.ts';

export interface AccountRow {
  id: string;
  team_id: string;
  team_name: string;
  account: string;
  name: string;
  staff_number: string;
  role: Role;
  password_hash: string;
  active: boolean;
  locked_until: number;
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

/** The number after the highest one of a team, 1001 for its first: what a script says when nobody chose another. */
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
  row: Omit<AccountRow, 'team_name' | 'locked_until' | 'active'> & { created_at: number },
): Promise<void> {
  await db
    .insertInto('account')
    .values({ ...row, active: true, failed_attempts: 0, locked_until: 0 })
    .execute();
}

/**
 * Counts a try before its password is checked, so that parallel guesses cannot outrun the lock. Answers how many tries
 * that makes; null while the account is locked.
 */
export async function countAttempt(db: Queryable, id: string, now: number): Promise<number | null> {
  const row = await db
    .updateTable('account')
    .set({ failed_attempts: sql`failed_attempts + 1` })
    .where('id', '=', id)
    .where('locked_until', '<=', now)
    .returning('failed_attempts')
    .executeTakeFirst();
  return row?.failed_attempts ?? null;
}

/** Sets the lock of an account and begins to count anew. `until` 0: not locked. */
export async function setLock(db: Queryable, id: string, until: number): Promise<void> {
  await db
    .updateTable('account')
    .set({ failed_attempts: 0, locked_until: until })
    .where('id', '=', id)
    .execute();
}

export async function setPassword(db: Queryable, id: string, hash: string): Promise<void> {
  await db
    .updateTable('account')
    .set({ password_hash: hash, active: true, failed_attempts: 0, locked_until: 0 })
    .where('id', '=', id)
    .execute();
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
