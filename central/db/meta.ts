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
export async function currentEpoch(db: Queryable, ids: Ids): Promise<string> {
  const identity = await serverIdentity(db);
  const known = await db.selectFrom('sync_meta').selectAll().executeTakeFirst();
  const same =
    known?.system_identifier === identity.system_identifier && known.timeline === identity.timeline;
  return same ? known.epoch : beginEpoch(db, ids.uuid(), identity, known?.epoch ?? null);
}

/**
 * Begins a new epoch, for a history that was put back by other means than PostgreSQL's own (a restored backup): every desk
 * pulls anew and brings again what it had sent. Answers the new epoch.
 */
export async function rotateEpoch(db: Queryable, ids: Ids): Promise<string> {
  const known = await db.selectFrom('sync_meta').select('epoch').executeTakeFirst();
  return beginEpoch(db, ids.uuid(), await serverIdentity(db), known?.epoch ?? null);
}

/** The epoch as it stands in the database now, which another process may have begun. */
export async function storedEpoch(db: Queryable): Promise<string> {
  return (await db.selectFrom('sync_meta').select('epoch').executeTakeFirstOrThrow()).epoch;
}

/** Of several processes that find `former` outdated at once, the first one names the next epoch. */
async function beginEpoch(
  db: Queryable,
  epoch: string,
  identity: Identity,
  former: string | null,
): Promise<string> {
  const next = { epoch, ...identity };
  await db
    .insertInto('sync_meta')
    .values({ id: 1, ...next })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...next, gap_open: true })
        .where('sync_meta.epoch', '=', former ?? epoch),
    )
    .execute();
  return storedEpoch(db);
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
