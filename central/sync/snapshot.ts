import { z } from 'zod';
import type { Cursor } from '../../shared/api/sync.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Trx } from '../db/connect.ts';
import type { CopiedRows } from '../db/copied.ts';
import {
  commonRows,
  countCases,
  countNumbers,
  numbersPage,
  type PageSize,
  SNAPSHOT,
  type SnapshotKey,
  snapshotPage,
} from '../db/pull.ts';
import type { Caller } from '../services.ts';
import { changeLine } from './lines.ts';
import { documentOf, type Page } from './page.ts';
import { scopesOf } from './scopes.ts';

/** Where the next page begins, and the total, counted once: `closed.due.id.total`. */
const BOOKMARK = /^([01])\.(\d{1,15})\.([0-9a-f-]{36})\.(\d{1,12})$/;

/** Where the next page begins among the calls to numbers: `calls.id.total`. */
const AMONG_CALLS = /^calls\.([0-9a-f-]{36})\.(\d{1,12})$/;

/** `calls`: the last number that the desk has, null: all; `key`: the last case, null: none. */
function readBookmark(text: string): { calls: string | null; key: SnapshotKey | null; total: number } {
  const [, calls, numbered] = AMONG_CALLS.exec(text) ?? [];
  if (calls !== undefined) return { calls, key: null, total: Number(numbered) };
  const [, closed, dueAt, id, total] = BOOKMARK.exec(text) ?? [];
  if (!z.uuid().safeParse(id).success) throw new CodedError('invalid_input', { field: 'after' });
  const key = { closed: closed === '1', dueAt: Number(dueAt), id: id ?? '' };
  return { calls: null, key, total: Number(total) };
}

/** What fits a page behind some lines. */
function sizeBehind(lines: readonly string[], { rows, bytes }: PageSize): PageSize {
  const taken = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return { rows: Math.max(1, rows - lines.length), bytes: Math.max(1, bytes - taken) };
}

/**
 * A page of everything a person's desk holds: people and library with the first page, then the calls to
 * numbers, so that no case shows that must wait, then the cases, the most urgent first; of one scope alone
 * when `only` names it. Rows may be newer than `at`; the delta from `at` that follows makes up for what moved
 * meanwhile.
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
  const { teamId } = caller;
  const mine = { team: teamId, ...(caller.role === 'agent' && { agent: caller.id }) };
  const [cases, common] = scopesOf(caller);
  const bookmark = ask.after === null ? null : readBookmark(ask.after);
  const people =
    bookmark || only === cases
      ? []
      : (await commonRows(trx, { teamId, scope: common })).filter((row) => row.op === 'put');
  const size = { rows: limit, bytes };
  const none = { rows: [], more: false };
  const count = async () =>
    people.length +
    (only === common
      ? 0
      : (await countNumbers(trx, { teamId, scope: cases })) + (await countCases(trx, mine)));
  const total = bookmark?.total ?? (await count());
  const calls = bookmark ? bookmark.calls : '';
  const numbers =
    only === common || calls === null ? none : await numbersPage(trx, { teamId, scope: cases }, calls, size);
  const lastNumber = numbers.more ? numbers.rows.at(-1) : undefined;
  const lines = numbers.rows.map(changeLine);
  if (lastNumber) {
    const changes = [...people.map(changeLine), ...lines];
    return {
      cursor: at,
      changes,
      rest: { kind: 'snapshot', next: `calls.${lastNumber.id}.${total}`, total },
    };
  }
  const found =
    only === common
      ? null
      : await snapshotPage(trx, mine, bookmark?.key ?? null, sizeBehind(lines, size), queueShape);
  return {
    cursor: at,
    changes: [
      ...people.map(changeLine),
      ...lines,
      ...(found && queueShape === null ? linesOf(found.cases, cases) : []),
    ],
    ...(found && queueShape !== null && { text: { scope: cases, cases: found.cases } }),
    rest: { kind: 'snapshot', next: found?.last ? `${found.last}.${total}` : null, total },
  };
}

/** Cases as elements of `changes`, for a desk that did not ask for text. */
function linesOf(cases: CopiedRows, scope: string): string[] {
  return Array.from({ length: cases.count }, (_, row) => {
    const [id, version] = JSON.parse(cases.text(row, SNAPSHOT.head) ?? '[]') as [string, number];
    return changeLine({ scope, id, version, entity: 'case', op: 'put', doc: documentOf(cases, row) });
  });
}
