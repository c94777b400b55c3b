import { sql } from 'kysely';
import type { Database, Trx } from '../../central/db/connect.ts';
import { publishCases } from '../../central/sync/publish-cases.ts';
import type { Cursor } from '../../shared/api/sync.ts';
import type { Case } from '../../shared/case/case.ts';
import type { TestCentral } from './central.ts';
import type { DeskClient } from './central-client.ts';

/** A way to tell a poller what was committed. */
export interface Feed {
  /** Tells of a case, as the last thing in a transaction. */
  write(trx: Trx, subject: Case): Promise<unknown>;
  /** Whatever is new since the last look. */
  look(): Promise<string[]>;
}

/** The feed that central ships, read by a desk over HTTP in small pages. */
export function shippedFeed({ ids, clock }: TestCentral, desk: DeskClient, from: Cursor): Feed {
  let cursor = from;
  return {
    write: (trx, subject) =>
      publishCases(trx, { ids, clock, at: clock.now() }, [{ before: subject, subject }]),
    async look() {
      const seen: string[] = [];
      for (;;) {
        const page = await desk.delta(cursor, 4);
        seen.push(...page.changes.map(({ id }) => id));
        cursor = page.cursor;
        if (!page.more) return seen;
      }
    },
  };
}

/**
 * Designs of other feeds: what a poller asks for, and how far it has then come. All lose what commits late.
 */
export const LOSSY = {
  'a sequence': { visible: sql`true`, position: 'seq' },
  'the time of the change': { visible: sql`true`, position: 'at' },
  'a sequence below the oldest running transaction': {
    visible: sql`xid < pg_snapshot_xmin(pg_current_snapshot())`,
    position: 'seq',
  },
} as const;

export async function lossyFeed(db: Database, design: keyof typeof LOSSY): Promise<Feed> {
  const { visible, position } = LOSSY[design];
  await sql`create table plain_feed (
    seq bigint generated always as identity, at bigint not null, xid xid8 not null, id text not null)`.execute(
    db,
  );
  let cursor = '0';
  return {
    write: (trx, { id }) =>
      sql`insert into plain_feed (at, xid, id)
        values (extract(epoch from clock_timestamp()) * 1000000, pg_current_xact_id(), ${id})`.execute(trx),
    async look() {
      const { rows } = await sql<{ position: string; id: string }>`
        select ${sql.ref(position)}::text as position, id from plain_feed
        where ${sql.ref(position)} > ${cursor}::bigint and ${visible} order by ${sql.ref(position)}, seq`.execute(
        db,
      );
      cursor = rows.at(-1)?.position ?? cursor;
      return rows.map(({ id }) => id);
    },
  };
}
