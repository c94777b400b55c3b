import { disableUser, resetUser } from '../../../central/accounts/users.ts';
import { numbersUnderWay } from '../../../central/db/number-spread.ts';
import { pick } from '../../../central/demo/random.ts';
import { publishDocument } from '../../../central/library/publish.ts';
import { replanTeam } from '../../../central/library/replan.ts';
import { endWaiting } from '../../../central/sync/end-waiting.ts';
import { spreadBatch } from '../../../central/sync/spread.ts';
import { wakeCases } from '../../../central/sync/wake.ts';
import { DAY } from '../../../shared/time.ts';
import { SPREAD } from '../central.ts';
import { updateCentral } from '../programs.ts';
import { LEAVER, policyOf, TEAMS } from '../staff.ts';
import { exchangeAll } from './network.ts';
import { type Action, openDesks, teamIds } from './pick.ts';

export const disable: Action = async (world) => {
  await disableUser(world.central.services, LEAVER);
  world.traps.fire('member disabled');
};

export const restartCentral: Action = async (world) => {
  await world.central.restart();
  world.traps.fire('central restarted');
};

/** The password of somebody is reset: their sessions end. */
export const reset: Action = async (world) => {
  const { account } = pick(
    world.rng,
    world.people.filter(({ role }) => role !== 'integration'),
  );
  await resetUser(world.central.services, account, 'password-3');
  world.signedOut.add(account);
  world.traps.fire('password reset');
  world.note(`the password of ${account} is reset`);
};

/** Central's clock is weeks off for a few requests, and is set right again. */
export const jump: Action = async (world) => {
  world.jump = pick(world.rng, [20 * DAY, 3 * DAY, -20 * DAY]);
  world.note(`central's clock jumps by ${world.jump / DAY} days`);
  for (let left = world.between(1, 3); left > 0; left -= 1) await exchangeAll(pick(world.rng, world.desks));
  await endWaiting(world.central.services);
  world.jump = 0;
  world.traps.fire("central's clock jumped");
  world.note("central's clock is right again");
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
