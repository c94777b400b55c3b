import { z } from 'zod';
import type { Confirmation, Receipt, Verification } from '../../shared/api/outcomes.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { CONFIRMATIONS, RECEIPTS, VERIFICATIONS } from '../outside/kinds.ts';
import { type OutsideKind, type TakenItem, takeOutside } from '../outside/take.ts';
import type { Intake, RowFate } from './new-cases.ts';
import { CellProblem, type Cells, instant, optional, required } from './values.ts';

const REFUSALS: Partial<Record<ErrorCode, string>> = {
  not_found: 'nobody here asked for that: the id is unknown',
  illegal_transition: 'does not fit what was asked for, or came too late',
};

function fateOf({ status, code }: TakenItem): RowFate {
  if (status === 'applied' || status === 'waiting') return 'imported';
  if (status === 'known') return 'duplicate';
  return { rejected: REFUSALS[code ?? 'internal'] ?? `refused: ${code}` };
}

function uuid(cells: Cells, column: string): string {
  const id = z
    .uuid()
    .toLowerCase()
    .safeParse(required(cells, column, 40)).data;
  if (!id) throw new CellProblem(`${column}: not an id`);
  return id;
}

/** One of the words of a column, in either language. */
function word<T>(cells: Cells, column: string, words: Readonly<Record<string, T>>): T {
  const known = new Map(Object.entries(words));
  const found = known.get(required(cells, column, 40).normalize('NFKC').toLowerCase());
  if (found === undefined) throw new CellProblem(`${column}: not one of ${[...known.keys()].join(', ')}`);
  return found;
}

function reason(cells: Cells): string | null {
  return optional(cells, 'reason', 400) || null;
}

function outside<Item extends { at: number; reason: string | null }>(
  columns: readonly string[],
  kind: OutsideKind<Item>,
  read: (cells: Cells) => Item,
): Intake<Item> {
  return {
    columns,
    read,
    take: async (parts, rows) => (await takeOutside({ ...parts, byId: null }, kind, rows)).map(fateOf),
  };
}

/** Reads what became of messages that central requested. */
export const importReceipts: Intake<Receipt> = outside(['message_id', 'status', 'at'], RECEIPTS, (cells) => ({
  messageId: uuid(cells, 'message_id'),
  status: word(cells, 'status', {
    delivered: 'delivered',
    failed: 'failed',
    已送达: 'delivered',
    送达: 'delivered',
    失败: 'failed',
  }),
  at: instant(cells, 'at'),
  reason: reason(cells),
}));

/** Reads what the operator's system did about measures. */
export const importConfirmations: Intake<Confirmation> = outside(
  ['measure_id', 'status', 'at'],
  CONFIRMATIONS,
  (cells) => ({
    measureId: uuid(cells, 'measure_id'),
    status: word(cells, 'status', {
      applied: 'applied',
      failed: 'failed',
      lifted: 'lifted',
      已执行: 'applied',
      失败: 'failed',
      已解除: 'lifted',
    }),
    at: instant(cells, 'at'),
    reason: reason(cells),
  }),
);

const RESULTS: Readonly<Record<string, boolean>> = {
  passed: true,
  failed: false,
  通过: true,
  未通过: false,
  不通过: false,
  true: true,
  false: false,
  yes: true,
  no: false,
};

/** Reads what came of the verification of cards; the result stands in `passed` or `result`. */
export const importVerifications: Intake<Verification> = outside(
  ['card_id', 'verified_at'],
  VERIFICATIONS,
  (cells) => ({
    cardId: required(cells, 'card_id', 80),
    passed: word(cells, optional(cells, 'passed', 40) === '' ? 'result' : 'passed', RESULTS),
    at: instant(cells, 'verified_at'),
    reason: reason(cells),
  }),
);
