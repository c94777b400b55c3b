import { lastRestored } from '../../../central/db/meta.ts';
import { heldCases } from '../../../central/sync/held-cases.ts';
import type { World } from '../world.ts';
import { checkCalls } from './calls.ts';
import { checkCaps } from './caps.ts';
import { checkObjections } from './objections.ts';
import { checkOpenEnds } from './open-ends.ts';
import { checkAsked, checkBarred, checkFindings, checkTold } from './owed.ts';
import { checkRoles } from './roles.ts';
import { checkLadder, checkProof, checkRelated } from './steps.ts';
import type { Stored } from './stored.ts';
import { checkForeign, checkRules } from './teams.ts';

/**
 * What must be true of the cases that central has. `settled`: other systems have read and answered everything
 * too.
 */
export async function checkModel(world: World, { cases }: Stored, settled: boolean): Promise<void> {
  const all = [...cases.values()];
  checkObjections(world, all);
  checkForeign(world, all);
  await checkRules(world, all);
  checkFindings(world, all);
  checkRoles(world, all);
  checkProof(world, all);
  checkCalls(world, all);
  checkCaps(world, 'central', await heldCases(world.central.db, all), all);
  checkRelated(world, all);
  if (!settled) return;
  checkAsked(world, all);
  const isNoticed = world.history === 0 || (await lastRestored(world.central.db)).at !== null;
  if (isNoticed) checkTold(world, all);
  checkBarred(world, all);
  checkLadder(world, all);
  await checkOpenEnds(world, all);
}
