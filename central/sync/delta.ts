import type { Cursor } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Trx } from '../db/connect.ts';
import { changedRows, digestsOf, type FeedPlace, tagOf } from '../db/pull.ts';
import type { EntityKind } from '../db/tables.ts';
import { changeLine } from './lines.ts';
import type { Page } from './page.ts';

interface DeltaFrom {
  teamId: string;
  scopes: string[];
  from: Cursor;
  head: Cursor;
  limit: number;
  /** Text of rows in a page. */
  bytes: number;
  /** Whether the digests of the scopes come with the last page. */
  digest: boolean;
}

/** Rows of a version that come in one page if they fit in its bytes, however many are asked for. */
const ROWS_OF_VERSION = 5_000;

const PLACE = /^(\S+) (\S+) (.+)$/;

/** Where a cursor stands. Throws `invalid_input` for a place that is none of ours. */
function placeOf({ version, place }: Cursor, scopes: readonly string[]): FeedPlace {
  if (place === undefined) return { version };
  const [, scope = '', entity = '', id = ''] = PLACE.exec(place) ?? [];
  if (!scopes.includes(scope)) throw new CodedError('invalid_input', { field: 'place' });
  return { version, row: { scope, entity: entity as EntityKind, id } };
}

/**
 * What changed since the cursor. A page ends between two versions where it can. Only a version that is larger
 * than a page is cut: then the cursor says where, and the desk keeps the pages until the last one.
 */
export async function deltaPage(trx: Trx, ask: DeltaFrom): Promise<Page> {
  const { teamId, scopes, from, head, limit, bytes } = ask;
  const digests = (more: boolean) => (ask.digest && !more ? digestsOf(trx, teamId, scopes) : null);
  const place = placeOf(from, scopes);
  const found = await changedRows(trx, ask, place, { rows: limit, bytes });
  if (!found.more) {
    return {
      cursor: head,
      changes: found.rows.map(changeLine),
      rest: { kind: 'delta', more: false, digests: await digests(false) },
    };
  }
  const beyond = found.rows.at(-1)?.next ?? head.version;
  const whole = found.rows.filter((row) => row.version < beyond);
  const large = whole.length === 0 && !place.row;
  const size = { rows: ROWS_OF_VERSION, bytes };
  const version = large ? await changedRows(trx, ask, place, size, beyond) : found;
  const rows = whole.length > 0 ? whole : version.rows;
  const last = rows.at(-1);
  const cut = whole.length === 0 && version.more && last;
  const reached = last?.version ?? head.version;
  const tag = (await tagOf(trx, teamId, reached)) ?? head.tag;
  const more = reached < head.version || Boolean(cut);
  return {
    cursor: {
      epoch: head.epoch,
      version: reached,
      tag,
      ...(cut && { place: `${cut.scope} ${cut.entity} ${cut.id}` }),
    },
    changes: rows.map(changeLine),
    rest: { kind: 'delta', more, digests: await digests(more) },
  };
}
