import { tagOf } from '../../../central/db/pull.ts';
import type { PullRequest } from '../../../shared/api/sync.ts';
import type { SimDesk } from '../desk.ts';
import type { World } from '../world.ts';

/**
 * I6 at central: after a restore it goes on only from cursors of the history that it has, whatever would heal
 * a wrong one later.
 */
export async function checkCursor(world: World, desk: SimDesk, { from }: PullRequest, answer: string) {
  const cursor = from.mode === 'delta' ? from.cursor : from.at;
  if (!world.restored || cursor === null || isReset(answer)) return;
  const tag = await tagOf(world.central.db, desk.user.teamId, cursor.version);
  if (tag !== cursor.tag) world.violated(`I6 ${desk.name}: central went on from a cursor that it never gave`);
}

/** Cases may follow the answer as lines. */
function isReset(answer: string): boolean {
  return JSON.parse(answer.split('\n', 1)[0] ?? '').kind === 'reset';
}
