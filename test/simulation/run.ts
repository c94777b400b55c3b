import { resetUser } from '../../central/accounts/users.ts';
import { MINUTE } from '../../shared/time.ts';
import { act, LEAVER, populate } from './actions.ts';
import type { SimServer } from './central.ts';
import { rngFor } from './chance.ts';
import { checkDesk, checkEnd } from './invariants.ts';
import type { Trap } from './traps.ts';
import { World } from './world.ts';

const STEPS = 70;
/** Rounds in which everybody must have exchanged everything once the faults are over. */
const ROUNDS = 40;

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
      world.rng = rngFor(seed, 'step', step);
      await act(world);
      // Only who did something can have gone wrong; now and then everybody is looked at.
      for (const desk of world.desks) {
        if (!desk.waiting && (desk === world.acting || step % 10 === 0)) checkDesk(world, desk);
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

/** No more faults: every desk exchanges until nothing is left to say, within bounded time (I9). */
async function settle(world: World): Promise<void> {
  world.faults = false;
  world.rng = rngFor(world.seed, 'settle');
  for (const desk of world.desks) {
    desk.lie = null;
    desk.pushRefused = false;
    desk.spare();
    while (desk.waiting) await desk.deliver();
  }
  const [leaver] = await world.central.db
    .selectFrom('account')
    .selectAll()
    .where('account', '=', LEAVER)
    .execute();
  if (leaver && !leaver.active) await resetUser(world.central.services, LEAVER, 'password-2');
  let quiet = 0;
  for (let round = 0; round < ROUNDS && quiet < 3; round += 1) {
    world.now += 10 * MINUTE;
    let changed = false;
    for (const desk of world.desks) {
      desk.engine.hurry();
      const before = desk.store.meta.get('cursor')?.tag;
      for (let step = 0; step < 60; step += 1) {
        if ((await desk.exchange()) !== null) continue;
        const { code } = desk.engine.status();
        if (code !== 'session_expired' && code !== 'account_disabled') break;
        await desk.signIn();
      }
      changed ||= before !== desk.store.meta.get('cursor')?.tag || desk.store.unsent() > 0;
    }
    quiet = changed ? 0 : quiet + 1;
  }
  for (const desk of world.desks) {
    const { state, code, unsent, refused } = desk.engine.status();
    // What central refused waits for the person, and holds up nothing.
    const tray = state === 'attention' && code === null && refused > 0 && unsent === 0;
    if (state !== 'online' && !tray)
      world.violated(`I9 ${desk.name} ends ${state} (${code}), ${unsent} unsent`);
  }
}
