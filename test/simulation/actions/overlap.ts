import type { Party } from '../lane.ts';
import { someSystem } from '../outside/system.ts';
import { together } from '../overlap.ts';
import { shuffled } from '../settle.ts';
import type { World } from '../world.ts';
import { wake } from './central.ts';
import { arrive, findings } from './intake.ts';
import { exchangeAll } from './network.ts';
import { type Action, openDesks } from './pick.ts';

/** What may happen beside desks, and how often. */
const BESIDE: readonly (readonly [name: string, Action, chance: number])[] = [
  ['an import', arrive, 0.25],
  ['findings', findings, 0.3],
  ['time', wake, 0.15],
  [
    'another system',
    async (world) => {
      const system = someSystem(world);
      await system.read();
      await system.work(false);
    },
    0.3,
  ],
];

/** Those with unsent work first: pushes meet each other more often than by chance. */
function someDesks(world: World): Party[] {
  const able = shuffled(world.rng, openDesks(world));
  const pushing = able.filter((desk) => desk.store.pending(1, 100_000).length > 0);
  const chosen = [...new Set([...pushing, ...able])].slice(0, world.between(2, 4));
  return chosen.map((desk) => ({ name: desk.name, desk, work: () => exchangeAll(desk) }));
}

/** Several exchange at once, and other things happen beside them. */
export const overlap: Action = async (world) => {
  const beside = BESIDE.filter(([, , chance]) => world.rng.next() < chance);
  const parties = [
    ...someDesks(world),
    ...beside.map(([name, act]): Party => ({ name, desk: null, work: () => act(world) })),
  ];
  if (parties.length < 2) return;
  world.traps.fire('several at once');
  world.note(`at once: ${parties.map(({ name }) => name).join(', ')}`);
  await together(world, parties);
};
