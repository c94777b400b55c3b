import { z } from 'zod';
import type { Cursor } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Trx } from '../db/connect.ts';
import { commonRows, countCases, type SnapshotKey, type SnapshotRow, snapshotPage } from '../db/pull.ts';
import type { Caller } from '../services.ts';
import { changeLine } from './lines.ts';
import type { Page } from './page.ts';
import { scopesOf } from './scopes.ts';

/** Where the next page begins, and the total, counted once: `closed.due.id.total`. */
const BOOKMARK = /^([01])\.(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,12})$/;

function bookmarkOf(row: SnapshotRow, total: number): string {
  return [row.closed ? '1' : '0', row.dueAt, row.id, total].join('.');
}

function readBookmark(text: string): { key: SnapshotKey; total: number } {
  const [, closed, dueAt, id, total] = BOOKMARK.exec(text) ?? [];
  if (!z.uuid().safeParse(id).success) throw new CodedError('invalid_input', { field: 'after' });
  return { key: { closed: closed === '1', dueAt: Number(dueAt), id: id ?? '' }, total: Number(total) };
}

/**
 * A page of everything a person's desk holds: people and library with the first page, then the cases, the
 * most urgent first; of one scope alone when `only` names it. Rows may be newer than `at`; the delta from
 * `at` that follows makes up for what moved meanwhile.
 */
export async function snapshotPageOf(
  trx: Trx,
  ask: {
    caller: Caller;
    at: Cursor;
    after: string | null;
    only: string | null;
    limit: number;
    bytes: number;
    /** Of the places in the queue that go with cases as text; null: as elements of `changes`. */
    queueShape: number | null;
  },
): Promise<Page> {
  const { caller, at, only, limit, bytes, queueShape } = ask;
  const mine = caller.role === 'agent' ? { agent: caller.id } : { team: caller.teamId };
  const [cases, common] = scopesOf(caller);
  const bookmark = ask.after === null ? null : readBookmark(ask.after);
  const people =
    bookmark || only === cases ? [] : (await commonRows(trx, common)).filter((row) => row.op === 'put');
  const size = { rows: limit, bytes };
  const { rows, more } =
    only === common
      ? { rows: [], more: false }
      : await snapshotPage(trx, mine, bookmark?.key ?? null, size, queueShape);
  const count = async () => people.length + (only === common ? 0 : await countCases(trx, mine));
  const total = bookmark?.total ?? (await count());
  const last = more ? rows.at(-1) : undefined;
  return {
    cursor: at,
    changes: [
      ...people.map(changeLine),
      ...(queueShape === null
        ? rows.map((row) => changeLine({ ...row, scope: cases, entity: 'case', op: 'put' }))
        : []),
    ],
    ...(queueShape !== null && { text: { scope: cases, rows } }),
    rest: { kind: 'snapshot', next: last ? bookmarkOf(last, total) : null, total },
  };
}
