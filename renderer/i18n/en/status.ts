import type { Shape } from '../shape.ts';
import type { status as zh } from '../zh-CN/status.ts';

export const status = {
  chip: 'Sync status',
  state: { offline: 'Offline', syncing: 'Syncing', online: 'Online', attention: 'Needs attention' },
  allSent: 'all sent',
  unsent_one: '{{count}} unsent',
  unsent_other: '{{count}} unsent',
  percent: '{{percent}}%',
  offlineSince: 'Offline since {{moment}}',
  panelTitle: 'Sync',
  safe: {
    online: 'In step with the server.',
    syncing: 'Exchanging data with the server.',
    offline: 'Work on as usual. Results are saved on this computer and uploaded once the network is back.',
    attention: 'All results are saved on this computer; nothing is lost.',
  },
  lastExchange: 'Last exchange',
  never: 'Not yet',
  unsentTitle: 'Unsent',
  nothingUnsent: 'Nothing is waiting to be sent',
  retryNow: 'Retry now',
  signInAgain: 'Sign in again',
  retrying: 'Retrying…',
  progress: 'First delivery {{received}} / {{total}}',
  mutation: {
    logAttempt: 'Call result',
    addNote: 'Note',
    correctAttempt: 'Correction',
    recordReveal: 'Number shown',
    reassign: 'Reassignment',
    other: 'Other change',
  },
  item: { pending: 'Waiting', sent: 'Sent, waiting for confirmation', rejected: 'Not accepted' },
} satisfies Shape<typeof zh>;
