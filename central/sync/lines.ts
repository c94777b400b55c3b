import { z } from 'zod';
import { Moved } from '../../shared/api/sync.ts';
import type { FeedRow } from '../db/pull.ts';

/** As much of a case as says who has it. */
const Owned = z.object({
  assigneeId: z.unknown(),
  assignmentId: z.unknown(),
  history: z.array(z.looseObject({ id: z.unknown() })),
});

/** Who has a case and by whose move, as its document says; null when it does not. */
function movedOf(document: string): Moved | null {
  const owned = Owned.safeParse(JSON.parse(document)).data;
  const move = owned?.history.find(({ id }) => id === owned.assignmentId);
  return Moved.safeParse({ ...move, toId: owned?.assigneeId }).data ?? null;
}

/** One element of `changes` as JSON text. Scopes and ids are made of letters that JSON need not escape. */
export function changeLine(row: FeedRow): string {
  const head = `{"scope":"${row.scope}","id":"${row.id}","version":${row.version}`;
  if (row.op === 'revoke' || row.doc === null) {
    const moved = row.entity === 'case' && row.doc !== null ? movedOf(row.doc) : null;
    return `${head},"entity":"revoke","of":"${row.entity}"${moved ? `,"moved":${JSON.stringify(moved)}` : ''}}`;
  }
  return `${head},"entity":"${row.entity}","op":"put","row":${row.doc}}`;
}
