import { pick } from '../../../central/demo/random.ts';
import { FAILPOINTS, LONG_PULL_FAILPOINTS } from '../../../electron/failpoint.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import { DAY, SECOND } from '../../../shared/time.ts';
import { contentsOf } from '../look.ts';
import { type Action, casesOf, openDesks } from './pick.ts';

const MOMENTS = [...FAILPOINTS, ...LONG_PULL_FAILPOINTS];

export const kill: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const moment = pick(world.rng, MOMENTS);
  desk.killAt(moment, world.between(1, 2));
  // Whoever has nothing to say gets no answer.
  if (moment.startsWith('answer') && desk.store.unsent() > 0) await desk.exchange();
};

/** The power fails while a desk works, or soon after it has pulled and its person has done something. */
export const blackout: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const alive = desk.lives;
  desk.killAt(pick(world.rng, MOMENTS), world.between(1, 4), true);
  for (let step = world.between(1, 3); step > 0 && !desk.waiting && desk.lives === alive; step -= 1) {
    await desk.exchange();
    const [subject] = casesOf(desk);
    const text = `note ${world.now} ${step}`;
    if (subject && !desk.waiting && desk.lives === alive)
      desk.does(subject, { name: 'addNote', args: { caseId: subject.id, text } });
  }
  if (desk.waiting || desk.lives !== alive) desk.spare();
  else desk.losePower();
};

/** A disk gets full, or there is room on it again. */
export const crowd: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const pages = world.rng.next() < 0.6 ? world.between(0, 2) : null;
  world.note(`${desk.name} has room for ${pages ?? 'all'}`);
  desk.disk.room(pages);
};

/**
 * The second copy of unsent work has no room while somebody works; when there is some again, it is needed.
 */
export const crowdCopy: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  const [subject] = casesOf(desk);
  if (!subject) return;
  const takeNote = (text: string) =>
    desk.does(subject, { name: 'addNote', args: { caseId: subject.id, text } });
  desk.disk.copyRoom(world.between(0, 600));
  for (let left = world.between(1, 3); left > 0; left -= 1) takeNote(`without room ${world.now} ${left}`);
  desk.disk.copyRoom(null);
  world.traps.fire('no room for the second copy');
  if (world.rng.next() < 0.7) takeNote(`with room ${world.now}`);
  if (world.rng.next() < 0.7) desk.damage();
};

export const reopen: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  world.note(`${desk.name} restarts`);
  desk.restart(desk.place);
};

export const clone: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0 || world.desks.length > 9) return;
  const desk = pick(world.rng, able);
  desk.cloned = true;
  // A copy brings what its person did as another device, which cannot have been made there.
  for (const { mutation } of desk.promised)
    if (!world.arrivedIn.has(mutation.id)) world.honest.delete(mutation.id);
  const twin = await world.addDesk(`${desk.name}'${world.desks.length}`, desk.user, desk);
  twin.cloned = true;
  twin.promised.push(...desk.promised);
  // What nobody takes from the one, nobody takes from its copy; it may lie set aside in both.
  twin.poison = desk.poison;
  world.traps.fire('desk file cloned');
  world.note(`${desk.name} cloned`);
};

export const keep: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  world.attic.set(desk, {
    place: desk.copyOf(desk.place, world.rng.next() < 0.5),
    had: desk.promised.length,
  });
};

export const putBack: Action = async (world) => {
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

export const skew: Action = async (world) => {
  const desk = pick(world.rng, world.desks);
  desk.skew = pick(world.rng, [0, 20 * DAY, -20 * DAY, 7 * SECOND]);
  desk.wasSkewed = true;
  world.traps.fire('clock off by weeks');
};

/** A desk file is damaged beyond repair. */
export const damage: Action = async (world) => {
  const able = openDesks(world);
  if (able.length === 0) return;
  const desk = pick(world.rng, able);
  world.traps.fire('desk file damaged');
  world.note(`${desk.name} loses its file`);
  desk.damage();
};

/** The disk forgets a row. */
export const rot: Action = async (world) => {
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
