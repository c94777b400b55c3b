import { CodedError } from '../../shared/errors.ts';
import { give } from '../assign/assign.ts';
import { type SharedOut, shareOut } from '../assign/share-out.ts';
import { changeTeam, recordAudit } from '../db/accounts.ts';
import { openCasesOf } from '../db/assignment.ts';
import { revokeSessions } from '../db/sessions.ts';
import type { Team } from '../db/teams.ts';
import { retried } from '../db/transaction.ts';
import { retryWaiting } from '../sync/retry-waiting.ts';
import { spreadAll } from '../sync/spread.ts';
import { type Account, announce, existing, type Parts } from './users.ts';

/**
 * Puts a person into another team. Their open cases stay with the old one, shared out among its agents, or in
 * nobody's hands where it has no other: whoever is of another team may not see them. Sessions end, so that no
 * desk goes on in the old team. What they did until their desk hears of it counts in the old team. Throws
 * `not_found`, or `invalid_input` for another system, whose place in the outcomes is one team's.
 */
export async function moveUser(
  parts: Parts,
  name: string,
  team: Team,
): Promise<{ account: Account; counts: SharedOut }> {
  const { db, clock, ids } = parts;
  const account = await existing(db, name);
  if (account.role === 'integration') throw new CodedError('invalid_input', { field: 'move' });
  if (account.teamId === team.id) return { account, counts: { given: 0, left: 0, agents: 0, unreadable: 0 } };
  const counts = await shareOut(parts, account, { release: true });
  const decided = new Set<string>();
  await retried(db, async (trx) => {
    const at = clock.now();
    await changeTeam(trx, account.id, { from: account.teamId, to: team.id, at });
    // What came into their hands since.
    const owners = (await openCasesOf(trx, account.id)).map(({ id }) => [id, null] as const);
    await give(trx, { ...parts, teamId: account.teamId }, { owners, fromId: account.id, decided });
    await revokeSessions(trx, { accountId: account.id }, at);
    const detail = { from: account.team_name, to: team.name };
    const made = { id: ids.uuid(), at, accountId: account.id };
    await recordAudit(trx, { ...made, kind: 'account_moved', detail });
    await announce(trx, ids, { ...account, teamId: team.id });
  });
  await spreadAll({ db, clock, ids }, decided);
  await retryWaiting(parts, account.id);
  return { account, counts };
}
