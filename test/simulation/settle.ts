import { resetUser } from '../../central/accounts/users.ts';
import { numbersUnderWay } from '../../central/db/number-spread.ts';
import { refreshNumbers } from '../../central/sync/refresh-numbers.ts';
import { spreadAll } from '../../central/sync/spread.ts';
import { wakeCases } from '../../central/sync/wake.ts';
import type { Rng } from '../../shared/ports.ts';
import { HOUR, MINUTE } from '../../shared/time.ts';
import { joinAgain } from './actions/newcomer.ts';
import { importAgain } from './actions/restore.ts';
import { rngFor } from './chance.ts';
import type { SimDesk } from './desk.ts';
import { checkBroughtBack } from './invariants/brought-back.ts';
import { updateCentral } from './programs.ts';
import { LEAVER } from './staff.ts';
import type { World } from './world.ts';

/** Rounds in which everybody must have exchanged everything once the faults are over. */
const ROUNDS = 40;

export function shuffled<T>(rng: Rng, all: readonly T[]): T[] {
  return all
    .map((value) => ({ value, place: rng.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

/** Nothing fails any more, and whoever was away comes back. */
async function calm(world: World): Promise<void> {
  world.faults = false;
  for (const desk of world.desks) {
    desk.lie = null;
    desk.pushRefused = false;
    desk.spare();
    desk.disk.room(null);
    while (desk.waiting) await desk.deliver();
    desk.update();
  }
  if (world.olderCentral) await updateCentral(world);
  await joinAgain(world);
  const [leaver] = await world.central.db
    .selectFrom('account')
    .selectAll()
    .where('account', '=', LEAVER)
    .execute();
  if (leaver && !leaver.active) await resetUser(world.central.services, LEAVER, 'password-2');
}

/** One desk says and hears everything. Answers whether anything was new. */
async function finish(world: World, desk: SimDesk): Promise<boolean> {
  desk.engine.hurry();
  const before = desk.store.meta.get('cursor')?.tag;
  for (let step = 0; step < 60; step += 1) {
    if ((await desk.exchange()) !== null) continue;
    await checkBroughtBack(world, desk);
    const { code } = desk.engine.status();
    if (code !== 'session_expired' && code !== 'account_disabled') break;
    await desk.signIn();
  }
  return before !== desk.store.meta.get('cursor')?.tag || desk.store.unsent() > 0;
}

async function hearOutside(world: World): Promise<boolean> {
  let changed = false;
  for (const system of world.systems) {
    const before = system.seen.size;
    while (await system.read()) {}
    await system.work(true);
    changed ||= system.seen.size > before;
  }
  return changed;
}

/**
 * No more faults: everybody exchanges until nothing is left to say, within bounded time (I9). Desks come back
 * in any order, some of them rounds after the others, and what is to be imported again comes somewhere in
 * between.
 */
export async function settle(world: World): Promise<void> {
  world.beginStep(rngFor(world.seed, 'settle'));
  const { rng } = world;
  await calm(world);
  const late = new Map(world.desks.map((desk) => [desk, rng.next() < 0.3 ? world.between(1, 3) : 0]));
  const importRound = world.between(0, 3);
  let quiet = 0;
  for (let round = 0; round < ROUNDS && quiet < 3; round += 1) {
    world.now += round < 6 ? HOUR : 10 * MINUTE;
    let changed = round < 4;
    if (round >= importRound) while (await importAgain(world)) changed = true;
    await refreshNumbers(world.central.services);
    // After a restore other systems tell again what they did before the desks are back, or after them.
    if (round < 4 && rng.next() < 0.5) changed = (await hearOutside(world)) || changed;
    for (const desk of shuffled(rng, world.desks)) {
      if ((late.get(desk) ?? 0) > round) continue;
      if (await finish(world, desk)) changed = true;
    }
    if (round > 3 || rng.next() < 0.5) changed = (await hearOutside(world)) || changed;
    if (round > 1 && (await numbersUnderWay(world.central.db)).length > 0) {
      await spreadAll(world.central.services);
      world.traps.fire('decision brought to reports in turn');
      changed = true;
    }
    if ((await wakeCases(world.central.services)) > 0) changed = true;
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
