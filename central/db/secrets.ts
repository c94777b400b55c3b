import type { Queryable } from './connect.ts';

/** The name of the key of receipts and of the tags of commits: it goes into every sealed backup. */
export const RECEIPT_KEY = 'receipt-key';
/** The name of the key that access tokens are signed with. */
export const TOKEN_KEY = 'access-token-key';
/** The name of the public half of the recovery key, to which backups are sealed. */
export const RECOVERY_KEY = 'recovery-key-public';
/** What belongs to this installation and not to its data: in no backup, and a restore leaves it as it is. */
export const OWN_SECRETS = [TOKEN_KEY, RECOVERY_KEY];

/** A secret that all processes on this database share; `fresh` becomes it when there is none yet. */
export async function sharedSecret(db: Queryable, name: string, fresh: string): Promise<string> {
  const known = await knownSecret(db, name);
  if (known !== null) return known;
  await db
    .insertInto('secret')
    .values({ name, value: fresh })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await knownSecret(db, name)) ?? fresh;
}

export async function knownSecret(db: Queryable, name: string): Promise<string | null> {
  const row = await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}

/** Puts a secret in the place of the one before. */
export async function replaceSecret(db: Queryable, name: string, value: string): Promise<void> {
  await db
    .insertInto('secret')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
