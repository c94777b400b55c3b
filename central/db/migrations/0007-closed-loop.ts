import { type Kysely, sql } from 'kysely';
import { v5 } from 'uuid';
import {
  columnsOf,
  type EffectOf,
  effectsOf,
  type Stored,
  stubOf,
  upgradedCase,
  upgradedPolicy,
  withAppeal,
} from './0007-documents.ts';

/** Documents read into memory at once. */
const BATCH = 500;
const NAMESPACE = '7f1de3a8-5f0b-4a73-9c55-2f0f6e7f6a07';
/** Comes before every id. */
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * What other systems read and bring: the feed of outcomes, under the same counter as the teams' feeds, so
 * that a reader loses none. `wake_at`: when a case takes its next step by time alone. `permissions`: what an
 * account may do beyond its role. Documents of before are brought up to what this central reads.
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
  await sql`alter table case_
    add column wake_at bigint, add column close_by bigint, add column alt_phone text`.execute(db);
  await sql`create index case_wake on case_ (wake_at) where wake_at is not null`.execute(db);
  await sql`create index case_phone on case_ (phone)`.execute(db);
  await sql`create index case_alt_phone on case_ (alt_phone) where alt_phone is not null`.execute(db);
  await sql`alter table account add column permissions text[] not null default '{}'`.execute(db);
  await sql`alter table account drop constraint account_role_check`.execute(db);
  await sql`alter table account add constraint account_role_check
    check (role in ('agent', 'lead', 'admin', 'integration'))`.execute(db);
  await sql`alter table call_result
    add column dialled text not null default 'phone', add column evidence text[] not null default '{}'`.execute(
    db,
  );
  await upgradeCases(db, await upgradeLibraries(db));
  await relateCases(db);
}

interface Documents {
  teamId: string;
  id: string;
  doc: { type: string; body: Stored };
}

/** Completes policies and gives each team the objection to a measure. Answers what results did, by team. */
async function upgradeLibraries(db: Kysely<unknown>): Promise<Map<string, EffectOf>> {
  const { rows } = await sql<Documents>`
    select team_id as "teamId", id, doc from library_document
    where type in ('policy', 'dispositions') order by team_id, version`.execute(db);
  const sets = new Map<string, Stored[]>();
  for (const { teamId, id, doc } of rows) {
    if (doc.type === 'dispositions') sets.set(teamId, [...(sets.get(teamId) ?? []), doc.body]);
    else {
      const text = JSON.stringify({ ...doc, body: upgradedPolicy(doc.body) });
      await sql`update library_document set doc = ${text}::json
        where team_id = ${teamId} and id = ${id}`.execute(db);
    }
  }
  for (const [teamId, [...known]] of sets) {
    const next = withAppeal(known.at(-1) ?? {});
    if (next) await publishDispositions(db, teamId, next);
  }
  return new Map([...sets].map(([teamId, known]) => [teamId, effectsOf(known)]));
}

async function publishDispositions(db: Kysely<unknown>, teamId: string, body: Stored): Promise<void> {
  const id = `dispositions@${body.version}`;
  const text = JSON.stringify({ type: 'dispositions', body });
  await sql`insert into library_document (team_id, id, type, version, doc)
    values (${teamId}, ${id}, 'dispositions', ${body.version}, ${text}::json)`.execute(db);
  const { rows } = await sql<{ version: number }>`
    update team set version = version + 1 where id = ${teamId} returning version`.execute(db);
  const version = rows[0]?.version ?? 0;
  const tag = v5(`${teamId}:${version}`, NAMESPACE);
  await sql`insert into sync_commit (team_id, version, tag) values (${teamId}, ${version}, ${tag})`.execute(
    db,
  );
  await sql`insert into sync_change (scope, team_id, entity, entity_id, version, op)
    values (${`common:${teamId}`}, ${teamId}, 'document', ${id}, ${version}, 'put')`.execute(db);
}

/** One case after the other; those that other systems must be asked about wake at once. */
async function upgradeCases(db: Kysely<unknown>, effects: ReadonlyMap<string, EffectOf>): Promise<void> {
  let after = NIL;
  for (;;) {
    const { rows } = await sql<{ id: string; teamId: string; doc: Stored }>`
      select id, team_id as "teamId", doc from case_ where id > ${after}::uuid order by id limit ${BATCH}`.execute(
      db,
    );
    const docs = rows.map(({ teamId, doc }) => upgradedCase(doc, effects.get(teamId) ?? (() => null)));
    // Read here and not by the database: its functions for JSON refuse characters that a document may
    // contain.
    const columns = docs.map(columnsOf);
    await sql`update case_ set doc = row.doc::json, close_by = row.close_by, alt_phone = row.alt_phone,
        wake_at = case when not case_.closed then row.wake_at end
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${docs.map((doc) => JSON.stringify(doc))}::text[],
          ${columns.map(({ closeBy }) => closeBy)}::bigint[], ${columns.map(({ altPhone }) => altPhone)}::text[],
          ${columns.map(({ wakeAt }) => wakeAt)}::bigint[])
        as row (id, doc, close_by, alt_phone, wake_at)
      where case_.id = row.id`.execute(db);
    const last = rows.at(-1);
    if (rows.length < BATCH || !last) return;
    after = last.id;
  }
}

/** Makes the cases of one number known to each other. */
async function relateCases(db: Kysely<unknown>): Promise<void> {
  const { rows: shared } = await sql<{ phone: string }>`
    select phone from case_ group by phone having count(*) > 1 order by phone`.execute(db);
  for (let from = 0; from < shared.length; from += BATCH / 10) {
    const phones = shared.slice(from, from + BATCH / 10).map(({ phone }) => phone);
    const { rows } = await sql<{ phone: string; id: string; doc: Stored }>`
      select phone, id, doc from case_ where phone = any(${phones}::text[]) order by id`.execute(db);
    const docs = rows.map(({ phone, id, doc }) => {
      const others = rows.filter((other) => other.phone === phone && other.id !== id).slice(0, 50);
      return JSON.stringify({ ...doc, related: others.map((other) => stubOf(other.doc)) });
    });
    await sql`update case_ set doc = row.doc::json
      from unnest(${rows.map(({ id }) => id)}::uuid[], ${docs}::text[]) as row (id, doc)
      where case_.id = row.id`.execute(db);
  }
}
