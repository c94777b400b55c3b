import { type Kysely, sql } from 'kysely';

/**
 * The hash that digests of scopes add up, and what a team lead sees of each desk. `hash`: the first 40 bits
 * of `md5("entity:id:version")`; desk and central must agree on it, so it never changes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_change add column hash bigint not null generated always as (
    ('x' || substr(md5(entity || ':' || entity_id || ':' || version::text), 1, 10))::bit(40)::bigint
  ) stored`.execute(db);
  await sql`create index sync_change_digest on sync_change (scope) include (hash) where op = 'put'`.execute(
    db,
  );
  await sql`alter table sync_client
    add column last_id uuid,
    add column device_id uuid,
    add column unsent integer,
    alter column clock_offset drop not null`.execute(db);
  await sql`update sync_client set last_id = mutation.id
    from mutation where mutation.client_id = sync_client.id and mutation.seq = sync_client.last_seq`.execute(
    db,
  );
  await sql`create index sync_client_account on sync_client (account_id)`.execute(db);
}
