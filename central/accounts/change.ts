import type { Role } from '../../shared/api/account.ts';
import { CodedError } from '../../shared/errors.ts';
import { normaliseAccount, PersonName, StaffNumber } from '../../shared/names.ts';
import { changeAccount, recordAudit } from '../db/accounts.ts';
import { isTaken } from '../db/transaction.ts';
import { retryWaiting } from '../sync/retry-waiting.ts';
import { type Account, announce, checked, existing, freeAccount, type Parts, taken } from './users.ts';

/**
 * Gives a person another role, from their next request on; what waited for it is judged once more. Throws
 * `not_found`, or `invalid_input` where a person would become another system or the other way round.
 */
export async function changeRole({ db, clock, ids }: Parts, name: string, role: Role): Promise<Account> {
  const account = await existing(db, name);
  if ((account.role === 'integration') !== (role === 'integration'))
    throw new CodedError('invalid_input', { field: 'role' });
  await db.transaction().execute(async (trx) => {
    await changeAccount(trx, account.id, { role });
    const detail = { from: account.role, to: role };
    const made = { id: ids.uuid(), at: clock.now(), accountId: account.id };
    await recordAudit(trx, { ...made, kind: 'role_changed', detail });
    await announce(trx, ids, { ...account, role });
  });
  await retryWaiting({ db, clock, ids }, account.id);
  return account;
}

interface NewNames {
  account?: string;
  name?: string;
  staffNumber?: string;
}

/**
 * Gives an account, or the person, another name, or another staff number; who they are stays. Throws
 * `not_found`, or `invalid_input` with the field.
 */
export async function renameUser({ db, clock, ids }: Parts, name: string, to: NewNames): Promise<Account> {
  const account = await existing(db, name);
  const changes = {
    ...(to.account !== undefined &&
      normaliseAccount(to.account) !== account.account && { account: await freeAccount(db, to.account) }),
    ...(to.name !== undefined && { name: checked(PersonName, to.name, 'name') }),
    ...(to.staffNumber !== undefined && {
      staff_number: checked(StaffNumber, to.staffNumber, 'staffNumber'),
    }),
  };
  await db
    .transaction()
    .execute(async (trx) => {
      if (Object.keys(changes).length === 0) return;
      await changeAccount(trx, account.id, changes);
      const detail: Record<string, string> = { ...changes, formerly: account.account };
      const made = { id: ids.uuid(), at: clock.now(), accountId: account.id };
      await recordAudit(trx, { ...made, kind: 'account_renamed', detail });
      await announce(trx, ids, account);
    })
    .catch((error: unknown) => {
      throw isTaken(error) ? taken(changes.account ?? '') : error;
    });
  return { ...account, ...changes };
}
