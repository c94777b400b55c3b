import { disableUser } from '../../central/accounts/users.ts';
import { assignBalanced } from '../../central/assign/assign.ts';
import { rotateEpoch } from '../../central/db/meta.ts';
import { retried } from '../../central/db/transaction.ts';
import { pick } from '../../central/demo/random.ts';
import { introduced } from '../../central/intake/introduce.ts';
import { libraryOf } from '../../central/sync/library.ts';
import { publishCases } from '../../central/sync/publish-cases.ts';
import { FAILPOINTS } from '../../electron/failpoint.ts';
import { openDeskFile } from '../../electron/store/open.ts';
import type { NewMutation } from '../../electron/sync/messages.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import { assigned } from '../../shared/mutation/assignment.ts';
import { DAY, HOUR, SECOND } from '../../shared/time.ts';
import { callableCase, idOf } from '../support/cases.ts';
import { weighted } from './chance.ts';
import type { SimDesk } from './desk.ts';
import { contentsOf } from './look.ts';
import type { World } from './world.ts';

/** Who is disabled now and then, and back before the end. */
export const LEAVER = 'a3';

type Action = (world: World) => Promise<void>;

const openDesks = (world: World): SimDesk[] => world.desks.filter((desk) => !desk.waiting);
const leads = (world: World): SimDesk[] => openDesks(world).filter(({ user }) => user.role === 'lead');

/** Cases that a desk shows. */
function casesOf(desk: SimDesk): Case[] {
  return desk.reader.queue.entries().flatMap(({ id }) => desk.reader.case(id) ?? []);
}

function resultOn(world: World, subject: Case): NewMutation {
  const disposition = pick(world.rng, ['NOANS', 'NOANS', 'BUSY', 'LATER', 'FB_OK'] as const);
  const endedAt = world.now;
  return {
    name: 'logAttempt',
    args: {
      caseId: subject.id,
      direction: 'outbound',
      disposition,
      startedAt: endedAt - 30 * SECOND,
      endedAt,
      note: '',
      reason: null,
      callbackAt: disposition === 'LATER' ? endedAt + DAY : null,
      dialled: 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
    },
  };
}

const work: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const cases = casesOf(desk);
  if (cases.length === 0) return;
  const subject = pick(world.rng, cases);
  const { user } = desk;
  if (subject.assigneeId !== user.id) world.traps.fire('result for a case of somebody else');
  if (subject.stage === 'closed') world.traps.fire('result for a closed case');
  const made = weighted<NewMutation>(world.rng, [
    [resultOn(world, subject), 6],
    [{ name: 'addNote', args: { caseId: subject.id, text: `note ${world.now}` } }, 2],
    [{ name: 'recordReveal', args: { caseId: subject.id } }, 1],
  ]);
  world.note(`${desk.name} ${made.name} ${subject.externalId}`);
  desk.commit(made);
};

const move: Action = async (world) => {
  const able = leads(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const all = casesOf(desk).filter(({ stage }) => stage !== 'closed');
  if (all.length === 0) return;
  const bulk = world.rng.next() < 0.3;
  const from = pick(world.rng, all).assigneeId;
  const chosen = bulk ? all.filter(({ assigneeId }) => assigneeId === from) : [pick(world.rng, all)];
  const agents = world.server.staff.filter(({ role }) => role === 'agent');
  const to = world.rng.next() < 0.1 ? null : pick(world.rng, agents).id;
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

const exchange: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  await desk.exchange();
  if (desk.engine.status().code === 'session_expired' && !desk.waiting) {
    world.traps.fire('session ended and signed in again');
    await desk.signIn();
  }
};

const drain: Action = async (world) => {
  await exchangeAll(pick(world.rng, world.desks));
};

const listen: Action = async (world) => {
  const able = openDesks(world);
  if (able.length > 0) await pick(world.rng, able).listen();
};

const deliver: Action = async (world) => {
  const held = world.desks.filter(({ waiting }) => waiting);
  if (held.length > 0) await pick(world.rng, held).deliver();
};

const arrive: Action = async (world) => {
  const { central, rng } = world;
  const { db, ids } = central.services;
  const [first] = world.server.staff;
  const agents = world.server.staff.filter(({ role }) => role === 'agent');
  const teamId = first?.teamId ?? '';
  const crowd = rng.next() < 0.12 ? pick(rng, agents).id : null;
  const count = crowd ? 25 : world.between(1, 6);
  const cases = Array.from({ length: count }, () => {
    world.cases += 1;
    const owner = crowd ?? (rng.next() < 0.8 ? pick(rng, agents).id : null);
    // Some people report more than once: cases of one number know of each other.
    const again = rng.next() < 0.2 ? world.between(1, world.cases) : world.cases;
    return callableCase(world.cases, {
      contact: callableCase(again).contact,
      id: idOf(world.seed, 'case', world.cases),
      teamId,
      assigneeId: owner,
    });
  });
  await retried(db, async (trx) => {
    const at = world.now;
    const { fresh, known } = await introduced(trx, cases, await libraryOf(trx, teamId), at);
    await publishCases(trx, { ids, at }, [...fresh.map((subject) => ({ before: null, subject })), ...known]);
  });
  world.note(`${count} cases arrive`);
};

const share: Action = async (world) => {
  const [first] = world.server.staff;
  await assignBalanced({ ...world.central.services, teamId: first?.teamId ?? '' });
};

const disable: Action = async (world) => {
  await disableUser(world.central.services, LEAVER);
  world.traps.fire('member disabled');
};

const kill: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  pick(world.rng, able).killAt(pick(world.rng, FAILPOINTS), world.between(1, 2));
};

const reopen: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  world.note(`${desk.name} restarts`);
  desk.restart(desk.place);
};

const clone: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0 || world.desks.length > 7) return;
  const desk = pick(world.rng, able);
  desk.cloned = true;
  const twin = await world.addDesk(`${desk.name}'${world.desks.length}`, desk.user, desk);
  twin.cloned = true;
  twin.promised.push(...desk.promised);
  // What nobody takes from the one, nobody takes from its copy; it may lie set aside in both.
  twin.poison = desk.poison;
  world.traps.fire('desk file cloned');
  world.note(`${desk.name} cloned`);
};

const keep: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  world.attic.set(desk, { place: desk.copyOf(desk.place), had: desk.promised.length });
};

const putBack: Action = async (world) => {
  const kept = [...world.attic].filter(([desk]) => !desk.waiting);
  if (kept.length === 0) return;
  const [desk, { place, had }] = pick(world.rng, kept);
  world.attic.delete(desk);
  // What only the newer file has is lost with it, as it would be with the disk.
  for (const promised of desk.promised.slice(had)) promised.forfeited = true;
  desk.cloned = true;
  desk.restart(place);
  world.traps.fire('older desk file put back');
  world.note(`${desk.name} put back`);
};

const backup: Action = async (world) => {
  if (world.central.hasBackup || world.rng.next() < 0.5) return;
  await world.central.backup();
  world.note('central backed up');
};

const restore: Action = async (world) => {
  const { central, rng } = world;
  if (!central.hasBackup || world.restored) return;
  world.history += 1;
  await central.restore();
  if (rng.next() < 0.5) await rotateEpoch(central.db, central.services.ids);
  world.traps.fire('central restored');
  world.note('central restored');
  // The history goes on beyond the point that desks remember, before any of them asks.
  if (rng.next() < 0.6) {
    for (let round = 0; round < 5; round += 1) await arrive(world);
    world.traps.fire('central regrown past the cursor');
  }
};

const restartCentral: Action = async (world) => {
  await world.central.restart();
  world.traps.fire('central restarted');
};

const skew: Action = async (world) => {
  pick(world.rng, world.desks).skew = pick(world.rng, [0, 20 * DAY, -20 * DAY, 7 * SECOND]);
  world.traps.fire('clock off by weeks');
};

const poison: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  const pending = desk.store.pending(20, 100_000);
  if (!desk.poison && pending.length > 0) desk.poison = pick(world.rng, pending).mutation.id;
};

const lie: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  if (casesOf(desk).length <= 20) return;
  desk.lie = async (page) => {
    if (page.kind !== 'delta' || page.more) return page;
    desk.lie = null;
    // Only what is still there, and still here, can be lied about.
    const here = new Set(casesOf(desk).map((each) => each.id));
    const { role, id } = desk.user;
    const query = world.central.db.selectFrom('case_').select('id').orderBy('id');
    const kept = await (role === 'agent' ? query.where('assignee_id', '=', id) : query).execute();
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
};

/** The disk forgets a row. */
const rot: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const contents = contentsOf(desk);
  contents.close();
  const gone = casesOf(desk).find(({ id }) => !contents.shadow.has(id));
  if (!gone) return;
  const connection = openDeskFile(desk.place.file, desk.place.key, 'write');
  const n = connection.prepare("SELECT n FROM item WHERE entity = 'case' AND id = ?").pluck().get(gone.id);
  for (const table of ['membership', 'case_', 'queue', 'item'])
    connection.prepare(`DELETE FROM ${table} WHERE n = ?`).run(n);
  connection.close();
  world.note(`${desk.name} loses ${gone.externalId} from its disk`);
};

/** Cases go from one person to another at central, by no mutation of a desk. */
async function handOver(
  world: World,
  from: SignedInUser,
  to: SignedInUser,
  only: string | null,
): Promise<number> {
  const { db, ids } = world.central.services;
  const query = db.selectFrom('case_').selectAll().where('assignee_id', '=', from.id).orderBy('id');
  const rows = await (only === null ? query : query.where('id', '=', only)).execute();
  const changed = rows.map(({ doc }) => ({
    before: doc as Case,
    subject: assigned(doc as Case, { id: ids.uuid(), at: world.now, byId: null, toId: to.id }),
  }));
  await retried(db, (trx) => publishCases(trx, { ids, at: world.now }, changed));
  world.note(`${rows.length} cases from ${from.account} to ${to.account}`);
  return rows.length;
}

async function exchangeAll(desk: SimDesk): Promise<void> {
  for (let step = 0; step < 20 && !desk.waiting; step += 1) if ((await desk.exchange()) === null) break;
}

/** Everything that the busiest agent has goes to somebody else. */
const empty: Action = async (world) => {
  const busy = openDesks(world)
    .filter(({ user }) => user.role === 'agent')
    .map((desk) => ({ desk, held: casesOf(desk).length }))
    .sort((a, b) => b.held - a.held)[0];
  const to = world.server.staff.find(({ id, role }) => role === 'agent' && id !== busy?.desk.user.id);
  if (!busy || busy.held < 21 || !to) return;
  await handOver(world, busy.desk.user, to, null);
  await exchangeAll(busy.desk);
};

/** A case leaves a desk that has work on it, is seen to be gone, and comes back before the work could be sent. */
const bounce: Action = async (world) => {
  const desk = openDesks(world).find(({ user, store }) => user.role === 'agent' && store.unsent() > 0);
  const subject = desk?.store.pending(1, 100_000)[0]?.mutation.args.caseId;
  const other = world.server.staff.find(({ id, role }) => role === 'agent' && id !== desk?.user.id);
  if (!desk || !subject || !other || desk.reader.case(subject)?.assigneeId !== desk.user.id) return;
  desk.pushRefused = true;
  await handOver(world, desk.user, other, subject);
  await exchangeAll(desk);
  await handOver(world, other, desk.user, subject);
  desk.engine.hurry();
  await exchangeAll(desk);
  desk.pushRefused = false;
};

const ACTIONS: readonly (readonly [Action, number])[] = [
  [work, 28],
  [move, 14],
  [exchange, 40],
  [drain, 14],
  [listen, 4],
  [deliver, 8],
  [arrive, 6],
  [share, 2],
  [disable, 0.3],
  [kill, 8],
  [reopen, 3],
  [clone, 0.8],
  [keep, 1.5],
  [putBack, 1],
  [backup, 2],
  [restore, 1.2],
  [restartCentral, 2],
  [skew, 1],
  [poison, 1],
  [lie, 3],
  [rot, 0.7],
  [empty, 2],
  [bounce, 3],
];

/** One thing happens; some time passes. */
export async function act(world: World): Promise<void> {
  world.now += world.rng.next() < 0.05 ? world.between(1, 30) * HOUR : world.between(0, 20) * SECOND;
  await weighted(world.rng, ACTIONS)(world);
}

/** The beginning of every run: people at their desks, cases on their way. */
export async function populate(world: World): Promise<void> {
  for (const user of world.server.staff) await world.addDesk(user.account, user);
  const rounds = world.between(2, 14);
  for (let round = 0; round < rounds; round += 1) await arrive(world);
}
