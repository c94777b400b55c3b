import { pick } from '../../../central/demo/random.ts';
import type { SimDesk } from '../desk.ts';
import { type Action, casesOf, isLead, openDesks } from './pick.ts';

export const exchange: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  await desk.exchange();
  // Whoever has been away signs in late.
  const late = desk.engine.status().broughtBack && world.rng.next() < 0.8;
  if (desk.engine.status().code === 'session_expired' && !desk.waiting && !late) {
    world.traps.fire('session ended and signed in again');
    await desk.signIn();
  }
};

export async function exchangeAll(desk: SimDesk): Promise<void> {
  for (let step = 0; step < 20 && !desk.waiting; step += 1) if ((await desk.exchange()) === null) break;
}

export const drain: Action = async (world) => {
  await exchangeAll(pick(world.rng, world.desks));
};

export const listen: Action = async (world) => {
  const able = openDesks(world);
  if (able.length > 0) await pick(world.rng, able).listen();
};

export const deliver: Action = async (world) => {
  const held = world.desks.filter(({ waiting }) => waiting);
  if (held.length > 0) await pick(world.rng, held).deliver();
};

/** Something that central refuses for good lies in an outbox. */
export const poison: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const pending = desk.store.pending(20, 100_000);
  if (!desk.poison && pending.length > 0) desk.poison = pick(world.rng, pending).mutation.id;
};

/** One answer says that everything is gone. */
export const lie: Action = async (world) => {
  const able = openDesks(world).filter((each) => casesOf(each).length > 20);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  desk.lie = async (page) => {
    if (page.kind !== 'delta' || page.more) return page;
    desk.lie = null;
    // Only what is still there, and still here, can be lied about.
    const here = new Set(casesOf(desk).map((each) => each.id));
    const { id, teamId } = desk.user;
    const query = world.central.db.selectFrom('case_').select('id').orderBy('id');
    const kept = await (isLead(desk.user)
      ? query.where('team_id', '=', teamId)
      : query.where('assignee_id', '=', id)
    ).execute();
    const there = kept.filter((row) => here.has(row.id));
    const scope = page.scopes.find((each) => !each.startsWith('common:')) ?? '';
    // An answer that is truly of an emptied desk, asked before central was put back, is no lie.
    const told = page.digests?.find((digest) => digest.scope === scope)?.count ?? there.length;
    if (Math.min(told, there.length) <= 20) return page;
    world.traps.fire('mass purge held back');
    world.note(`${desk.name} is lied to`);
    desk.liedTo = true;
    const { version } = page.cursor;
    return {
      ...page,
      changes: there.map((row) => ({ scope, id: row.id, version, entity: 'revoke', of: 'case' })),
    };
  };
  await exchangeAll(desk);
};
