import { act, populate } from './actions/index.ts';
import type { SimServer } from './central.ts';
import { rngFor } from './chance.ts';
import { checkDesk } from './invariants/desk.ts';
import { checkEnd } from './invariants/end.ts';
import { settle } from './settle.ts';
import type { Trap } from './traps.ts';
import { World } from './world.ts';

/** How many things happen in a run. */
export const STEPS = 80;

export interface Outcome {
  seed: number;
  violations: string[];
  fired: ReadonlyMap<Trap, number>;
  trace: string[];
}

let runs = 0;

/** One seeded run. `skip`: steps that are left out, to find the fewest that still fail. */
export async function runSeed(
  server: SimServer,
  seed: number,
  skip: ReadonlySet<number> = new Set(),
): Promise<Outcome> {
  const world = new World(seed, server);
  runs += 1;
  try {
    await world.begin(`sim_${process.pid}_${runs}`);
    await populate(world);
    for (let step = 0; step < STEPS && world.violations.length === 0; step += 1) {
      if (skip.has(step)) continue;
      world.beginStep(rngFor(seed, 'step', step));
      await act(world);
      // Only who did something can have gone wrong; now and then everybody is looked at.
      for (const desk of world.desks) {
        if (!desk.waiting && (world.acted.has(desk) || step % 10 === 0)) checkDesk(world, desk);
      }
    }
    await settle(world);
    if (world.violations.length === 0) await checkEnd(world);
    // What central has in the end belongs to the trace: a replay must come to the same.
    const stored = await world.central.db
      .selectFrom('mutation')
      .select(['id', 'seq', 'status'])
      .orderBy('id')
      .execute();
    for (const { id, seq, status } of stored) world.note(`central has ${id} ${seq} ${status}`);
  } catch (error) {
    world.violated(`crashed: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    await world.end();
  }
  return { seed, violations: world.violations, fired: world.traps.fired, trace: world.trace };
}
