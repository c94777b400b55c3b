import type { Queryable } from './connect.ts';

export interface OpenEnds {
  /** Null: reports in nobody's hands. */
  account: string | null;
  name: string | null;
  openEnds: number;
}

/** Reports that are past their promise without feedback, by whose they are, most first. */
export async function openEndsByAgent(db: Queryable, teamId: string, now: number): Promise<OpenEnds[]> {
  return db
    .selectFrom('case_')
    .leftJoin('account', 'account.id', 'case_.assignee_id')
    .select((row) => ['account.account', 'account.name', row.fn.countAll<number>().as('openEnds')])
    .where('case_.team_id', '=', teamId)
    .where('case_.kind', '=', 'spam_report')
    .where('case_.closed', '=', false)
    .where('case_.close_by', '<', now)
    .groupBy(['account.account', 'account.name'])
    .orderBy('openEnds', 'desc')
    .orderBy('account.account')
    .execute();
}
