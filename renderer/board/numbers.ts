import type { QueueTab } from '../../shared/case/queue.ts';

/**
 * The row of numbers: what must be nought, what is to be called, what waits for a decision, what waits for
 * others.
 */
export const NUMBERS = [
  'open_ends',
  'overdue',
  'due',
  'investigate',
  'review',
  'appeal',
  'propose',
  'approve',
  'doubtful',
  'messages',
  'measures',
] as const satisfies readonly QueueTab[];
