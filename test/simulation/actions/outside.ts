import { pick } from '../../../central/demo/random.ts';
import type { Case } from '../../../shared/case/case.ts';
import { someSystem } from '../outside/system.ts';
import type { World } from '../world.ts';
import type { Action } from './pick.ts';

/** Another system reads what is new, and does some of what it is asked for. */
export const outside: Action = async (world) => {
  const system = someSystem(world);
  for (let pages = world.between(0, 6); pages > 0; pages -= 1) if (!(await system.read())) break;
  await system.work(false);
};

/** Cards whose holders have said something about evidence, or stand on the ladder. */
async function cardsOf(world: World, teamId: string): Promise<Case[]> {
  const rows = await world.central.db
    .selectFrom('case_')
    .select('doc')
    .where('kind', '=', 'real_name')
    .where('team_id', '=', teamId)
    .orderBy('id')
    .execute();
  const cards = rows.map(({ doc }) => doc as Case);
  return cards.filter(
    ({ plan, stage }) => plan.kind === 'measure' || plan.code === 'verifying' || stage === 'lifted',
  );
}

export const verify: Action = async (world) => {
  const system = someSystem(world);
  const cards = await cardsOf(world, system.user.teamId);
  if (cards.length === 0) return;
  const { externalId } = pick(world.rng, cards);
  const passed = world.rng.next() < 0.75;
  world.note(`verification of ${externalId}: ${passed}`);
  system.verify(externalId, passed);
  await system.tell();
};
