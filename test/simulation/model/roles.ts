import type { SignedInUser } from '../../../shared/api/account.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { HistoryEntry } from '../../../shared/case/history.ts';
import type { World } from '../world.ts';

/** Whether somebody of a role may leave such an entry. */
function may({ role, permissions }: SignedInUser, entry: HistoryEntry): boolean {
  const leads = role === 'lead' || role === 'admin';
  switch (entry.type) {
    case 'assignment':
    case 'review':
    case 'appeal':
      return leads;
    case 'investigation':
    case 'finding':
      return leads || permissions.includes('findings');
    case 'measure':
      return leads || (entry.step !== 'approved' && entry.step !== 'declined');
    default:
      return role !== 'integration';
  }
}

/** What stands in a case was done by somebody who may do it; a measure was approved by a second person. */
export function checkRoles(world: World, cases: Iterable<Case>): void {
  const people = new Map(world.people.map((person) => [person.id, person]));
  for (const { externalId, history } of cases) {
    const proposers = new Map<string, string | null>();
    for (const entry of history) {
      const author = entry.byId === null ? null : people.get(entry.byId);
      if (author && !may(author, entry))
        world.violated(`M10 ${externalId}: ${author.account} left a ${entry.type}`);
      if (entry.type !== 'measure') continue;
      if (entry.step === 'proposed') proposers.set(entry.measureId, entry.byId);
      if (entry.step === 'approved' && proposers.get(entry.measureId) === entry.byId)
        world.violated(`M10 ${externalId}: ${author?.account} approved an own proposal`);
    }
  }
}
