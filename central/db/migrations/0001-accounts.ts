import { type Kysely, sql } from 'kysely';

/** Teams, people, their devices and sessions, and the trail of what was done to accounts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table secret (name text primary key, value text not null)`.execute(db);
  await sql`create table team (
    id uuid primary key, name text not null unique, version bigint not null
  ) with (fillfactor = 50)`.execute(db);
  await sql`create table account (
    id uuid primary key,
    team_id uuid not null references team,
    account text not null unique,
    name text not null,
    staff_number text not null,
    role text not null check (role in ('agent', 'lead', 'admin')),
    password_hash text not null,
    active boolean not null,
    failed_attempts integer not null,
    locked_until bigint not null,
    created_at bigint not null
  )`.execute(db);
  await sql`create index account_team on account (team_id)`.execute(db);
  await sql`create table device (
    account_id uuid not null references account,
    device_id uuid not null,
    name text not null,
    secret text not null,
    created_at bigint not null,
    last_seen_at bigint not null,
    primary key (account_id, device_id)
  )`.execute(db);
  await sql`create table session (
    id uuid primary key,
    account_id uuid not null references account,
    device_id uuid not null,
    generation integer not null,
    used_hash text,
    created_at bigint not null,
    last_used_at bigint not null,
    revoked_at bigint
  )`.execute(db);
  await sql`create index session_account on session (account_id)`.execute(db);
  await sql`create table refresh_token (
    hash text primary key,
    session_id uuid not null references session on delete cascade,
    generation integer not null,
    created_at bigint not null
  )`.execute(db);
  await sql`create index refresh_token_session on refresh_token (session_id)`.execute(db);
  await sql`create table audit (
    id uuid primary key, at bigint not null, kind text not null, account_id uuid, detail json not null
  )`.execute(db);
}
