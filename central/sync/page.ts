import { hash } from 'node:crypto';
import type { Cursor } from '../../shared/api/sync.ts';
import type { SnapshotRow } from '../db/pull.ts';

/** One page of an answer: its own part of the JSON object, and where the desk stands after it. */
export interface Page {
  cursor: Cursor;
  /** The changes as JSON text, each an element of the array. */
  changes: string[];
  /** Cases that follow as lines. */
  text?: { scope: string; rows: SnapshotRow[] };
  /** The fields that only this kind of answer has. */
  rest: Record<string, unknown>;
}

/** What an answer says of a case that follows as a line. Ids are made of letters that need no escape. */
function headOf({ id, version, doc, sum, queue }: SnapshotRow): string {
  return `["${id}",${version},"${sum ?? hash('sha1', doc)}",${queue}]`;
}

/** The text of an answer. A document of another program may have line ends between its values. */
export function answerOf(page: Page, common: Record<string, unknown>): string {
  const head = JSON.stringify({ ...page.rest, cursor: page.cursor, ...common }).slice(0, -1);
  const changes = `"changes":[${page.changes.join(',')}]`;
  if (!page.text) return `${head},${changes}}`;
  const { scope, rows } = page.text;
  const lines = rows.map((row) => (row.doc.includes('\n') ? { ...row, ...oneLine(row.doc) } : row));
  const text = `"text":{"scope":"${scope}","rows":[${lines.map(headOf).join(',')}]}`;
  return `${head},${changes},${text}}\n${lines.map(({ doc }) => doc).join('\n')}${lines.length > 0 ? '\n' : ''}`;
}

function oneLine(doc: string): Pick<SnapshotRow, 'doc' | 'sum'> {
  return { doc: doc.replaceAll('\n', ' '), sum: null };
}
