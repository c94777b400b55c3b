import type { SignedInUser } from '../../shared/api/account.ts';
import type { QueueTab } from '../../shared/case/queue.ts';

const CALLING: readonly QueueTab[] = ['open', 'due', 'appointment', 'tried', 'waiting'];
const STAFF: readonly QueueTab[] = [
  'investigate',
  'review',
  'appeal',
  'verify',
  'propose',
  'approve',
  'doubtful',
  'messages',
  'measures',
];

/** Those in which every case waits for a deed of staff. */
export const TO_DO: readonly QueueTab[] = [
  'investigate',
  'review',
  'appeal',
  'propose',
  'approve',
  'doubtful',
];

/** The tabs that make sense for a person: those in sight, and those in the menu behind them. */
export function tabsFor({ role, permissions }: Pick<SignedInUser, 'role' | 'permissions'>): {
  direct: readonly QueueTab[];
  more: readonly QueueTab[];
} {
  if (role !== 'agent') return { direct: CALLING, more: ['open_ends', 'overdue', 'closed', ...STAFF] };
  if (permissions.includes('findings'))
    return { direct: CALLING, more: ['open_ends', 'closed', 'investigate'] };
  return { direct: [...CALLING, 'open_ends', 'closed'], more: [] };
}
