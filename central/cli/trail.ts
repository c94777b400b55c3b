import { userInfo } from 'node:os';
import { recordAudit } from '../db/accounts.ts';
import type { Queryable } from '../db/connect.ts';
import type { Workbench } from './with-database.ts';

/** Who is at the terminal, as the system calls them; in a container they may have no name. */
function operator(): string {
  try {
    return process.env.SUDO_USER || userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}

/** Keeps that somebody at the terminal did this. */
export function keepTrail(
  { db, ids, clock }: Pick<Workbench, 'ids' | 'clock'> & { db: Queryable },
  kind:
    | 'exported'
    | 'backed_up'
    | 'restored'
    | 'recovery_key_made'
    | 'token_key_replaced'
    | 'team_added'
    | 'team_renamed',
  detail: Record<string, string>,
): Promise<void> {
  const all = { ...detail, operator: operator() };
  return recordAudit(db, { id: ids.uuid(), at: clock.now(), kind, accountId: null, detail: all });
}
