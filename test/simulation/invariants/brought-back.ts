import type { SimDesk } from '../desk.ts';
import type { World } from '../world.ts';

/** A desk whose person has not signed in since a restore says that its work is back: then it is. */
export async function checkBroughtBack(world: World, desk: SimDesk): Promise<void> {
  if (!desk.engine.status().broughtBack) return;
  world.traps.fire('work brought back by a desk that nobody signed in at');
  const rows = await world.central.db.selectFrom('mutation').select('id').execute();
  const known = new Set(rows.map(({ id }) => id));
  for (const { mutation, forfeited } of desk.promised) {
    const refused = world.refusedIn.has(mutation.id) || mutation.id === desk.poison;
    if (forfeited || refused || known.has(mutation.id)) continue;
    world.violated(`I11 ${desk.name}: ${mutation.name} ${mutation.id} was not brought back`);
  }
}
