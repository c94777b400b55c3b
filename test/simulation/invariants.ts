import { isDeepStrictEqual } from 'node:util';
import { digestsOf, tagOf } from '../../central/db/pull.ts';
import { snapshot } from '../../central/db/transaction.ts';
import { scopesOf } from '../../central/sync/scopes.ts';
import type { PullRequest } from '../../shared/api/sync.ts';
import type { Case } from '../../shared/case/case.ts';
import { apply } from '../../shared/mutation/apply.ts';
import type { SimDesk } from './desk.ts';
import { contentsOf, type DeskContents, entriesOf } from './look.ts';
import type { World } from './world.ts';

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
  } finally {
    now.close();
  }
}

/** I1 on the desk: what was promised lies in the file, whatever else happens (central is asked at the end). */
function promisesKept(world: World, desk: SimDesk, now: DeskContents): void {
  for (const { mutation, forfeited } of desk.promised) {
    if (!forfeited && !now.kept.has(mutation.id)) world.violated(`I1 ${desk.name} forgot ${mutation.id}`);
  }
}

/** I4, I8: a fact that waits here is on the screen as long as its case is. */
function ownWorkVisible(world: World, desk: SimDesk, now: DeskContents): void {
  for (const mutation of now.outbox) {
    if (mutation.name === 'reassign') continue;
    const doc = now.view.get(mutation.args.caseId);
    if (doc !== undefined && !entriesOf(doc).includes(mutation.id))
      world.violated(`I8 ${desk.name} does not show its own ${mutation.name} ${mutation.id}`);
  }
}

/** I4: what central's rows are said to contain is in them. */
function retiredWorkVisible(world: World, desk: SimDesk, now: DeskContents): void {
  for (const { mutation } of desk.promised) {
    if (mutation.name === 'reassign' || !now.retired.has(mutation.id)) continue;
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
  const before = seen.get(desk);
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

/** I4: the view of every touched row is central's image with the pending work on top. */
function replayed(world: World, desk: SimDesk, now: DeskContents): void {
  const cases = new Map<string, Case>();
  for (const [id, doc] of now.shadow) if (doc !== null) cases.set(id, JSON.parse(doc));
  const library = desk.reader.library.newest();
  for (const mutation of now.outbox) {
    const subject = cases.get(mutation.args.caseId);
    const named = [mutation.args.caseId, ...(subject?.related.map(({ caseId }) => caseId) ?? [])];
    const known = new Map(named.flatMap((id) => (cases.has(id) ? [[id, cases.get(id) as Case]] : [])));
    const result = apply(mutation, known, {
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

/** I6 at central: after a restore it goes on only from cursors of the history that it has, whatever would heal a wrong one later. */
export async function checkCursor(world: World, desk: SimDesk, { from }: PullRequest, answer: string) {
  const cursor = from.mode === 'delta' ? from.cursor : from.at;
  if (!world.restored || cursor === null || JSON.parse(answer).kind === 'reset') return;
  const tag = await tagOf(world.central.db, desk.user.teamId, cursor.version);
  if (tag !== cursor.tag) world.violated(`I6 ${desk.name}: central went on from a cursor that it never gave`);
}

/** What must hold when all faults are over and everybody has exchanged everything. */
export async function checkEnd(world: World): Promise<void> {
  const { db } = world.central;
  const rows = await db.selectFrom('case_').selectAll().execute();
  const stored = await db.selectFrom('mutation').selectAll().orderBy('client_id').orderBy('seq').execute();
  const results = new Set((await db.selectFrom('call_result').select('id').execute()).map(({ id }) => id));
  const authors = new Map(stored.map(({ id, account_id }) => [id, account_id]));
  for (const { id, doc } of rows) {
    const entries = (doc as Case).history.map((entry) => entry.id);
    if (new Set(entries).size < entries.length) world.violated(`I2 ${id} has an effect twice`);
  }
  for (const desk of world.desks) {
    const { user } = desk;
    for (const { mutation, forfeited } of desk.promised) {
      const author = authors.get(mutation.id);
      // What its person knows to be refused is not brought again to a central that was put back: nobody expects it any more.
      const refused = (world.refusedIn.get(mutation.id) ?? world.history) < world.history;
      if (author === undefined && !forfeited && !refused && mutation.id !== desk.poison)
        world.violated(`I1 ${desk.name}: ${mutation.name} ${mutation.id} never arrived`);
      if (author !== undefined && author !== user.id)
        world.violated(`I10 ${mutation.id} came as somebody else's`);
    }
    for (const { mutation } of desk.promised) {
      if (mutation.name !== 'logAttempt') continue;
      const effects = rows.filter(({ doc }) =>
        (doc as Case).history.some((entry) => entry.id === mutation.id),
      ).length;
      // A case that a restored central never had cannot show it; the result itself is kept.
      const shows = rows.some(({ id }) => id === mutation.args.caseId);
      if (effects > 1 || (effects === 0 && shows && authors.has(mutation.id)))
        world.violated(`I2 ${mutation.id} has ${effects} effects`);
      if (authors.has(mutation.id) && !results.has(mutation.id))
        world.violated(`I2 ${mutation.id} is no result`);
    }
    const now = contentsOf(desk);
    promisesKept(world, desk, now);
    if (now.integrity !== 'ok') world.violated(`I11 ${desk.name}: ${now.integrity}`);
    if (now.outbox.length > 0) world.violated(`I9 ${desk.name} still holds ${now.outbox.length}`);
    if (now.shadow.size > 0) world.violated(`I4 ${desk.name}: shadow rows are left`);
    const [scope] = scopesOf(user);
    const expected = new Map(
      rows
        .filter((row) => (user.role === 'agent' ? row.assignee_id === user.id : row.team_id === user.teamId))
        .map((row) => [row.id, row.doc]),
    );
    for (const [id, doc] of expected) {
      const shown = now.view.get(id);
      if (shown === undefined) world.violated(`I3 ${desk.name} lacks ${id}`);
      else if (!isDeepStrictEqual(JSON.parse(shown), doc))
        world.violated(`I3 ${desk.name} has another ${id}`);
    }
    for (const id of now.view.keys()) if (!expected.has(id)) world.violated(`I5 ${desk.name} kept ${id}`);
    for (const id of now.members.get(scope) ?? [])
      if (!expected.has(id)) world.violated(`I5 ${desk.name} counts ${id}`);
    const digests = await snapshot(db, (trx) => digestsOf(trx, [...scopesOf(user)]));
    for (const digest of digests)
      if (!isDeepStrictEqual(now.digest(digest.scope), digest))
        world.violated(`I3 ${desk.name}: digest of ${digest.scope}`);
    now.close();
  }
  ordered(world, stored);
  comparedAndSet(world, stored);
}

/** I7: what one client sent was taken in the order in which its person did it. */
function ordered(world: World, stored: readonly { id: string; client_id: string; body: unknown }[]): void {
  for (const desk of world.desks.filter(({ cloned }) => !cloned)) {
    const place = new Map(desk.promised.map(({ mutation }, index) => [mutation.id, index]));
    const last = new Map<string, number>();
    for (const { id, client_id } of stored) {
      const at = place.get(id);
      if (at === undefined) continue;
      if (at < (last.get(client_id) ?? -1)) world.violated(`I7 ${desk.name}: ${id} out of order`);
      last.set(client_id, at);
    }
  }
}

/** An assignment is replaced once: of two moves that started from the same one, the second is refused. */
function comparedAndSet(
  world: World,
  stored: readonly { name: string; status: string; body: unknown }[],
): void {
  const replaced = new Set<string>();
  for (const { name, status, body } of stored) {
    if (name !== 'reassign' || status !== 'applied') continue;
    const { args } = body as { args: { caseId: string; expected: string | null } };
    const key = `${args.caseId} ${args.expected}`;
    if (replaced.has(key)) world.violated(`CAS two moves of ${args.caseId} from the same assignment`);
    replaced.add(key);
  }
}
