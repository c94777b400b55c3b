import { z } from 'zod';
import { Outcome, type OutcomesRequest, OutcomesResponse } from '../../shared/api/outcomes.ts';
import type { Cursor } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { noteLostCommits } from '../db/commit-tag.ts';
import type { Queryable, Trx } from '../db/connect.ts';
import { lastRestored } from '../db/meta.ts';
import { outcomesAfter } from '../db/outcome-feed.ts';
import { headOf, isPruned, tagOf } from '../db/pull.ts';
import type { Caller, Services } from '../services.ts';
import { presentSnapshot } from '../sync/present-snapshot.ts';

/**
 * `epoch.version.place.tag.r<moment>`: opaque to readers. The moment is when central was last put back, as
 * far as it was known (0: never). One of before has no moment, or no tag either.
 */
const CURSOR = /^([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,9})(?:\.([0-9a-f-]{36}))?(?:\.r(\d{1,15}))?$/;

interface Place {
  version: number;
  place: number;
}

interface Read extends Place {
  epoch: string;
  /** The mark of the commit that made `version`. */
  tag: string | null;
  putBackAt: number | null;
}

function read(cursor: string): Read {
  const [, epoch, version, place, tag = null, putBackAt] = CURSOR.exec(cursor) ?? [];
  const sound = z.tuple([z.uuid(), z.uuid().nullable()]).safeParse([epoch, tag]).success;
  if (!sound) throw new CodedError('invalid_input', { field: 'cursor' });
  const at = putBackAt === undefined ? null : Number(putBackAt);
  return { epoch: epoch ?? '', version: Number(version), place: Number(place), tag, putBackAt: at };
}

/**
 * Whether the history still has what a reader has read: a standby that took over may lack the newest commits.
 */
async function continues(trx: Trx, teamId: string, from: Read, head: Cursor): Promise<boolean> {
  if (from.epoch !== head.epoch || from.version > head.version) return false;
  if (from.tag === null) return true;
  const tag = await tagOf(trx, teamId, from.version);
  return tag === from.tag || (tag === null && (await isPruned(trx, teamId, from.version)));
}

/** Says since when the reader must tell again what it did: what central knew of it since then is gone. */
async function restarted(db: Queryable): Promise<CodedError> {
  const { to } = await lastRestored(db);
  return new CodedError('outcomes_restarted', to === null ? {} : { since: to });
}

/**
 * What other systems have not read yet, in the order of its commits: rows lie under the team's late counter,
 * so that none appears behind a cursor. Without a cursor from the beginning. Throws `invalid_input` (no
 * cursor of ours) or `outcomes_restarted`: central was restored, or lost its newest commits: the reader
 * begins anew, meets outcomes that it knows by their ids, and tells again what it did since `since` (ms).
 */
export async function outcomes(
  services: Pick<Services, 'db' | 'ids' | 'clock'>,
  { teamId }: Pick<Caller, 'teamId'>,
  { cursor, limit }: z.output<typeof OutcomesRequest>,
): Promise<OutcomesResponse> {
  const from = cursor === undefined ? null : read(cursor);
  const answer = await presentSnapshot(services, async (trx) => {
    const head = await headOf(trx, teamId);
    if (from && !(await continues(trx, teamId, from, head))) return { lost: from.epoch === head.epoch };
    // Somebody else noticed the loss: what this reader told meanwhile may be gone as well.
    const putBackAt = (await lastRestored(trx)).at ?? 0;
    if (from && from.putBackAt !== null && from.putBackAt !== putBackAt) return { lost: false };
    const start: Place = from ?? { version: 0, place: 0 };
    const rows = await outcomesAfter(trx, teamId, start, limit + 1);
    const page = rows.slice(0, limit);
    const { version, place } = page.at(-1) ?? start;
    const tag = await tagOf(trx, teamId, version);
    return OutcomesResponse.parse({
      // One that nobody can read stops no reader.
      outcomes: page.flatMap((outcome) => Outcome.safeParse(outcome).data ?? []),
      cursor: [head.epoch, version, place, ...(tag === null ? [] : [tag]), `r${putBackAt}`].join('.'),
      more: rows.length > limit,
      serverTime: services.clock.now(),
    });
  });
  if (!('lost' in answer)) return answer;
  if (answer.lost && from && from.tag !== null) {
    const { epoch, version, tag } = from;
    const cursor = { epoch, version, tag };
    await noteLostCommits(services.db, { teamId, cursor, since: null }, services.clock.now());
  }
  throw await restarted(services.db);
}
