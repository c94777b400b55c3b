import { addUser } from '../../../central/accounts/users.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import { NEWCOMER } from '../staff.ts';
import type { World } from '../world.ts';
import { type Action, teamIds } from './pick.ts';

/** Adds the newcomer where central does not know them; made again they are who they were. */
async function added(world: World): Promise<SignedInUser> {
  const [teamId = ''] = teamIds(world);
  const { account, role, permissions, team } = NEWCOMER;
  const person = { account, role, permissions, teamId, name: account, staffNumber: '2001' };
  const id = await addUser(world.central.services, { ...person, password: 'password-1' });
  const before = world.newcomer;
  if (before && before.user.id !== id) world.violated(`I13 ${account} made again is somebody else`);
  const inBackup = before?.inBackup ?? false;
  const user = { ...person, id, teamName: team };
  world.newcomer = { user, isKnown: true, inBackup };
  return user;
}

/** Somebody begins, with a desk of their own: mostly when a backup is there that does not know them. */
export const join: Action = async (world) => {
  if (world.newcomer || (!world.central.hasBackup && world.rng.next() < 0.8)) return;
  await world.addDesk(NEWCOMER.account, await added(world));
  world.traps.fire('somebody added');
};

/** After a restore that does not know them the administrator adds them again. */
export const joinAgain: Action = async (world) => {
  if (!world.newcomer || world.newcomer.isKnown) return;
  await added(world);
  world.traps.fire('somebody added again after a restore');
  world.note(`${NEWCOMER.account} is added again`);
};
