import type { Case } from '../../shared/case/case.ts';
import type { FeedEntry } from '../db/feed.ts';
import { commonScope } from '../db/teams.ts';
import type { Caller } from '../services.ts';

export const agentScope = (userId: string): string => `agent:${userId}`;
export const teamScope = (teamId: string): string => `team:${teamId}`;

/**
 * What a person's desk may hold: own cases for an agent, the team's for a lead; people and library for both.
 */
export function scopesOf(caller: Pick<Caller, 'id' | 'role' | 'teamId'>): [cases: string, common: string] {
  const cases = caller.role === 'agent' ? agentScope(caller.id) : teamScope(caller.teamId);
  return [cases, commonScope(caller.teamId)];
}

/**
 * What the feed must say about a changed case: it leaves the desk of its former owner and shows on the new
 * one's.
 */
export function feedOfCase(formerOwner: string | null, changed: Case): FeedEntry[] {
  const entry = (scope: string, op: FeedEntry['op']): FeedEntry => ({
    scope,
    entity: 'case',
    entityId: changed.id,
    op,
  });
  const entries = [entry(teamScope(changed.teamId), 'put')];
  if (formerOwner && formerOwner !== changed.assigneeId)
    entries.push(entry(agentScope(formerOwner), 'revoke'));
  if (changed.assigneeId) entries.push(entry(agentScope(changed.assigneeId), 'put'));
  return entries;
}

/** The team that somebody was in at a time. `formerly`: the teams that they left, and when. */
export function teamAt(
  { teamId, formerly }: { teamId: string; formerly: ReadonlyMap<string, number> },
  at: number,
): string {
  const later = [...formerly].filter(([, leftAt]) => at <= leftAt).sort(([, a], [, b]) => a - b);
  return later[0]?.[0] ?? teamId;
}
