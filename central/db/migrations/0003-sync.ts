import { type Kysely, sql } from 'kysely';

/** The change feed (newest operation per scope and row), its commits, and what each desk has pushed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table sync_meta (
    id integer primary key check (id = 1),
    epoch uuid not null,
    system_identifier text not null,
    timeline integer not null
  )`.execute(db);
  await sql`create table sync_commit (
    team_id uuid not null references team,
    version bigint not null,
    tag uuid not null,
    primary key (team_id, version)
  )`.execute(db);
  await sql`create table sync_change (
    scope text not null,
    team_id uuid not null references team,
    entity text not null,
    entity_id text not null,
    version bigint not null,
    op text not null check (op in ('put', 'revoke')),
    primary key (scope, entity, entity_id)
  )`.execute(db);
  await sql`create index sync_change_feed on sync_change (scope, version)`.execute(db);
  await sql`create index sync_change_team on sync_change (team_id, version)`.execute(db);
  await sql`create table sync_client (
    id uuid primary key,
    account_id uuid not null references account,
    last_seq bigint not null,
    last_seen_at bigint not null,
    clock_offset bigint not null
  )`.execute(db);
  await sql`create table mutation (
    id uuid primary key,
    client_id uuid not null references sync_client,
    seq bigint not null,
    account_id uuid not null,
    name text not null,
    received_at bigint not null,
    status text not null check (status in ('applied', 'rejected')),
    body json not null,
    result json not null,
    unique (client_id, seq)
  )`.execute(db);
}
