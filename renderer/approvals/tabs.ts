import type { QueueTab } from '../../shared/case/queue.ts';

/** What waits for a lead, the shortest promise first. */
export const DECISIONS = [
  'approve',
  'appeal',
  'review',
  'propose',
  'doubtful',
] as const satisfies readonly QueueTab[];

/** How many decisions wait in all. */
export function decisionsIn(counts: Readonly<Record<QueueTab, number>>): number {
  return DECISIONS.reduce((sum, tab) => sum + counts[tab], 0);
}
