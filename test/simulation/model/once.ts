import type { Outcome } from '../../../shared/api/outcomes.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import type { World } from '../world.ts';

/** Entries that can be the reason for a message. */
const REASONS: readonly HistoryEntry['type'][] = [
  'attempt',
  'correction',
  'review',
  'finding',
  'number',
  'verification',
  'appeal',
  'measure',
];

/** The last thing that happened in a case before central asked for a message. */
function reasonOf(history: readonly HistoryEntry[], messageId: string): string | null {
  const asked = history.find(({ id }) => id === messageId);
  if (!asked) return null;
  const before = history.filter(({ type, at }) => REASONS.includes(type) && at <= asked.at);
  return before.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).at(-1)?.id ?? null;
}

/** A message is asked for once for each reason, also by a central that was put back. */
export async function checkOnce(world: World, { caseId, body }: Outcome): Promise<void> {
  const row = await world.central.db
    .selectFrom('case_')
    .select('doc')
    .where('id', '=', caseId)
    .executeTakeFirst();
  const messageId = String(body.messageId);
  const reason = row ? reasonOf((row.doc as Case).history, messageId) : null;
  if (reason === null) return;
  const key = `${caseId} ${body.purpose} ${reason}`;
  const known = world.asked.get(key);
  world.asked.set(key, messageId);
  if (known && known !== messageId)
    world.violated(`M8 ${body.externalId}: ${body.purpose} asked for twice for the same reason`);
}
