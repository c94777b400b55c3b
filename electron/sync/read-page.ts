import { hash } from 'node:crypto';
import { z } from 'zod';
import { isQueueColumns } from '../../shared/case/queue-columns.ts';
import { CodedError } from '../../shared/errors.ts';
import { TextRow } from '../store/text-row.ts';
import { PulledPage } from './net.ts';
import { readAnswer } from './read-answer.ts';

const Id = z.uuid();
const NEWLINE = 0x0a;

/** An answer to a pull: JSON, behind which cases may follow as lines, see `CasesAsText`. */
export function readPage(status: number, body: Buffer): PulledPage {
  const end = body.indexOf(NEWLINE);
  const head = end < 0 ? body : body.subarray(0, end);
  const page = readAnswer(status, head.toString('utf8'), PulledPage);
  if (page.kind !== 'snapshot' || !page.text) return page;
  const { scope, rows } = page.text;
  const lines = linesOf(body, end + 1, rows.length);
  // Half an answer: what is missing is not as central has it, and comes when it is asked for again.
  if (end < 0 || lines === null) throw new CodedError('central_not_ours', { status });
  return {
    ...page,
    changes: [...page.changes, ...rows.map((row, index) => textRow(scope, row, lines[index]))],
  };
}

/** So many lines and nothing behind them, or null. */
function linesOf(body: Buffer, start: number, count: number): Buffer[] | null {
  const lines: Buffer[] = [];
  let from = start;
  for (let end = body.indexOf(NEWLINE, from); end >= 0; end = body.indexOf(NEWLINE, from)) {
    lines.push(body.subarray(from, end));
    from = end + 1;
    if (lines.length > count) return null;
  }
  return from === body.length && lines.length === count ? lines : null;
}

/** A case and its line; null when the bytes are not those that central sent. */
function textRow(scope: string, row: unknown, text: Buffer | undefined): TextRow | null {
  if (!Array.isArray(row) || text === undefined) return null;
  const [id, version, sum, columns] = row as unknown[];
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1) return null;
  if (typeof id !== 'string' || !Id.safeParse(id).success) return null;
  if (hash('sha1', text) !== sum) return null;
  const place = isQueueColumns(columns) && columns[0] === id ? columns : null;
  return new TextRow({ scope, id, version, text, columns: place });
}
