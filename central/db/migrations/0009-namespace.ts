import { createHmac } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { v4 } from 'uuid';

/**
 * A secret namespace for the ids of new cases, teams and accounts, apart from the keys, which may change.
 * Where there is a key already it is derived from it, so that every backup of before leads to the same one;
 * elsewhere it is made at first use.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table installation (
    id integer primary key check (id = 1),
    namespace uuid not null
  )`.execute(db);
  const { rows } = await sql<{ value: string }>`
    select value from secret where name = 'access-token-key'`.execute(db);
  for (const { value } of rows) {
    const random = createHmac('sha256', value).update('namespace of ids').digest().subarray(0, 16);
    await sql`insert into installation (id, namespace) values (1, ${v4({ random })}::uuid)`.execute(db);
  }
  await sql`create index case_external on case_ (kind, external_id, team_id)`.execute(db);
}
