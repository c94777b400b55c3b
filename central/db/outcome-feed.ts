import { sql } from 'kysely';
import { ProposeMeasure } from '../../shared/mutation/mutation.ts';
import { anyOf } from './any-of.ts';
import type { Queryable, Trx } from './connect.ts';

/** Something that other systems want to know, or are asked to do. */
export interface OutcomeEvent {
  id: string;
  at: number;
  type: string;
  caseId: string;
  body: unknown;
}

/** Appends outcomes under the version of the commit that they belong to, in their order. */
export async function insertOutcomes(
  trx: Trx,
  teamId: string,
  version: number,
  events: readonly OutcomeEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const column = <K extends keyof OutcomeEvent>(name: K) => events.map((event) => event[name]);
  await sql`
    insert into outcome (id, team_id, version, place, at, type, case_id, body)
    select id, ${teamId}::uuid, ${version}::bigint, place, at, type, case_id, body::json
    from unnest(${column('id')}::uuid[], ${column('at')}::bigint[], ${column('type')}::text[],
      ${column('caseId')}::uuid[], ${events.map(({ body }) => JSON.stringify(body))}::text[])
      with ordinality as event (id, at, type, case_id, body, place)
    on conflict (id) do nothing`.execute(trx);
}

export type StoredOutcome = OutcomeEvent & { version: number; place: number };

/** Outcomes of a team behind a place, in the order in which they were committed; at most `limit`. */
export async function outcomesAfter(
  db: Queryable,
  teamId: string,
  after: { version: number; place: number },
  limit: number,
): Promise<StoredOutcome[]> {
  return db
    .selectFrom('outcome')
    .select(['id', 'version', 'place', 'at', 'type', 'case_id as caseId', 'body'])
    .where('team_id', '=', teamId)
    .where(sql<boolean>`(version, place) > (${after.version}, ${after.place})`)
    .orderBy('version')
    .orderBy('place')
    .limit(limit)
    .execute();
}

/** The cases that requested messages are about, by message. */
export async function casesOfMessages(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('outcome')
    .select(['id', 'case_id as caseId'])
    .where('id', '=', anyOf('uuid', ids))
    .where('type', '=', 'message.requested')
    .execute();
  return new Map(rows.map(({ id, caseId }) => [id, caseId]));
}

/** The cases that measures are about, by measure: a measure has the id of the mutation that proposed it. */
export async function casesOfMeasures(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('mutation')
    .select(['id', 'body'])
    .where('id', '=', anyOf('uuid', ids))
    .where('name', '=', 'proposeMeasure')
    .where('status', '=', 'applied')
    .execute();
  return new Map(
    rows.flatMap(({ id, body }): [string, string][] => {
      const proposal = ProposeMeasure.safeParse(body).data;
      return proposal ? [[id, proposal.args.caseId.toLowerCase()]] : [];
    }),
  );
}
