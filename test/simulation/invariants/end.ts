import { isDeepStrictEqual } from 'node:util';
import { digestsOf } from '../../../central/db/pull.ts';
import { snapshot } from '../../../central/db/transaction.ts';
import { scopesOf } from '../../../central/sync/scopes.ts';
import { isLead } from '../actions/pick.ts';
import type { SimDesk } from '../desk.ts';
import { contentsOf } from '../look.ts';
import { checkArrived } from '../model/arrived.ts';
import { checkCaps, checkRows } from '../model/caps.ts';
import { checkModel } from '../model/model.ts';
import { checkMoves } from '../model/moves.ts';
import { type Stored, storedIn } from '../model/stored.ts';
import type { World } from '../world.ts';
import { promisesKept } from './desk.ts';
import { checkSessions } from './session.ts';

/** What must hold when all faults are over and everybody has exchanged everything. */
export async function checkEnd(world: World): Promise<void> {
  const stored = await storedIn(world);
  checkArrived(world, stored);
  checkMoves(world, stored);
  await checkModel(world, stored, true);
  for (const desk of world.desks) await checkCopy(world, desk, stored);
  ordered(world, stored);
  await checkSessions(world);
}

/** I3, I5, I9, I11: a desk is exactly what central has for its person. */
async function checkCopy(world: World, desk: SimDesk, { cases }: Stored): Promise<void> {
  const { user } = desk;
  const now = contentsOf(desk);
  promisesKept(world, desk, now);
  if (now.integrity !== 'ok') world.violated(`I11 ${desk.name}: ${now.integrity}`);
  if (now.outbox.length > 0) world.violated(`I9 ${desk.name} still holds ${now.outbox.length}`);
  if (now.shadow.size > 0) world.violated(`I4 ${desk.name}: shadow rows are left`);
  const [scope] = scopesOf(user);
  const expected = new Map(
    [...cases].filter(([, { assigneeId, teamId }]) =>
      isLead(user) ? teamId === user.teamId : assigneeId === user.id,
    ),
  );
  for (const [id, subject] of expected) {
    const shown = now.view.get(id);
    if (shown === undefined) world.violated(`I3 ${desk.name} lacks ${id}`);
    else if (!isDeepStrictEqual(JSON.parse(shown), subject))
      world.violated(`I3 ${desk.name} has another ${id}`);
  }
  for (const id of now.view.keys()) if (!expected.has(id)) world.violated(`I5 ${desk.name} kept ${id}`);
  for (const id of now.members.get(scope) ?? [])
    if (!expected.has(id)) world.violated(`I5 ${desk.name} counts ${id}`);
  const own = [...expected.values()];
  checkRows(world, desk.name, { own, all: cases.values() }, now.calls);
  const seen = own.flatMap(({ id }) => desk.reader.case(id) ?? []);
  checkCaps(world, desk.name, seen, cases.values());
  const digests = await snapshot(world.central.db, (trx) => digestsOf(trx, user.teamId, [...scopesOf(user)]));
  for (const digest of digests)
    if (!isDeepStrictEqual(now.digest(digest.scope), digest))
      world.violated(`I3 ${desk.name}: digest of ${digest.scope}`);
  now.close();
}

/** I7: what one client sent was taken in the order in which its person did it. */
function ordered(world: World, { mutations }: Stored): void {
  for (const desk of world.desks.filter(({ cloned }) => !cloned)) {
    const place = new Map(desk.promised.map(({ mutation }, index) => [mutation.id, index]));
    const last = new Map<string, number>();
    for (const { id, clientId } of mutations) {
      const at = place.get(id);
      if (at === undefined) continue;
      if (at < (last.get(clientId) ?? -1)) world.violated(`I7 ${desk.name}: ${id} out of order`);
      last.set(clientId, at);
    }
  }
}
