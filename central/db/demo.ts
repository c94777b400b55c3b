import { sql } from 'kysely';
import { Case } from '../../shared/case/case.ts';
import type { Ids } from '../../shared/ports.ts';
import type { Database } from './connect.ts';
import { rotateEpoch } from './meta.ts';

const BUILT_AT = 'demo-built-at';

/** When the demo was last built or refreshed, ms; null: never. */
export async function demoBuiltAt(db: Database): Promise<number | null> {
  const row = await db.selectFrom('secret').select('value').where('name', '=', BUILT_AT).executeTakeFirst();
  return row ? Number(row.value) : null;
}

export async function setDemoBuiltAt(db: Database, at: number): Promise<void> {
  await db
    .insertInto('secret')
    .values({ name: BUILT_AT, value: String(at) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(at) }))
    .execute();
}

/** Whether a desk other than these has sent work. */
export async function workArrived(db: Database, except: readonly string[]): Promise<boolean> {
  const row = await db
    .selectFrom('sync_client')
    .select('id')
    .where('id', 'not in', except)
    .where('last_seq', '>', 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Removes all cases and what was done on them; people and devices stay, desks begin anew (a new epoch). */
export async function wipeCases(db: Database, ids: Ids): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const table of [
      'mutation',
      'sync_client',
      'call_result',
      'case_event',
      'outcome',
      'number_finding',
      'case_',
    ] as const) {
      await trx.deleteFrom(table).execute();
    }
    await trx.deleteFrom('sync_change').where('entity', '=', 'case').execute();
    await rotateEpoch(trx, ids);
  });
}

/** The open cases of an agent, the most urgent first. */
export async function openCasesOf(db: Database, agentId: string): Promise<Case[]> {
  const rows = await db
    .selectFrom('case_')
    .select('doc')
    .where('assignee_id', '=', agentId)
    .where('closed', '=', false)
    .orderBy('due_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => Case.parse(row.doc));
}

/** The calls that an agent might have made since a time, the most urgent first. */
export async function dueCallsOf(
  db: Database,
  agentId: string,
  { before, limit }: { before: number; limit: number },
): Promise<Case[]> {
  const rows = await db
    .selectFrom('case_')
    .select('doc')
    .where('assignee_id', '=', agentId)
    .where('closed', '=', false)
    .where(sql<boolean>`doc -> 'plan' ->> 'kind' = 'call'`)
    .where(sql<boolean>`(doc -> 'plan' ->> 'notBefore')::bigint <= ${before}`)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => Case.parse(row.doc));
}

/** Open cases of a team whose next step is no call. */
export async function casesBesideCalls(db: Database, teamId: string): Promise<Case[]> {
  const rows = await db
    .selectFrom('case_')
    .select('doc')
    .where('team_id', '=', teamId)
    .where('closed', '=', false)
    .where(sql<boolean>`doc -> 'plan' ->> 'kind' <> 'call'`)
    .orderBy('due_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => Case.parse(row.doc));
}

export async function countAllCases(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('case_')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
