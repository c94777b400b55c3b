import type { Cursor } from '../../shared/api/sync.ts';
import type { Trx } from '../db/connect.ts';
import { changedRows, digestsOf, tagOf } from '../db/pull.ts';
import { changeLine } from './lines.ts';
import type { Page } from './pull.ts';

interface DeltaFrom {
  teamId: string;
  scopes: string[];
  from: Cursor;
  head: Cursor;
  limit: number;
  /** Whether the digests of the scopes come with the last page. */
  digest: boolean;
}

/**
 * What changed since the cursor. A page ends between two versions, never within one: its cursor must mean "everything up to
 * here". A version with more rows than `limit` therefore comes in one larger page.
 */
export async function deltaPage(trx: Trx, ask: DeltaFrom): Promise<Page> {
  const { teamId, scopes, from, head, limit } = ask;
  const digests = (more: boolean) => (ask.digest && !more ? digestsOf(trx, scopes) : null);
  const rows = await changedRows(trx, scopes, from.version, { limit: limit + 1 });
  const beyond = rows[limit];
  if (!beyond) {
    return {
      cursor: head,
      changes: rows.map(changeLine),
      rest: { kind: 'delta', more: false, digests: await digests(false) },
    };
  }
  const whole = rows.filter((row) => row.version < beyond.version);
  const page =
    whole.length > 0 ? whole : await changedRows(trx, scopes, from.version, { upTo: beyond.version });
  const version = page.at(-1)?.version ?? head.version;
  const tag = (await tagOf(trx, teamId, version)) ?? head.tag;
  const more = version < head.version;
  return {
    cursor: { epoch: head.epoch, version, tag },
    changes: page.map(changeLine),
    rest: { kind: 'delta', more, digests: await digests(more) },
  };
}
