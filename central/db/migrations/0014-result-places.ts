import { type Kysely, sql } from 'kysely';

/**
 * Where a result lies in the order of its team's commits, and when that was: the time at which a transaction
 * began says nothing about when others see it. Results of before keep the order of their times under version
 * 0.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table call_result
    add column team_id uuid, add column version bigint not null default 0,
    add column place integer not null default 0, add column arrived_at bigint`.execute(db);
  await sql`update call_result set team_id = found.team_id, place = found.place, arrived_at = received_at
    from (
      select id, team_id, row_number() over (partition by team_id order by received_at, id) as place
      from (
        select result.id, result.received_at,
          coalesce(subject.team_id, author.team_id, '00000000-0000-0000-0000-000000000000') as team_id
        from call_result result
        left join case_ subject on subject.id = result.case_id
        left join account author on author.id = result.author_id
      ) result
    ) found where call_result.id = found.id`.execute(db);
  await sql`alter table call_result alter column team_id set not null, alter column arrived_at set not null`.execute(
    db,
  );
  await sql`drop index call_result_received`.execute(db);
  await sql`create index call_result_place on call_result (team_id, version, place)`.execute(db);
  await sql`create index call_result_arrived on call_result (arrived_at)`.execute(db);
}
