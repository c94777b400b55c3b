import { disableUser } from '../../../central/accounts/users.ts';
import { numbersUnderWay } from '../../../central/db/number-spread.ts';
import { publishDocument } from '../../../central/library/publish.ts';
import { replanTeam } from '../../../central/library/replan.ts';
import { spreadBatch } from '../../../central/sync/spread.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import { SPREAD } from '../central.ts';
import { updateCentral } from '../programs.ts';
import { LEAVER, policyOf, TEAMS } from '../staff.ts';
import { type Action, openDesks, teamIds } from './pick.ts';

export const disable: Action = async (world) => {
  await disableUser(world.central.services, LEAVER);
  world.traps.fire('member disabled');
};

export const restartCentral: Action = async (world) => {
  await world.central.restart();
  world.traps.fire('central restarted');
};

/** A team gets other rules, and its open cases may be planned anew. */
export const publish: Action = async (world) => {
  const index = world.between(0, 1);
  const teamId = teamIds(world)[index] ?? '';
  const policy = policyOf(TEAMS[index] ?? 'North', world.between(1, 2));
  const parts = { ...world.central.services, teamId };
  await publishDocument(parts, { type: 'policy', body: policy }, true);
  if (world.rng.next() < 0.6) await replanTeam(parts);
  world.traps.fire('other rules published');
  world.note(`${TEAMS[index]} gets other rules`);
};

/** Central goes on with what was decided about a number: a few more of its reports have it. */
export const spread: Action = async (world) => {
  const parts = { ...world.central.services, batch: SPREAD };
  for (const number of await numbersUnderWay(parts.db)) {
    await spreadBatch(parts, number, true);
    world.traps.fire('decision brought to reports in turn');
  }
};

/** Central gets the present program, or a desk does. */
export const update: Action = async (world) => {
  if (world.olderCentral) await updateCentral(world);
  else
    openDesks(world)
      .find(({ older }) => older)
      ?.update();
};

export const wake: Action = async (world) => {
  await wakeCases(world.central.services);
};
