import { hash } from 'node:crypto';
import type { Cursor } from '../../shared/api/sync.ts';
import type { CopiedRows } from '../db/copied.ts';
import { SNAPSHOT } from '../db/pull.ts';

/** One page of an answer: its own part of the JSON object, and where the desk stands after it. */
export interface Page {
  cursor: Cursor;
  /** The changes as JSON text, each an element of the array. */
  changes: string[];
  /** Cases that follow as lines. */
  text?: { scope: string; cases: CopiedRows };
  /** The fields that only this kind of answer has. */
  rest: Record<string, unknown>;
}

/** Between what an answer says of its cases and their lines. */
const LINES_FOLLOW = ']}}\n';

/** The document of a case. */
export const documentOf = (cases: CopiedRows, row: number): string =>
  cases.text(row, SNAPSHOT.line)?.slice(0, -1) ?? '';

/** Puts what an answer says of its cases into `target`; answers where it ends. */
function putHeads(cases: CopiedRows, target: Buffer, from: number): number {
  let at = from;
  for (let row = 0; row < cases.count; row += 1) {
    if (row > 0) at += target.write(',', at);
    const end = cases.copy(row, SNAPSHOT.head, target, at);
    const sumAt = cases.text(row, SNAPSHOT.sumAt);
    if (sumAt !== null) target.write(hash('sha1', documentOf(cases, row)), at + Number(sumAt));
    at = end;
  }
  return at;
}

/** The bytes of an answer. Scopes are made of letters that JSON need not escape. */
export function answerOf(page: Page, common: Record<string, unknown>): Buffer {
  const head = JSON.stringify({ ...page.rest, cursor: page.cursor, ...common }).slice(0, -1);
  const changes = `"changes":[${page.changes.join(',')}]`;
  if (!page.text) return Buffer.from(`${head},${changes}}`);
  const { scope, cases } = page.text;
  const begin = Buffer.from(`${head},${changes},"text":{"scope":"${scope}","rows":[`);
  const commas = Math.max(0, cases.count - 1);
  const heads = cases.bytesOf(SNAPSHOT.head) + commas;
  const whole = Buffer.alloc(begin.length + heads + LINES_FOLLOW.length + cases.bytesOf(SNAPSHOT.line));
  let at = putHeads(cases, whole, begin.copy(whole));
  at += whole.write(LINES_FOLLOW, at);
  for (let row = 0; row < cases.count; row += 1) at = cases.copy(row, SNAPSHOT.line, whole, at);
  return whole;
}
