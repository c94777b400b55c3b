import type { Permission, Role } from '../shared/api/account.ts';
import type { Clock, Ids } from '../shared/ports.ts';
import type { AccessTokens } from './accounts/tokens.ts';
import type { Database } from './db/connect.ts';
import type { FeedHub } from './sync/hub.ts';
import type { Spreads } from './sync/spreads.ts';

/** What the parts of a running central share. */
export interface Services {
  db: Database;
  epoch: string;
  clock: Clock;
  ids: Ids;
  tokens: AccessTokens;
  hub: FeedHub;
  /** Text of rows in a page of a pull; absent: as much as a slow line brings in time. */
  pageBytes?: number;
  /** Absent: decisions are on all reports when a request is answered. */
  spreads?: Pick<Spreads, 'begin' | 'idle' | 'close'>;
}

/** The person whose credential came with a request. */
export interface Caller {
  id: string;
  role: Role;
  permissions: readonly Permission[];
  teamId: string;
  sessionId: string;
  /** The device of the session; null for work that no desk sent. */
  deviceId: string | null;
}
