import { type RawBuilder, sql } from 'kysely';
import type { Trx } from './connect.ts';
import { OWN_SECRETS } from './secrets.ts';

/** Who is signed in belongs to an installation and not to its data: in no backup, taken from none. */
export const SESSION_TABLES: readonly string[] = ['session', 'refresh_token', 'challenge'];

/** Which rows of a table go into a backup; null: the table stays out. In clear no secret does. */
export function rowsInBackup(table: string, { clear }: { clear: boolean }): RawBuilder<boolean> | null {
  if (SESSION_TABLES.includes(table)) return null;
  if (table !== 'secret') return sql`true`;
  return clear ? null : sql`name not in (${sql.join(OWN_SECRETS)})`;
}

/** Keeps what belongs to this installation while its data are replaced, until the end of the transaction. */
export async function setOwnAside(trx: Trx): Promise<void> {
  for (const name of ['session', 'refresh_token', 'secret'])
    await sql`create temporary table ${sql.table(`own_${name}`)} on commit drop as
      select * from ${sql.table(name)}`.execute(trx);
}

/**
 * Gives it back: sessions of the people who are there, as they were or ended, and the secrets. A backup from
 * before there was a secret has none, one in clear has no secrets at all: ours stay then.
 */
export async function giveOwnBack(trx: Trx): Promise<void> {
  await sql`insert into session select own.* from own_session own
    where own.account_id in (select id from account)`.execute(trx);
  await sql`insert into refresh_token select own.* from own_refresh_token own
    where own.session_id in (select id from session)`.execute(trx);
  await trx.deleteFrom('secret').where('name', 'in', OWN_SECRETS).execute();
  await sql`insert into secret select * from own_secret on conflict do nothing`.execute(trx);
}
