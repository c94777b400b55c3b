import type { Case } from '../../../shared/case/case.ts';
import type { SimDesk } from '../desk.ts';
import type { World } from '../world.ts';
import { isFact } from './facts.ts';
import type { Stored } from './stored.ts';

/** How often an entry stands in the cases, and whether in the one that it is about. */
function placesOf(cases: ReadonlyMap<string, Case>): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const [id, { history }] of cases)
    for (const entry of history) places.set(entry.id, [...(places.get(entry.id) ?? []), id]);
  return places;
}

/**
 * I1, I2, I10 at central: each promise has arrived as its author's, and each fact stands exactly once in its
 * case.
 */
export function checkArrived(world: World, stored: Stored): void {
  const known = new Map(stored.mutations.map((mutation) => [mutation.id, mutation]));
  const places = placesOf(stored.cases);
  for (const [id, found] of places)
    if (found.length > 1) world.violated(`I2 ${id} has ${found.length} effects`);
  for (const desk of world.desks) {
    for (const { mutation, forfeited } of desk.promised) {
      const arrived = known.get(mutation.id);
      const what = `${desk.name}: ${mutation.name} ${mutation.id}`;
      if (!arrived) {
        if (!forfeited && !isExcused(world, desk, mutation)) world.violated(`I1 ${what} never arrived`);
        continue;
      }
      if (arrived.authorId !== desk.user.id) world.violated(`I10 ${what} came as somebody else's`);
      if (!isFact(mutation)) continue;
      if (arrived.status !== 'applied')
        world.violated(`I1 ${what} is a fact and was ${arrived.status}: ${arrived.code}`);
      const [place] = places.get(mutation.id) ?? [];
      if (place !== mutation.args.caseId) world.violated(`I2 ${what} stands in ${place ?? 'no case'}`);
      if (mutation.name === 'logAttempt' && !stored.results.has(mutation.id))
        world.violated(`I2 ${what} is no result`);
    }
  }
}

/**
 * What nobody takes lies set aside. A decision that was refused in an earlier history is not brought again; a
 * fact always is.
 */
function isExcused(world: World, desk: SimDesk, mutation: { id: string; name: string }): boolean {
  if (mutation.id === desk.poison) return true;
  const refused = (world.refusedIn.get(mutation.id) ?? world.history) < world.history;
  return refused && !isFact(mutation as never);
}
