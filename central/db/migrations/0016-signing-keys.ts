import { type Kysely, sql } from 'kysely';

/**
 * The public keys with which desks prove themselves to a central that was put back, challenges, and sessions
 * that may only push.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('device').addColumn('signing_key', 'text').execute();
  await db.schema.alterTable('session').addColumn('push_until', 'bigint').execute();
  await sql`create table challenge (
    challenge text primary key,
    account_id uuid not null references account,
    device_id uuid not null,
    epoch uuid not null,
    expires_at bigint not null
  )`.execute(db);
}
