import { sql } from 'kysely';
import type { Queryable } from './connect.ts';

const PAGE = 1_000;

/** One entry of the trail of what was done. */
export interface AuditLine {
  id: string;
  at: number;
  kind: string;
  /** Whom it is about or who did it; null: nobody whom central knows. */
  account: string | null;
  detail: Record<string, string>;
}

/** What was done since a moment, in the order of time; of one kind, or all. */
export async function* auditSince(
  db: Queryable,
  since: number,
  kind: string | null,
): AsyncGenerator<AuditLine> {
  let from = { at: since, id: '00000000-0000-0000-0000-000000000000' };
  for (;;) {
    const { rows } = await sql<AuditLine>`
      select audit.id, audit.at, audit.kind, account.account, audit.detail
      from audit left join account on account.id = audit.account_id
      where (audit.at, audit.id) > (${from.at}, ${from.id}::uuid)
        and (${kind}::text is null or audit.kind = ${kind})
      order by audit.at, audit.id limit ${PAGE}`.execute(db);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    from = last;
  }
}
