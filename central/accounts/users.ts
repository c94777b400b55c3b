import type { Permission, Role } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import {
  accountByName,
  deactivate,
  insertAccount,
  nextStaffNumber,
  recordAudit,
  setPassword,
  setPermissions,
} from '../db/accounts.ts';
import type { Database, Trx } from '../db/connect.ts';
import { publish } from '../db/feed.ts';
import { newNamedId } from '../db/namespace.ts';
import { revokeSessions } from '../db/sessions.ts';
import { forgetSigningKeys } from '../db/signing-keys.ts';
import { commonScope } from '../db/teams.ts';
import { forgetTries } from '../db/tries.ts';
import { retryWaiting } from '../sync/retry-waiting.ts';
import { normaliseAccount } from './names.ts';
import { hashPassword } from './passwords.ts';

interface Parts {
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

async function announce(trx: Trx, ids: Ids, teamId: string, accountId: string): Promise<void> {
  const scope = commonScope(teamId);
  await publish(trx, teamId, ids.uuid(), [{ scope, entity: 'member', entityId: accountId, op: 'put' }]);
}

/**
 * Adds an account and answers its id. Throws `invalid_input` with field `account` when the name is taken or
 * empty.
 */
export async function addUser({ db, clock, ids }: Parts, user: NewUser): Promise<string> {
  const account = normaliseAccount(user.account);
  if (account === '' || (await accountByName(db, account)))
    throw new CodedError('invalid_input', { field: 'account' });
  const hash = await hashPassword(user.password);
  const at = clock.now();
  const added = await db.transaction().execute(async (trx) => {
    const id = await newNamedId(trx, 'account', account, ids);
    await insertAccount(trx, {
      id,
      team_id: user.teamId,
      account,
      name: user.name,
      staff_number: user.staffNumber || (await nextStaffNumber(trx, user.teamId)),
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
    // Another system is nobody whom the desks of the team would show.
    if (user.role !== 'integration') await announce(trx, ids, user.teamId, id);
    return id;
  });
  await retryWaiting({ db, clock, ids }, added);
  return added;
}

async function existing(db: Database, name: string) {
  const account = await accountByName(db, normaliseAccount(name));
  if (!account) throw new CodedError('not_found', { account: normaliseAccount(name) });
  return account;
}

/** Closes an account at once: its sessions end, its cases stay where they are. Throws `not_found`. */
export async function disableUser({ db, clock, ids }: Parts, name: string): Promise<void> {
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
    if (account.role !== 'integration') await announce(trx, ids, account.team_id, account.id);
  });
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
    if (account.role !== 'integration') await announce(trx, ids, account.team_id, account.id);
  });
  await retryWaiting({ db, clock, ids }, account.id);
}
