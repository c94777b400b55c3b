import type { z } from 'zod';
import type { Permission, Role } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { AccountName, normaliseAccount, PersonName, StaffNumber } from '../../shared/names.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import {
  type AccountRow,
  accountByName,
  deactivate,
  insertAccount,
  nextStaffNumber,
  recordAudit,
  setPassword,
  setPermissions,
} from '../db/accounts.ts';
import type { Database, Queryable, Trx } from '../db/connect.ts';
import { publish } from '../db/feed.ts';
import { newNamedId } from '../db/namespace.ts';
import { revokeSessions } from '../db/sessions.ts';
import { forgetSigningKeys } from '../db/signing-keys.ts';
import { commonScope, teamsWithMember } from '../db/teams.ts';
import { isTaken } from '../db/transaction.ts';
import { forgetTries } from '../db/tries.ts';
import { retryWaiting } from '../sync/retry-waiting.ts';
import { hashPassword } from './passwords.ts';

export interface Parts {
  db: Database;
  clock: Clock;
  ids: Ids;
}

export interface NewUser {
  account: string;
  name: string;
  /** Empty: the next free one of the team. */
  staffNumber: string;
  role: Role;
  permissions?: Permission[];
  password: string;
  teamId: string;
}

/**
 * Tells the desks of the person's team and of those that know them from before. Another system is nobody whom
 * desks would show.
 */
export async function announce(
  trx: Trx,
  ids: Ids,
  { id, role, teamId }: { id: string; role: Role; teamId: string },
): Promise<void> {
  if (role === 'integration') return;
  const teamIds = new Set([teamId, ...(await teamsWithMember(trx, id))]);
  for (const each of [...teamIds].sort())
    await publish(trx, each, ids.uuid(), [
      { scope: commonScope(each), entity: 'member', entityId: id, op: 'put' },
    ]);
}

/** A value as it is kept. Throws `invalid_input` with the field when it cannot be one. */
export function checked(schema: z.ZodType<string>, value: string, field: string): string {
  const read = schema.safeParse(value);
  if (!read.success) throw new CodedError('invalid_input', { field });
  return read.data;
}

/** A name for an account that nobody has. Throws `invalid_input` with the field, and the account if taken. */
export async function freeAccount(db: Queryable, name: string): Promise<string> {
  const account = checked(AccountName, name, 'account');
  if (await accountByName(db, account)) throw taken(account);
  return account;
}

export const taken = (account: string) =>
  new CodedError('invalid_input', { field: 'account', taken: account });

/**
 * Adds an account and answers its id. Throws `invalid_input` with the field when the account is taken, or a
 * name cannot be one.
 */
export async function addUser({ db, clock, ids }: Parts, user: NewUser): Promise<string> {
  const account = await freeAccount(db, user.account);
  const name = checked(PersonName, user.name, 'name');
  const staffNumber = checked(StaffNumber, user.staffNumber, 'staffNumber');
  const hash = await hashPassword(user.password);
  const at = clock.now();
  const added = await db
    .transaction()
    .execute(async (trx) => {
      const id = await newNamedId(trx, 'account', account, ids);
      await insertAccount(trx, {
        id,
        team_id: user.teamId,
        account,
        name,
        staff_number: staffNumber || (await nextStaffNumber(trx, user.teamId)),
        role: user.role,
        permissions: user.permissions ?? [],
        password_hash: hash,
        created_at: at,
      });
      await recordAudit(trx, {
        id: ids.uuid(),
        at,
        kind: 'account_added',
        accountId: id,
        detail: { role: user.role },
      });
      await announce(trx, ids, { id, role: user.role, teamId: user.teamId });
      return id;
    })
    .catch((error: unknown) => {
      // Somebody else took the name since it was looked up.
      throw isTaken(error) ? taken(account) : error;
    });
  await retryWaiting({ db, clock, ids }, added);
  return added;
}

export type Account = AccountRow & { teamId: string };

/** Throws `not_found`. */
export async function existing(db: Queryable, name: string): Promise<Account> {
  const account = await accountByName(db, normaliseAccount(name));
  if (!account) throw new CodedError('not_found', { account: normaliseAccount(name) });
  return { ...account, teamId: account.team_id };
}

/** Closes an account at once: its sessions end, its cases stay where they are. Throws `not_found`. */
export async function disableUser({ db, clock, ids }: Parts, name: string): Promise<Account> {
  const account = await existing(db, name);
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    await deactivate(trx, account.id);
    await revokeSessions(trx, { accountId: account.id }, at);
    await forgetSigningKeys(trx, account.id);
    await recordAudit(trx, {
      id: ids.uuid(),
      at,
      kind: 'account_disabled',
      accountId: account.id,
      detail: {},
    });
    await announce(trx, ids, account);
  });
  return account;
}

/**
 * Gives an account a permission, and its work that waited for that is judged once more; or takes it back.
 * Throws `not_found`.
 */
export async function permitUser(
  { db, clock, ids }: Parts,
  name: string,
  permission: Permission,
  given: boolean,
): Promise<void> {
  const account = await existing(db, name);
  const others = account.permissions.filter((each) => each !== permission);
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    await setPermissions(trx, account.id, given ? [...others, permission] : others);
    await recordAudit(trx, {
      id: ids.uuid(),
      at,
      kind: given ? 'permission_given' : 'permission_withdrawn',
      accountId: account.id,
      detail: { permission },
    });
  });
  if (given) await retryWaiting({ db, clock, ids }, account.id);
}

/**
 * Ends all sessions of an account, or of everybody (null), also those that a desk could open with its signing
 * key: whoever works on must give a password. Answers how many there were. Throws `not_found`.
 */
export async function endSessions({ db, clock, ids }: Parts, name: string | null): Promise<number> {
  const accountId = name === null ? null : (await existing(db, name)).id;
  const at = clock.now();
  return db.transaction().execute(async (trx) => {
    const ended = await revokeSessions(trx, accountId === null ? 'all' : { accountId }, at);
    await forgetSigningKeys(trx, accountId);
    const detail = { sessions: String(ended) };
    await recordAudit(trx, { id: ids.uuid(), at, kind: 'sessions_ended', accountId, detail });
    return ended;
  });
}

/**
 * Sets a new password, opens a disabled account again, forgets wrong tries and ends all its sessions. Throws
 * `not_found`.
 */
export async function resetUser({ db, clock, ids }: Parts, name: string, password: string): Promise<void> {
  const account = await existing(db, name);
  const hash = await hashPassword(password);
  const at = clock.now();
  await db.transaction().execute(async (trx) => {
    await setPassword(trx, account.id, hash);
    await revokeSessions(trx, { accountId: account.id }, at);
    await forgetSigningKeys(trx, account.id);
    await forgetTries(trx, { accountId: account.id });
    await recordAudit(trx, { id: ids.uuid(), at, kind: 'password_reset', accountId: account.id, detail: {} });
    await announce(trx, ids, account);
  });
  await retryWaiting({ db, clock, ids }, account.id);
}
