import { type Kysely, sql } from 'kysely';

/**
 * What other systems read and bring: the feed of outcomes, under the same counter as the teams' feeds, so that a reader
 * loses none. `wake_at`: when a case takes its next step by time alone. `permissions`: what an account may do beyond its role.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table outcome (
    id uuid primary key,
    team_id uuid not null references team,
    version bigint not null,
    place integer not null,
    at bigint not null,
    type text not null,
    case_id uuid not null,
    body json not null,
    unique (team_id, version, place)
  )`.execute(db);
  await sql`create index outcome_case on outcome (case_id)`.execute(db);
  await sql`alter table case_ add column wake_at bigint, add column close_by bigint`.execute(db);
  await sql`create index case_wake on case_ (wake_at) where wake_at is not null`.execute(db);
  await sql`create index case_phone on case_ (phone)`.execute(db);
  await sql`alter table account add column permissions text[] not null default '{}'`.execute(db);
  await sql`alter table account drop constraint account_role_check`.execute(db);
  await sql`alter table account add constraint account_role_check
    check (role in ('agent', 'lead', 'admin', 'integration'))`.execute(db);
  await sql`alter table call_result
    add column dialled text not null default 'phone', add column evidence text[] not null default '{}'`.execute(
    db,
  );
}
