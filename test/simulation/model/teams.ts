import type { Case } from '../../../shared/case/case.ts';
import { LibraryDocument } from '../../../shared/policy/library.ts';
import type { World } from '../world.ts';

/**
 * Nobody of another team has written into a case, and the number that is called is one that the own team
 * gave.
 */
export function checkForeign(world: World, cases: Iterable<Case>): void {
  const people = new Map(world.people.map((person) => [person.id, person]));
  for (const { externalId, id, teamId, contact, history } of cases) {
    for (const { byId, type } of history) {
      const author = byId === null ? null : people.get(byId);
      if (author && author.teamId !== teamId)
        world.violated(`M2 ${externalId}: ${author.account} of another team left a ${type}`);
    }
    if (contact.altPhone !== null && !world.noted.get(`${teamId} ${id}`)?.has(contact.altPhone))
      world.violated(`M2 ${externalId}: nobody of its team gave it the number ${contact.altPhone}`);
  }
}

/** Each case is planned by a policy of its own team. */
export async function checkRules(world: World, cases: Iterable<Case>): Promise<void> {
  const rows = await world.central.db
    .selectFrom('library_document')
    .select(['team_id', 'doc'])
    .where('type', '=', 'policy')
    .execute();
  const tries = new Set<string>();
  for (const { team_id, doc } of rows) {
    const { type, body } = LibraryDocument.parse(doc);
    if (type !== 'policy') continue;
    for (const kind of ['spam_report', 'real_name'] as const)
      tries.add(`${team_id} ${kind} ${body.rules[kind].maxAttempts}`);
  }
  for (const { externalId, teamId, kind, plan } of cases)
    if (!tries.has(`${teamId} ${kind} ${plan.ofAttempts}`))
      world.violated(`M3 ${externalId} is planned with ${plan.ofAttempts} tries, which its team has not`);
}
