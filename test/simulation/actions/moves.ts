import { assignBalanced } from '../../../central/assign/assign.ts';
import { namespaceOf, newAssignmentId } from '../../../central/db/namespace.ts';
import { retried } from '../../../central/db/transaction.ts';
import { pick } from '../../../central/demo/random.ts';
import { publishCases } from '../../../central/sync/publish-cases.ts';
import type { SignedInUser } from '../../../shared/api/account.ts';
import type { Case } from '../../../shared/case/case.ts';
import { assigned } from '../../../shared/mutation/assignment.ts';
import type { World } from '../world.ts';
import { exchangeAll } from './network.ts';
import { type Action, agentsOf, casesOf, isLead, openDesks, someTeam } from './pick.ts';

/** A lead gives one case, or all of one person's, to somebody. */
export const move: Action = async (world) => {
  const able = openDesks(world).filter(({ user }) => isLead(user));
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const all = casesOf(desk).filter(({ stage }) => stage !== 'closed');
  if (all.length === 0) return;
  const bulk = world.rng.next() < 0.3;
  const from = pick(world.rng, all).assigneeId;
  const chosen = bulk ? all.filter(({ assigneeId }) => assigneeId === from) : [pick(world.rng, all)];
  const to = world.rng.next() < 0.1 ? null : pick(world.rng, agentsOf(world, desk.user.teamId)).id;
  const commandId = bulk ? world.ids.uuid() : null;
  if (bulk && chosen.length > 1) world.traps.fire('moves in bulk');
  world.note(`${desk.name} moves ${chosen.length}`);
  desk.commit(
    ...chosen.map(({ id, assignmentId }) => ({
      name: 'reassign' as const,
      args: { caseId: id, expected: assignmentId, toId: to, commandId },
    })),
  );
};

/** Central shares out what nobody has. */
export const share: Action = async (world) => {
  await assignBalanced({ ...world.central.services, teamId: someTeam(world) });
};

/** Central gives cases to somebody, by no mutation of a desk. */
export async function give(world: World, ids: readonly string[], to: SignedInUser): Promise<number> {
  if (ids.length === 0) return 0;
  const { ids: made, clock } = world.central.services;
  await retried(world.central.db, async (trx) => {
    const rows = await trx
      .selectFrom('case_')
      .select('doc')
      .where('id', 'in', [...ids])
      .orderBy('id')
      .forUpdate()
      .execute();
    const namespace = await namespaceOf(trx, made);
    const changed = rows.map(({ doc }) => {
      const before = doc as Case;
      const move = { caseId: before.id, former: before.assignmentId, toId: to.id };
      const id = newAssignmentId(namespace, move);
      return { before, subject: assigned(before, { id, at: world.now, byId: null, toId: to.id }) };
    });
    await publishCases(trx, { ids: made, clock, at: world.now }, changed);
  });
  return ids.length;
}

async function handOver(world: World, from: SignedInUser, to: SignedInUser, only: string | null) {
  const query = world.central.db.selectFrom('case_').select('id').where('assignee_id', '=', from.id);
  const rows = await (only === null ? query : query.where('id', '=', only)).orderBy('id').execute();
  const count = await give(
    world,
    rows.map(({ id }) => id),
    to,
  );
  world.note(`${count} cases from ${from.account} to ${to.account}`);
}

const another = (world: World, { id, teamId }: SignedInUser) =>
  agentsOf(world, teamId).find((agent) => agent.id !== id);

/** Everything that the busiest agent has goes to somebody else. */
export const empty: Action = async (world) => {
  const busy = openDesks(world)
    .filter(({ user }) => user.role === 'agent')
    .map((desk) => ({ desk, held: casesOf(desk).length }))
    .sort((a, b) => b.held - a.held)[0];
  const to = busy && another(world, busy.desk.user);
  if (!busy || busy.held < 21 || !to) return;
  await handOver(world, busy.desk.user, to, null);
  await exchangeAll(busy.desk);
};

/**
 * A case leaves a desk that has work on it, is seen to be gone, and comes back before the work could be sent.
 */
export const bounce: Action = async (world) => {
  const desk = openDesks(world).find(({ user, store }) => user.role === 'agent' && store.unsent() > 0);
  const subject = desk?.store.pending(1, 100_000)[0]?.mutation.args.caseId;
  const other = desk && another(world, desk.user);
  if (!desk || !subject || !other || desk.reader.case(subject)?.assigneeId !== desk.user.id) return;
  desk.pushRefused = true;
  await handOver(world, desk.user, other, subject);
  await exchangeAll(desk);
  await handOver(world, other, desk.user, subject);
  desk.engine.hurry();
  await exchangeAll(desk);
  desk.pushRefused = false;
};
