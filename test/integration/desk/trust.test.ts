import { copyFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { openDeskFile } from '../../../electron/store/open.ts';
import type { Net, PulledPage } from '../../../electron/sync/net.ts';
import type { Case } from '../../../shared/case/case.ts';
import { CodedError } from '../../../shared/errors.ts';
import { result } from '../../support/calls.ts';
import { startCentral, type TestCentral, type TestUser } from '../../support/central.ts';
import { deskFileIn, giveCases, SteppedDesk, scratchFolder } from '../../support/desk.ts';

let central: TestCentral;
let agent: TestUser;
let given: Case[];
let folder: ReturnType<typeof scratchFolder>;
const open: SteppedDesk[] = [];

beforeEach(async () => {
  folder = scratchFolder();
  central = await startCentral();
  agent = await central.addUser('agent1');
  given = await giveCases(
    central,
    agent,
    Array.from({ length: 60 }, (_, n) => n + 1),
  );
});

afterEach(async () => {
  for (const desk of open.splice(0)) desk.close();
  await central.stop();
  folder.remove();
});

async function signIn(place = deskFileIn(folder.path), over?: (net: Net) => Net): Promise<SteppedDesk> {
  const desk = await SteppedDesk.signIn(central.url, agent, place, over);
  open.push(desk);
  return desk;
}

async function close(desk: SteppedDesk): Promise<void> {
  open.splice(open.indexOf(desk), 1);
  desk.close();
}

const idAt = (index: number): string => given[index]?.id ?? '';
const shown = (desk: SteppedDesk): number => given.filter(({ id }) => desk.reader.case(id) !== null).length;

/** Attempts that central keeps of all cases, by mutation id. */
async function attemptsAtCentral(): Promise<string[]> {
  const rows = await central.db.selectFrom('call_result').select('id').execute();
  return rows.map(({ id }) => id).sort();
}

/** Central's answers to pulls, as `tamper` leaves them. */
function tampered(tamper: (page: PulledPage) => PulledPage): (net: Net) => Net {
  return (net) => ({ ...net, pull: async (body, token) => tamper(await net.pull(body, token)) });
}

describe('the digest', () => {
  it('finds rows that are missing on the desk, and they are read again while the others stay', async () => {
    const place = deskFileIn(folder.path);
    const before = await signIn(place);
    await before.exchange();
    expect(shown(before)).toBe(60);
    await close(before);
    const connection = openDeskFile(place.file, place.key, 'write');
    const gone = connection
      .prepare("SELECT n FROM item WHERE entity = 'case' AND id = ?")
      .pluck()
      .get(idAt(3));
    for (const table of ['membership', 'case_', 'queue', 'item'])
      connection.prepare(`DELETE FROM ${table} WHERE n = ?`).run(gone);
    connection.close();

    const scopes: (string | null)[] = [];
    const desk = await signIn(place, (net) => ({
      ...net,
      pull: (body, token) => {
        if (body.from.mode === 'snapshot') scopes.push(body.from.only);
        return net.pull(body, token);
      },
    }));
    expect(desk.reader.case(idAt(3))).toBeNull();
    await desk.exchange();
    await desk.exchange();
    expect(shown(desk)).toBe(60);
    expect(scopes).toEqual([`agent:${agent.id}`]);
    expect(desk.failures).toEqual(['cache_differs']);
    expect(desk.engine.status()).toMatchObject({ state: 'online', code: null });
  });

  it('that can never agree is not chased in a circle', async () => {
    let snapshots = 0;
    const desk = await signIn(
      undefined,
      tampered((page) => {
        if (page.kind === 'snapshot') snapshots += 1;
        if (page.kind !== 'delta' || page.digests === null) return page;
        return { ...page, digests: page.digests.map((digest) => ({ ...digest, count: digest.count + 1 })) };
      }),
    );
    for (let round = 0; round < 5; round += 1) await desk.exchange();
    expect(snapshots).toBeLessThan(6);
    expect(shown(desk)).toBe(60);
    expect(desk.engine.status().code).toBeNull();
  });
});

describe('rows that leave', () => {
  const revokeAll = (page: PulledPage): PulledPage =>
    page.kind !== 'delta'
      ? page
      : {
          ...page,
          changes: given.map(({ id }) => ({
            scope: `agent:${agent.id}`,
            id,
            version: page.cursor.version,
            entity: 'revoke',
            of: 'case',
          })),
        };

  it('stay when one wrong answer says that all of them are gone', async () => {
    let lies = 0;
    let lying = false;
    const desk = await signIn(
      undefined,
      tampered((page) => {
        if (!lying || page.kind !== 'delta') return page;
        lying = false;
        lies += 1;
        return revokeAll(page);
      }),
    );
    await desk.exchange();
    desk.commit(result(idAt(0), 'NOANS'));
    lying = true;
    await desk.exchange();
    expect(lies).toBe(1);
    expect(shown(desk)).toBe(60);
    expect(await attemptsAtCentral()).toHaveLength(1);
  });

  it('stay as long as the digest speaks against their leaving', async () => {
    let lying = false;
    const desk = await signIn(
      undefined,
      tampered((page) => (lying ? revokeAll(page) : page)),
    );
    await desk.exchange();
    lying = true;
    await desk.exchange();
    expect(shown(desk)).toBe(60);
    lying = false;
    await desk.exchange();
    expect(shown(desk)).toBe(60);
  });

  it('stay on a desk that has few of them, too', async () => {
    const few = await central.addUser('agent3');
    const [only] = await giveCases(central, few, [901]);
    let lies = 1;
    const desk = await SteppedDesk.signIn(central.url, few, deskFileIn(folder.path), (net) => ({
      ...net,
      pull: async (body, token) => {
        const page = await net.pull(body, token);
        if (page.kind !== 'delta' || lies !== 0) return page;
        lies = -1;
        const scope = `agent:${few.id}`;
        return { ...page, changes: [{ scope, id: only?.id, version: 9, entity: 'revoke', of: 'case' }] };
      },
    }));
    open.push(desk);
    await desk.exchange();
    lies = 0;
    await desk.exchange();
    expect(lies).toBe(-1);
    expect(desk.reader.case(only?.id ?? '')).not.toBeNull();
  });

  it('that central wrongly and for ever says are gone make no request after the other', async () => {
    let lying = false;
    let requests = 0;
    const desk = await signIn(
      undefined,
      tampered((page) => {
        requests += 1;
        return lying ? revokeAll(page) : page;
      }),
    );
    await desk.exchange();
    lying = true;
    desk.engine.hurry();
    requests = 0;
    // As the driver does: the next step at once, unless the engine asks to wait.
    for (let step = 0; step < 60; step += 1) {
      const { at } = await desk.engine.exchange();
      if (at === null || at > systemClock.now()) break;
    }
    expect(requests).toBeLessThan(20);
    expect(shown(desk)).toBe(60);
    expect(desk.engine.status()).toMatchObject({ state: 'attention', code: 'cache_differs' });
  });

  it('leave when a second answer with its digest says the same, unsent work stays', async () => {
    const lead = await central.addUser('lead1', { role: 'lead' });
    const other = await central.addUser('agent2');
    const desk = await signIn();
    await desk.exchange();
    const board = await SteppedDesk.signIn(central.url, lead, deskFileIn(scratchFolder().path));
    open.push(board);
    await board.exchange();
    board.commit(
      ...given.map(({ id, assignmentId }) => ({
        name: 'reassign' as const,
        args: { caseId: id, expected: assignmentId, toId: other.id, commandId: null },
      })),
    );
    await board.exchange();
    const { made } = desk.commit(result(idAt(5), 'NOANS'), result(idAt(6), 'FB_OK'));
    await desk.exchange();
    expect(shown(desk)).toBe(0);
    expect(await attemptsAtCentral()).toEqual(made.map(({ id }) => id).sort());
    expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0 });
  });
});

describe('a copied desk file', () => {
  it('loses nothing when the copy pushed first and this one pulls before it pushes', async () => {
    const place = deskFileIn(folder.path);
    const twin = scratchFolder();
    const first = await signIn(place);
    await first.exchange();
    await close(first);
    const copy = { ...deskFileIn(twin.path), key: place.key };
    copyFileSync(place.file, copy.file);

    let pushes = true;
    const one = await signIn(place, (net) => ({
      ...net,
      push: (body, token) =>
        pushes ? net.push(body, token) : Promise.reject(new CodedError('payload_too_large')),
    }));
    const two = await signIn(copy);
    const theirs = two.commit(result(idAt(0), 'NOANS'), result(idAt(1), 'NOANS'));
    await two.exchange();
    pushes = false;
    const ours = one.commit(result(idAt(2), 'NOANS'));
    const pulled = one.store.compareClient(2, theirs.made[1]?.id ?? null);
    expect(pulled).toBe('copy');
    pushes = true;
    await one.exchange();
    await two.exchange();
    const all = [...theirs.made, ...ours.made].map(({ id }) => id).sort();
    expect(await attemptsAtCentral()).toEqual(all);
    for (const desk of [one, two]) expect(desk.engine.status()).toMatchObject({ state: 'online', unsent: 0 });
    twin.remove();
  });

  it('that is older than what central has goes on as a new client', async () => {
    const place = deskFileIn(folder.path);
    const attic = scratchFolder();
    const first = await signIn(place);
    await first.exchange();
    await close(first);
    const backup = `${attic.path}/desk.db`;
    copyFileSync(place.file, backup);
    const later = await signIn(place);
    const before = later.commit(result(idAt(0), 'NOANS'), result(idAt(1), 'NOANS'));
    await later.exchange();
    await close(later);

    copyFileSync(backup, place.file);
    const restored = await signIn(place);
    const after = restored.commit(result(idAt(2), 'NOANS'));
    await restored.exchange();
    const all = [...before.made, ...after.made].map(({ id }) => id).sort();
    expect(await attemptsAtCentral()).toEqual(all);
    expect(restored.engine.status()).toMatchObject({ state: 'online', unsent: 0 });
    attic.remove();
  });
});

describe('work that central will not take', () => {
  it('is set aside for a person, and what comes after it arrives', async () => {
    let poison = '';
    const desk = await signIn(undefined, (net) => ({
      ...net,
      push: (body, token) =>
        body.mutations.some(({ mutation }) => mutation.id === poison)
          ? Promise.reject(new CodedError('invalid_input'))
          : net.push(body, token),
    }));
    await desk.exchange();
    const { made } = desk.commit(...Array.from({ length: 9 }, (_, index) => result(idAt(index), 'NOANS')));
    poison = made[4]?.id ?? '';
    await desk.exchange();
    const others = made.map(({ id }) => id).filter((id) => id !== poison);
    expect(await attemptsAtCentral()).toEqual(others.sort());
    expect(desk.reader.unsentItems()).toMatchObject([
      { id: poison, state: 'rejected', code: 'invalid_input', caseId: idAt(4) },
    ]);
    expect(desk.engine.status()).toMatchObject({ unsent: 0 });
  });
});
