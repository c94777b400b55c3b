import { createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type { Cursor } from '../../shared/api/sync.ts';
import type { Queryable } from './connect.ts';
import { putBack, RECOVERY } from './meta.ts';
import { RECEIPT_KEY } from './secrets.ts';

/** What the tags of a history are sealed with. */
export interface Sealing {
  /** Hex. */
  key: string;
  epoch: string;
  /** When the history was last put back, as far as it was known at the commit. */
  restoredAt: number | null;
}

interface Commit {
  teamId: string;
  version: number;
}

/** What tags are sealed with now; null before central first started. */
export async function sealingOf(db: Queryable): Promise<Sealing | null> {
  const row = await db
    .selectFrom('sync_meta')
    .innerJoin('secret', (join) => join.onTrue())
    .select(['sync_meta.epoch', 'sync_meta.restored_at as restoredAt', 'secret.value as key'])
    .where('secret.name', '=', RECEIPT_KEY)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * The tag of a commit: half of it is drawn (from `random`), the rest proves that this central gave it to this
 * commit and to no other.
 */
export function sealedTag(sealing: Sealing, { teamId, version }: Commit, random: string): string {
  const { key, epoch, restoredAt } = sealing;
  const drawn = random.replaceAll('-', '').slice(0, 16);
  const seal = createHmac('sha256', Buffer.from(key, 'hex'))
    .update(['commit', epoch, restoredAt ?? '', teamId, version, drawn].join('\n'))
    .digest('hex');
  return `${drawn}8${seal.slice(0, 15)}`.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Whether this central gave the tag to that commit, whether or not the history still has it. */
function isSealed(sealing: Sealing, commit: Commit, tag: string): boolean {
  const right = Buffer.from(sealedTag(sealing, commit, tag));
  const given = Buffer.from(tag);
  return given.length === right.length && timingSafeEqual(given, right);
}

/** A cursor that the history does not have; `since`: a moment of its reader that is not lost. */
export interface Lost {
  teamId: string;
  cursor: Cursor;
  since: number | null;
}

/**
 * Notes that commits are gone which somebody had read: a standby took over that did not have them. Only the
 * tag of such a commit proves it, and one loss is noted once: anybody may invent a tag or keep a lost one.
 * The epoch goes on; what is missing may come from now on.
 */
export async function noteLostCommits(db: Queryable, lost: Lost, now: number): Promise<void> {
  const { teamId, cursor, since } = lost;
  const sealing = await sealingOf(db);
  if (!sealing || !isSealed(sealing, { teamId, version: cursor.version }, cursor.tag.toLowerCase())) return;
  const { epoch, restoredAt } = sealing;
  // Desks keep no more than that.
  const to = Math.max(since ?? 0, now - RECOVERY);
  await db
    .updateTable('sync_meta')
    .set(putBack({ at: now, to }))
    .where('epoch', '=', epoch)
    .where(sql<boolean>`restored_at is not distinct from ${restoredAt}::bigint`)
    .execute();
}
