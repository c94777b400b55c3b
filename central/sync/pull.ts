import { type Cursor, PROTOCOL_VERSION, type PullRequest } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import { noteLostCommits } from '../db/commit-tag.ts';
import type { Trx } from '../db/connect.ts';
import { clientState } from '../db/desks.ts';
import { settledResults } from '../db/mutations.ts';
import { headOf, tagOf } from '../db/pull.ts';
import { keepSigningKey } from '../db/signing-keys.ts';
import type { Caller, Services } from '../services.ts';
import { noteContact } from './contact.ts';
import { deltaPage } from './delta.ts';
import { answerOf } from './page.ts';
import { presentSnapshot } from './present-snapshot.ts';
import { scopesOf } from './scopes.ts';
import { snapshotPageOf } from './snapshot.ts';

/** Text of rows in a page, bytes: a slow line brings it in time, whatever one version holds. */
const PAGE_BYTES = 4 * 1_048_576;

type ResetReason = 'epoch' | 'fork' | 'pruned' | 'scopes';

function sameScopes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((scope) => b.includes(scope));
}

/** Why a cursor cannot be continued from, or null. */
async function refusal(trx: Trx, teamId: string, cursor: Cursor, head: Cursor): Promise<ResetReason | null> {
  if (cursor.epoch !== head.epoch) return 'epoch';
  const tag = await tagOf(trx, teamId, cursor.version);
  if (tag === cursor.tag) return null;
  return tag === null && cursor.version < head.version ? 'pruned' : 'fork';
}

const cursorOf = (from: PullRequest['from']) => (from.mode === 'delta' ? from.cursor : from.at);

async function refused(
  trx: Trx,
  caller: Caller,
  { from, scopes }: PullRequest,
  head: Cursor,
): Promise<ResetReason | null> {
  const present = scopesOf(caller);
  if (from.mode === 'snapshot' && from.only !== null && !present.includes(from.only)) return 'scopes';
  const cursor = cursorOf(from);
  if (cursor === null) return null;
  if (scopes.length > 0 && !sameScopes(scopes, present)) return 'scopes';
  return refusal(trx, caller.teamId, cursor, head);
}

/**
 * Answers a pull as the bytes of JSON (a `PullResponse`), with cases as lines behind it for a desk that asks
 * for them (`CasesAsText`): documents go out as they are stored, without being parsed. Everything in one
 * answer was read in one view of the database. Throws `update_required` for a protocol older than ours.
 */
export async function pull(services: Services, caller: Caller, request: PullRequest): Promise<Buffer> {
  if (request.protocol < PROTOCOL_VERSION) throw new CodedError('update_required');
  const { clock, pageBytes: bytes = PAGE_BYTES } = services;
  const { from, shown, clientId, limit, digest, queueShape = null } = request;
  const at = clock.now();
  const { body, client, read, lost } = await presentSnapshot(services, async (trx) => {
    const head = await headOf(trx, caller.teamId);
    const client = await clientState(trx, clientId, caller.id);
    const reason = await refused(trx, caller, request, head);
    if (reason)
      return {
        body: Buffer.from(JSON.stringify({ kind: 'reset', reason })),
        client,
        read: null,
        lost: reason === 'fork',
      };
    const scopes = scopesOf(caller);
    const page =
      from.mode === 'delta'
        ? await deltaPage(trx, {
            teamId: caller.teamId,
            scopes,
            from: from.cursor,
            head,
            limit,
            bytes,
            digest,
          })
        : await snapshotPageOf(trx, { ...from, caller, at: from.at ?? head, limit, bytes, queueShape });
    const { lastSeq, lastId } = client ?? { lastSeq: 0, lastId: null };
    const settled = await settledResults(trx, caller.id, request.waiting);
    // Its person knows what the desk shows: an answer may get lost, and so may the rest of a long pull.
    const version = from.mode === 'delta' ? Math.min(from.cursor.version, shown ?? Infinity) : 0;
    const read = { at, version, news: page.changes.length > 0 || (page.text?.cases.count ?? 0) > 0 };
    const common = { scopes, serverTime: clock.now(), lastSeq, lastId, settled };
    return { body: answerOf(page, common), client, read, lost: false };
  });
  const cursor = cursorOf(from);
  if (lost && cursor) {
    const since = client?.readAt ?? null;
    await noteLostCommits(services.db, { teamId: caller.teamId, cursor, since }, at);
  }
  const { deviceId } = caller;
  if (request.signingKey !== undefined && deviceId !== null && !lost)
    await keepSigningKey(services.db, { accountId: caller.id, deviceId }, request.signingKey);
  await noteContact(services, caller, request, client, read);
  return body;
}
