import { type Kysely, sql } from 'kysely';

/**
 * Cases as documents beside the columns that queries need, and the append-only facts about them. Documents
 * are `json`, not `jsonb`: a pull hands their text on as it is, and text with escapes that `jsonb` refuses is
 * kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table case_ (
    id uuid primary key,
    kind text not null,
    external_id text not null,
    team_id uuid not null references team,
    assignee_id uuid references account,
    stage text not null,
    closed boolean not null,
    due_at bigint not null,
    phone text not null,
    reported_number text,
    version bigint not null,
    doc json not null
  )`.execute(db);
  await sql`create index case_of_team on case_ (team_id, closed, due_at, id)`.execute(db);
  await sql`create index case_of_agent on case_ (assignee_id, closed, due_at, id)`.execute(db);
  await sql`create index case_reported_number on case_ (reported_number) where reported_number is not null`.execute(
    db,
  );
  // No foreign keys: a fact is kept even when its case is unknown here.
  await sql`create table call_result (
    id uuid primary key,
    case_id uuid not null,
    author_id uuid not null,
    direction text not null,
    disposition text not null,
    started_at bigint not null,
    ended_at bigint not null,
    at bigint not null,
    received_at bigint not null,
    note text not null,
    reason text,
    callback_at bigint,
    run json,
    policy_version bigint not null,
    dispositions_version bigint not null,
    flags text[] not null
  )`.execute(db);
  await sql`create index call_result_received on call_result (received_at, id)`.execute(db);
  await sql`create index call_result_case on call_result (case_id)`.execute(db);
  await sql`create table case_event (
    id uuid primary key,
    case_id uuid not null,
    name text not null,
    author_id uuid,
    at bigint not null,
    received_at bigint not null,
    status text not null,
    detail json not null
  )`.execute(db);
  await sql`create index case_event_case on case_event (case_id, received_at)`.execute(db);
  await sql`create index case_event_received on case_event (received_at, id)`.execute(db);
  await sql`create table number_finding (
    number text primary key,
    verdict text not null,
    action text,
    decided_at bigint not null,
    recorded_at bigint not null
  )`.execute(db);
  await sql`create table library_document (
    team_id uuid not null references team,
    id text not null,
    type text not null,
    version integer not null,
    doc json not null,
    primary key (team_id, id)
  )`.execute(db);
}
