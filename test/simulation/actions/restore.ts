import { rotateEpoch } from '../../../central/db/meta.ts';
import { updateCentral } from '../programs.ts';
import type { World } from '../world.ts';
import { arrive, importFile } from './intake.ts';
import type { Action } from './pick.ts';

export const backup: Action = async (world) => {
  // One of a central that was put back takes the place of the one before.
  const { hasBackup } = world.central;
  if ((hasBackup && !world.restored) || world.rng.next() < (hasBackup ? 0.8 : 0.5)) return;
  await world.central.backup();
  world.filesInBackup = new Set(world.files.filter((file) => !world.filesAgain.includes(file)));
  world.backedUpAt = world.now;
  if (world.newcomer) world.newcomer.inBackup = world.newcomer.isKnown;
  world.note('central backed up');
};

/**
 * What was imported since the backup is imported again, one file at a time. Answers whether there was one.
 */
export async function importAgain(world: World): Promise<boolean> {
  const file = world.filesAgain.shift();
  if (!file) return false;
  await importFile(world, file);
  world.traps.fire('imported again after a restore');
  world.note(`${file.rows.length} ${file.kind} imported again`);
  return true;
}

export const again: Action = async (world) => {
  await importAgain(world);
};

/** Central is put back: a restore, which desks are told of, or a failover that lost its newest commits. */
export const restore: Action = async (world) => {
  const { central, rng } = world;
  if (!central.hasBackup || world.history > 1 || (world.restored && rng.next() < 0.7)) return;
  if (world.restored) world.traps.fire('central restored once more');
  world.history += 1;
  await central.restore();
  if (world.newcomer) world.newcomer.isKnown = world.newcomer.inBackup;
  const told = rng.next() < 0.5;
  const restored = { at: world.now, to: world.backedUpAt };
  if (told) await rotateEpoch(central.db, central.services.ids, restored);
  else world.traps.fire('failover without a new epoch');
  world.failedOver ||= !told;
  if (!world.olderCentral) await updateCentral(world);
  world.filesAgain = world.files.filter((each) => !world.filesInBackup.has(each));
  world.traps.fire('central restored');
  world.note(`central restored, ${told ? 'a new epoch' : 'the same epoch'}`);
  if (rng.next() < 0.4) while (await importAgain(world)) {}
  if (rng.next() < 0.3)
    for (const system of world.systems) {
      await system.read();
      await system.tell();
      world.traps.fire('other systems tell before desks after a restore');
    }
  // The history goes on beyond the point that desks remember, before any of them asks.
  if (rng.next() < 0.6) {
    for (let round = 0; round < 5; round += 1) await arrive(world);
    world.traps.fire('central regrown past the cursor');
  }
};
