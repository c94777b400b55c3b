import { sql } from 'kysely';
import type { Role } from '../../shared/api/account.ts';
import type { Queryable } from './connect.ts';

/** An account as the list of people shows it. */
export interface Person {
  account: string;
  name: string;
  role: Role;
  team: string;
  staffNumber: string;
  permissions: string[];
  disabled: boolean;
  /** When a desk or system of theirs was last in contact; null: never. */
  lastSeenAt: number | null;
  openCases: number;
}

/** The accounts of a team, or of all, by team and account. */
export async function peopleOf(db: Queryable, teamId: string | null): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select account.account, account.name, account.role, team.name as team,
      account.staff_number as "staffNumber", account.permissions, not account.active as disabled,
      seen.at as "lastSeenAt", coalesce(held.count, 0)::int as "openCases"
    from account join team on team.id = account.team_id
    left join (
      select account_id, max(at) as at from (
        select account_id, last_used_at as at from session
        union all select account_id, last_seen_at from device
        union all select account_id, last_seen_at from sync_client
      ) contact group by account_id
    ) seen on seen.account_id = account.id
    left join (
      select assignee_id, count(*) from case_ where not closed and assignee_id is not null group by assignee_id
    ) held on held.assignee_id = account.id
    where ${teamId}::uuid is null or account.team_id = ${teamId}::uuid
    order by team.name, account.account`.execute(db);
  return rows;
}
