import type { Cursor, PullRequest } from '../../shared/api/sync.ts';
import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Trx } from '../db/connect.ts';
import { lastSeqOf } from '../db/mutations.ts';
import { headOf, tagOf } from '../db/pull.ts';
import { snapshot } from '../db/transaction.ts';
import type { Caller, Services } from '../services.ts';
import { deltaPage } from './delta.ts';
import { scopesOf } from './scopes.ts';
import { snapshotPageOf } from './snapshot.ts';

type ResetReason = 'epoch' | 'fork' | 'pruned' | 'scopes';

function sameScopes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((scope) => b.includes(scope));
}

/** Why a cursor cannot be continued from, or null. */
async function refusal(
  trx: Trx,
  epoch: string,
  teamId: string,
  cursor: Cursor,
  head: { version: number },
): Promise<ResetReason | null> {
  if (cursor.epoch !== epoch) return 'epoch';
  const tag = await tagOf(trx, teamId, cursor.version);
  if (tag === cursor.tag) return null;
  return tag === null && cursor.version < head.version ? 'pruned' : 'fork';
}

/** One page of an answer: its own part of the JSON object, and where the desk stands after it. */
export interface Page {
  cursor: Cursor;
  /** The changes as JSON text, each an element of the array. */
  changes: string[];
  /** The fields that only this kind of answer has. */
  rest: Record<string, unknown>;
}

function answer(page: Page, common: { scopes: string[]; serverTime: number; lastSeq: number }): string {
  const head = JSON.stringify({ ...page.rest, cursor: page.cursor, ...common });
  return `${head.slice(0, -1)},"changes":[${page.changes.join(',')}]}`;
}

/**
 * Answers a pull as JSON text (a `PullResponse`): documents go out as they are stored, without being parsed. Everything in
 * one answer was read in one view of the database. Throws `update_required` for a protocol older than ours.
 */
export async function pull(services: Services, caller: Caller, request: PullRequest): Promise<string> {
  if (request.protocol < PROTOCOL_VERSION) throw new CodedError('update_required');
  const { db, epoch, clock } = services;
  const scopes = scopesOf(caller);
  const { from } = request;
  const cursor = from.mode === 'delta' ? from.cursor : from.at;
  return snapshot(db, async (trx) => {
    const head = await headOf(trx, caller.teamId);
    const continues = cursor !== null;
    if (continues) {
      const moved = request.scopes.length > 0 && !sameScopes(request.scopes, scopes);
      const reason = moved ? 'scopes' : await refusal(trx, epoch, caller.teamId, cursor, head);
      if (reason) return JSON.stringify({ kind: 'reset', reason });
    }
    const page =
      from.mode === 'delta'
        ? await deltaPage(trx, {
            epoch,
            teamId: caller.teamId,
            scopes,
            from: from.cursor,
            head,
            limit: request.limit,
          })
        : await snapshotPageOf(trx, {
            caller,
            at: from.at ?? { epoch, ...head },
            after: from.after,
            limit: request.limit,
          });
    const lastSeq = await lastSeqOf(trx, request.clientId, caller.id);
    return answer(page, { scopes, serverTime: clock.now(), lastSeq });
  });
}
