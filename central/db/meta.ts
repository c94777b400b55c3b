import { sql } from 'kysely';
import type { Ids } from '../../shared/ports.ts';
import type { Database, Queryable } from './connect.ts';

interface Identity {
  system_identifier: string;
  timeline: number;
}

async function serverIdentity(db: Queryable): Promise<Identity> {
  const { rows } = await sql<Identity>`
    select s.system_identifier::text as system_identifier, c.timeline_id as timeline
    from pg_control_system() s, pg_control_checkpoint() c`.execute(db);
  const [identity] = rows;
  if (!identity) throw new Error('PostgreSQL did not identify itself');
  return identity;
}

/**
 * The epoch of this database. A new one begins when the data turn up in another cluster or on another timeline (a
 * restore), so that no desk continues a history which central no longer has.
 */
export async function currentEpoch(db: Database, ids: Ids): Promise<string> {
  const identity = await serverIdentity(db);
  const meta = await db
    .insertInto('sync_meta')
    .values({ id: 1, epoch: ids.uuid(), ...identity })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((row) => ({
          epoch: row.ref('excluded.epoch'),
          system_identifier: row.ref('excluded.system_identifier'),
          timeline: row.ref('excluded.timeline'),
        }))
        .where((row) =>
          row.or([
            row('sync_meta.system_identifier', '!=', identity.system_identifier),
            row('sync_meta.timeline', '!=', identity.timeline),
          ]),
        ),
    )
    .returning('epoch')
    .executeTakeFirst();
  if (meta) return meta.epoch;
  return (await db.selectFrom('sync_meta').select('epoch').executeTakeFirstOrThrow()).epoch;
}

/** A secret that all processes on this database share; `fresh` becomes it when there is none yet. */
export async function sharedSecret(db: Database, name: string, fresh: string): Promise<string> {
  await db
    .insertInto('secret')
    .values({ name, value: fresh })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  return (await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow())
    .value;
}
