import { z } from 'zod';
import type { Confirmation, Receipt, Verification } from '../../shared/api/outcomes.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { CONFIRMATIONS, RECEIPTS, VERIFICATIONS } from '../outside/kinds.ts';
import { type OutsideKind, type TakenItem, takeOutside } from '../outside/take.ts';
import { CellProblem, type Cells, externalId, meaning, optional, optionalWord, word } from './cells.ts';
import type { Aliases } from './header.ts';
import { instant } from './moments.ts';
import { type Intake, LATEST, type RowFate } from './new-cases.ts';

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
    .safeParse(word(cells, column, 40)).data;
  if (!id) throw new CellProblem(`${column}: not an id`);
  return id;
}

/** One of the words of a column, in either language. */
const oneOf = <T>(cells: Cells, column: string, words: Readonly<Record<string, T>>): T =>
  meaning(cells, column, new Map(Object.entries(words)));

function reason(cells: Cells): string | null {
  return optional(cells, 'reason', 400) || null;
}

const REASON = ['原因', '失败原因', '备注'];

function outside<Item extends { at: number; reason: string | null }>(
  columns: readonly string[],
  aliases: Aliases,
  kind: OutsideKind<Item>,
  read: (cells: Cells, now: number) => Item,
): Intake<Item> {
  return {
    columns,
    aliases: { ...aliases, reason: REASON },
    read: (cells, now = LATEST) => read(cells, now),
    take: async (parts, rows) => (await takeOutside({ ...parts, byId: null }, kind, rows)).map(fateOf),
  };
}

/** Reads what became of messages that central requested. */
export const importReceipts: Intake<Receipt> = outside(
  ['message_id', 'status', 'at'],
  { message_id: ['短信编号', '消息编号'], status: ['状态', '回执'], at: ['时间', '回执时间', '送达时间'] },
  RECEIPTS,
  (cells, now) => ({
    messageId: uuid(cells, 'message_id'),
    status: oneOf(cells, 'status', {
      delivered: 'delivered',
      failed: 'failed',
      已送达: 'delivered',
      送达: 'delivered',
      失败: 'failed',
    }),
    at: instant(cells, 'at', now),
    reason: reason(cells),
  }),
);

/** Reads what the operator's system did about measures. */
export const importConfirmations: Intake<Confirmation> = outside(
  ['measure_id', 'status', 'at'],
  { measure_id: ['处置编号', '措施编号'], status: ['状态', '执行结果'], at: ['时间', '执行时间'] },
  CONFIRMATIONS,
  (cells, now) => ({
    measureId: uuid(cells, 'measure_id'),
    status: oneOf(cells, 'status', {
      applied: 'applied',
      failed: 'failed',
      lifted: 'lifted',
      已执行: 'applied',
      失败: 'failed',
      已解除: 'lifted',
    }),
    at: instant(cells, 'at', now),
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
  {
    card_id: ['卡编号', '卡号', '工单号', '单号', '编号', 'ICCID'],
    passed: ['是否通过'],
    result: ['结果', '核验结果'],
    verified_at: ['核验时间', '时间'],
  },
  VERIFICATIONS,
  (cells, now) => ({
    cardId: externalId(cells, 'card_id'),
    passed: oneOf(cells, optionalWord(cells, 'passed', 40) === '' ? 'result' : 'passed', RESULTS),
    at: instant(cells, 'verified_at', now),
    reason: reason(cells),
  }),
);
