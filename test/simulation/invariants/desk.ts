import { isDeepStrictEqual } from 'node:util';
import type { Case } from '../../../shared/case/case.ts';
import { apply } from '../../../shared/mutation/apply.ts';
import type { SimDesk } from '../desk.ts';
import { contentsOf, type DeskContents, entriesOf } from '../look.ts';
import { checkCaps } from '../model/caps.ts';
import { isFact } from '../model/facts.ts';
import type { World } from '../world.ts';

interface Before {
  clientId: string | null;
  cursor: DeskContents['cursor'];
  lastRetired: DeskContents['lastRetired'];
  file: string;
}
const seen = new WeakMap<SimDesk, Before>();

/** What must hold on a desk at every moment between two steps. */
export function checkDesk(world: World, desk: SimDesk): void {
  const now = contentsOf(desk);
  try {
    promisesKept(world, desk, now);
    ownWorkVisible(world, desk, now);
    retiredWorkVisible(world, desk, now);
    notEmptied(world, desk, now);
    monotonic(world, desk, now);
    replayed(world, desk, now);
    heldBack(world, desk, now);
  } finally {
    now.close();
  }
}

/**
 * I1 on the desk: what was promised lies in the file, whatever else happens (central is asked at the end).
 */
export function promisesKept(world: World, desk: SimDesk, now: DeskContents): void {
  for (const { mutation, forfeited } of desk.promised) {
    if (!forfeited && !now.kept.has(mutation.id)) world.violated(`I1 ${desk.name} forgot ${mutation.id}`);
  }
}

/** I4, I8: a fact that waits here is on the screen as long as its case is. */
function ownWorkVisible(world: World, desk: SimDesk, now: DeskContents): void {
  for (const mutation of now.outbox) {
    if (!isFact(mutation) || desk.unread.has(mutation.args.caseId)) continue;
    const doc = now.view.get(mutation.args.caseId);
    if (doc !== undefined && !entriesOf(doc).includes(mutation.id))
      world.violated(`I8 ${desk.name} does not show its own ${mutation.name} ${mutation.id}`);
  }
}

/** I4: what central's rows are said to contain is in them. */
function retiredWorkVisible(world: World, desk: SimDesk, now: DeskContents): void {
  for (const { mutation } of desk.promised) {
    if (!isFact(mutation) || !now.retired.has(mutation.id)) continue;
    if (desk.unread.has(mutation.args.caseId)) continue;
    const doc = now.view.get(mutation.args.caseId);
    if (doc !== undefined && !entriesOf(doc).includes(mutation.id))
      world.violated(`I4 ${desk.name} retired ${mutation.id}, and its case does not show it`);
  }
}

/** One wrong answer must not empty a desk. */
function notEmptied(world: World, desk: SimDesk, now: DeskContents): void {
  if (desk.liedTo && now.view.size < 10) world.violated(`I5 ${desk.name} was emptied by one answer`);
  desk.liedTo = false;
}

/** I6: cursor and retired numbers never go back within an epoch, a client and a file. */
function monotonic(world: World, desk: SimDesk, now: DeskContents): void {
  // What the power took is pulled again.
  const before = desk.lostPower ? undefined : seen.get(desk);
  desk.lostPower = false;
  const { clientId, cursor, lastRetired } = now;
  const same = before?.file.split('-')[0] === desk.place.file.split('-')[0];
  if (before?.cursor && cursor && same && !desk.cloned && !world.restored) {
    if (before.cursor.epoch === cursor.epoch && cursor.version < before.cursor.version)
      world.violated(`I6 ${desk.name}: cursor from ${before.cursor.version} to ${cursor.version}`);
  }
  if (before?.clientId === clientId && before?.lastRetired && !desk.cloned) {
    if ((lastRetired?.seq ?? 0) < before.lastRetired.seq)
      world.violated(`I6 ${desk.name}: retired went back`);
  }
  seen.set(desk, { clientId, cursor, lastRetired, file: desk.place.file });
}

/** M16 before central knows: a call that waits here holds back the other cases of its number. */
function heldBack(world: World, desk: SimDesk, now: DeskContents): void {
  if (desk.wasSkewed) return;
  const called = now.outbox.flatMap(({ name, args }) => (name === 'logAttempt' ? [args.caseId] : []));
  if (called.length === 0) return;
  const cases = [...now.view.values()].map((doc): Case => JSON.parse(doc));
  const phones = new Set(cases.flatMap(({ id, contact }) => (called.includes(id) ? [contact.phone] : [])));
  const same = cases.filter(({ contact }) => phones.has(contact.phone));
  const shown = same.flatMap(({ id }) => desk.reader.case(id) ?? []);
  checkCaps(world, desk.name, shown, same);
}

/** I4: the view of every touched row is central's image with the pending work on top. */
function replayed(world: World, desk: SimDesk, now: DeskContents): void {
  const cases = new Map<string, Case>();
  for (const [id, doc] of now.shadow) if (doc !== null) cases.set(id, JSON.parse(doc));
  const library = desk.reader.library.newest();
  for (const mutation of now.outbox) {
    const result = apply(mutation, cases, {
      author: desk.user,
      receivedAt: mutation.at,
      library,
      dispositionsOf: (version) => desk.reader.library.dispositions(version),
    });
    if (result.ok) for (const changed of result.cases) cases.set(changed.id, changed);
  }
  for (const id of now.shadow.keys()) {
    const expected = cases.get(id);
    const doc = now.view.get(id);
    const shown = doc === undefined ? undefined : JSON.parse(doc);
    if (!isDeepStrictEqual(shown, expected && JSON.parse(JSON.stringify(expected))))
      world.violated(
        `I4 ${desk.name}: ${id} is not central's image with the pending work: ${JSON.stringify(shown)} instead of ${JSON.stringify(expected)}; outbox ${JSON.stringify(now.outbox)}`,
      );
  }
}
