import { sql } from 'kysely';
import type { Ids } from '../../shared/ports.ts';
import { DAY } from '../../shared/time.ts';
import type { Queryable } from './connect.ts';

/** When a history was put back, and to which moment; null: nobody knows. */
export interface Restored {
  at: number | null;
  to: number | null;
}

interface Identity {
  system_identifier: string;
  timeline: number;
}

/**
 * The timeline is read where the log is written: a standby that takes over notes the new one in its control
 * file only later.
 */
const IDENTITY = sql`(
  select system_identifier::text as system_identifier,
    ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int as timeline
  from pg_control_system())`;

/** Whether these data lie in another cluster or on another timeline than when their epoch began. */
export const HISTORY_MOVED = sql<boolean>`(
  select (sync_meta.system_identifier, sync_meta.timeline) is distinct from
    (present.system_identifier, present.timeline) from ${IDENTITY} as present)`;

/** The data were put back since somebody last looked: begin another epoch and look again. */
export class HistoryMoved extends Error {}

/** Throws `HistoryMoved` when the database took over from another one without anybody noticing. */
export async function checkHistory(db: Queryable): Promise<void> {
  const known = await db.selectFrom('sync_meta').select(HISTORY_MOVED.as('moved')).executeTakeFirst();
  if (known?.moved) throw new HistoryMoved('the data lie in another history');
}

async function serverIdentity(db: Queryable): Promise<Identity> {
  const { rows } = await sql<Identity>`
    select system_identifier, timeline from ${IDENTITY} as present`.execute(db);
  const [identity] = rows;
  if (!identity) throw new Error('PostgreSQL did not identify itself');
  return identity;
}

/**
 * The epoch of this database. A new one begins when the data turn up in another cluster or on another
 * timeline (a restore), so that no desk continues a history which central no longer has.
 */
export async function currentEpoch(
  db: Queryable,
  ids: Ids,
  now: number | undefined = undefined,
): Promise<string> {
  const identity = await serverIdentity(db);
  const known = await db.selectFrom('sync_meta').selectAll().executeTakeFirst();
  const same =
    known?.system_identifier === identity.system_identifier && known.timeline === identity.timeline;
  if (same) return known.epoch;
  // Nobody knows what is missing; a desk was in contact until then at least.
  const to = known ? await newestContact(db) : null;
  return beginEpoch(db, ids.uuid(), identity, known?.epoch ?? null, { at: known ? (now ?? null) : null, to });
}

async function newestContact(db: Queryable): Promise<number | null> {
  const { at } = await db
    .selectFrom('sync_client')
    .select((row) => row.fn.max<number | null>('last_seen_at').as('at'))
    .executeTakeFirstOrThrow();
  return at;
}

/**
 * Begins a new epoch, for a history that was put back by other means than PostgreSQL's own (a restored
 * backup): every desk pulls anew and brings again what it had sent. Answers the new epoch.
 */
export async function rotateEpoch(
  db: Queryable,
  ids: Ids,
  restored: Restored = { at: null, to: null },
): Promise<string> {
  const known = await db.selectFrom('sync_meta').select('epoch').executeTakeFirst();
  return beginEpoch(db, ids.uuid(), await serverIdentity(db), known?.epoch ?? null, restored);
}

/** The epoch as it stands in the database now, which another process may have begun. */
export async function storedEpoch(db: Queryable): Promise<string> {
  return (await db.selectFrom('sync_meta').select('epoch').executeTakeFirstOrThrow()).epoch;
}

/** Whether somebody has set up a central in this database. */
export async function isCentral(db: Queryable): Promise<boolean> {
  const { rows } = await sql<{
    there: boolean;
  }>`select to_regclass('sync_meta') is not null as there`.execute(db);
  return (
    rows[0]?.there === true &&
    (await db.selectFrom('sync_meta').select('id').executeTakeFirst()) !== undefined
  );
}

/** When this history was last put back. */
export async function lastRestored(db: Queryable): Promise<Restored> {
  const known = await db
    .selectFrom('sync_meta')
    .select(['restored_at as at', 'restored_to as to'])
    .executeTakeFirst();
  return known ?? { at: null, to: null };
}

/** So long desks keep what they sent, and so long after a restore what is missing may still come. */
export const RECOVERY = 14 * DAY;

/** When central was put back, while what is missing may still come; else null. */
export async function recoveringSince(db: Queryable, now: number): Promise<number | null> {
  const { at } = await lastRestored(db);
  return at !== null && now - at <= RECOVERY ? at : null;
}

/**
 * When somebody last looked for what waits for too long, if that is a day ago or more; then this is the next
 * look. Null: not yet, also when the clock went back since.
 */
export async function lookedBefore(db: Queryable, now: number): Promise<number | null> {
  const { rows } = await sql<{ before: number | null }>`
    update sync_meta set looked_at = ${now}
    from (select looked_at as before from sync_meta for update) as former
    where former.before is null or former.before > ${now} or former.before <= ${now - DAY}
    returning former.before`.execute(db);
  const before = rows[0]?.before ?? null;
  return before !== null && before <= now ? before : null;
}

/** Notes that a history was put back: what was missing before may still be on its way. */
export function putBack({ at, to }: Restored) {
  const since = (at ?? 0) - RECOVERY;
  const former = sql`case when sync_meta.restored_at >= ${since} then sync_meta.restored_to end`;
  return { restored_at: at, restored_to: sql<number | null>`least(${to}::bigint, ${former})` };
}

/** Of several processes that find `former` outdated at once, the first one names the next epoch. */
async function beginEpoch(
  db: Queryable,
  epoch: string,
  identity: Identity,
  former: string | null,
  restored: Restored,
): Promise<string> {
  const next = { epoch, ...identity };
  await db
    .insertInto('sync_meta')
    .values({ id: 1, ...next, restored_at: restored.at, restored_to: restored.to })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ ...next, ...putBack(restored) })
        .where('sync_meta.epoch', '=', former ?? epoch),
    )
    .execute();
  return storedEpoch(db);
}
