import type { Queryable, Trx } from './connect.ts';

/** Wrong passwords of one origin: how many, until when it waits (0: not) and when the last one was. */
export interface Tries {
  wrong: number;
  waitUntil: number;
  lastAt: number;
}

/** Until when those of these origins wait at most. */
export async function waitOf(db: Queryable, keys: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom('sign_in_tries')
    .select((each) => each.fn.max('wait_until').as('until'))
    .where('key', 'in', keys)
    .executeTakeFirst();
  return Number(row?.until ?? 0);
}

/** The tries of one origin, locked: those at the same time count one after the other. */
export async function lockTries(trx: Trx, key: string, accountId: string | null): Promise<Tries> {
  return trx
    .insertInto('sign_in_tries')
    .values({ key, account_id: accountId, wrong: 0, wait_until: 0, last_at: 0 })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ account_id: accountId }))
    .returning(['wrong', 'wait_until as waitUntil', 'last_at as lastAt'])
    .executeTakeFirstOrThrow();
}

export async function setTries(trx: Trx, key: string, tries: Tries): Promise<void> {
  await trx
    .updateTable('sign_in_tries')
    .set({ wrong: tries.wrong, wait_until: tries.waitUntil, last_at: tries.lastAt })
    .where('key', '=', key)
    .execute();
}

/** Forgets the tries of one origin, of all for an account, or of those who tried last before a moment. */
export async function forgetTries(
  db: Queryable,
  which: { key: string } | { accountId: string } | { before: number },
): Promise<void> {
  const all = db.deleteFrom('sign_in_tries');
  if ('key' in which) await all.where('key', '=', which.key).execute();
  else if ('accountId' in which) await all.where('account_id', '=', which.accountId).execute();
  else await all.where('last_at', '<', which.before).execute();
}
