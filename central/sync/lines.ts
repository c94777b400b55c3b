import type { FeedRow } from '../db/pull.ts';

/** One element of `changes` as JSON text. Scopes and ids are made of letters that JSON need not escape. */
export function changeLine(row: FeedRow): string {
  const head = `{"scope":"${row.scope}","id":"${row.id}","version":${row.version}`;
  if (row.op === 'revoke' || row.doc === null) return `${head},"entity":"revoke","of":"${row.entity}"}`;
  return `${head},"entity":"${row.entity}","op":"put","row":${row.doc}}`;
}
