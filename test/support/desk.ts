import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insertCases } from '../../central/db/cases.ts';
import { publish } from '../../central/db/feed.ts';
import { retried } from '../../central/db/transaction.ts';
import { feedOfCase } from '../../central/sync/scopes.ts';
import { systemIds, systemRng } from '../../electron/chance.ts';
import { systemClock } from '../../electron/clock.ts';
import { openDeskQueue } from '../../electron/queue/desk-queue.ts';
import type { OpenQueue } from '../../electron/queue/messages.ts';
import { newKey } from '../../electron/session/key-box.ts';
import { DeskReader } from '../../electron/store/desk-reader.ts';
import { type DeskFile, DeskStore } from '../../electron/store/desk-store.ts';
import { clientNet } from '../../electron/sync/client-net.ts';
import { SyncEngine } from '../../electron/sync/engine.ts';
import type { DeskWriter, NewMutation, OpenWriter } from '../../electron/sync/messages.ts';
import type { Net } from '../../electron/sync/net.ts';
import type { EngineEvents, EnginePorts } from '../../electron/sync/ports.ts';
import { startWriter } from '../../electron/sync/writer.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import type { Ids } from '../../shared/ports.ts';
import { callableCase, idOf, TEAM_ID } from './cases.ts';
import type { TestCentral, TestUser } from './central.ts';

/** A folder that ends with the test. */
export function scratchFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'callback-desk-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function deskFileIn(folder: string, key: Uint8Array = newKey()): DeskFile {
  return { file: join(folder, 'desk.db'), lockFile: join(folder, 'desk.lock'), key };
}

/** An agent that no central knows, for tests of the store alone. */
export const LOCAL_AGENT: SignedInUser = {
  id: idOf('agent'),
  account: 'wangmin',
  name: '王敏',
  staffNumber: '1024',
  role: 'agent',
  permissions: [],
  teamId: TEAM_ID,
  teamName: 'Team',
};

/** Puts cases into a store as a complete first pull would. */
export function fill(store: DeskStore, cases: readonly Case[]): void {
  const scope = `agent:${LOCAL_AGENT.id}`;
  const changes = cases.map((row, index) => ({
    scope,
    id: row.id,
    version: index + 1,
    entity: 'case' as const,
    op: 'put' as const,
    row,
  }));
  const cursor = { epoch: idOf('epoch'), version: cases.length, tag: idOf('tag') };
  const step = {
    scopes: [scope],
    cursor,
    next: null,
    received: cases.length,
    total: cases.length,
  };
  store.pull.snapshotRows({ changes, unreadable: [] }, step);
}

/** New callable cases in central, in the hands of somebody. */
export async function giveCases(
  central: TestCentral,
  owner: TestUser,
  numbers: readonly number[],
): Promise<Case[]> {
  const cases = numbers.map((n) => callableCase(n, { teamId: owner.teamId, assigneeId: owner.id }));
  await retried(central.db, async (trx) => {
    const entries = cases.flatMap((subject) => feedOfCase(null, subject));
    const publication = await publish(trx, owner.teamId, central.ids.uuid(), entries);
    await insertCases(trx, cases, publication.version);
  });
  return cases;
}

/** What a stepped desk takes from outside instead of the machine's own. */
export interface SteppedPorts extends Pick<EnginePorts, 'clock' | 'ids' | 'rng' | 'breathe'> {
  /** Cases that a pull changed; null: too many to name. */
  onCases: EngineEvents['cases'];
  /** Version of the program. */
  program: string;
}

/** A desk whose real engine runs only when a test says so, one request at a time. */
export class SteppedDesk {
  readonly store: DeskStore;
  readonly engine: SyncEngine;
  readonly reader: DeskReader;
  readonly user: SignedInUser;
  readonly failures: string[] = [];

  readonly #ids: Ids;

  /** @param over what stands between the engine and the network, for example something that lies. */
  static async signIn(
    url: string,
    user: TestUser,
    place: DeskFile,
    over: (net: Net) => Net = (net) => net,
    ports: Partial<SteppedPorts> = {},
  ): Promise<SteppedDesk> {
    const device = { id: idOf('device', place.file), name: 'test' };
    const answer = await clientNet(url).signIn({ account: user.account, password: user.password, device });
    const desk = new SteppedDesk(over(clientNet(url)), answer.user, place, ports);
    desk.engine.signedIn(answer);
    return desk;
  }

  constructor(net: Net, user: SignedInUser, place: DeskFile, ports: Partial<SteppedPorts> = {}) {
    const silent = () => undefined;
    const { clock = systemClock, ids = systemIds, rng = systemRng, onCases = silent, program } = ports;
    const { breathe = () => Promise.resolve() } = ports;
    this.#ids = ids;
    this.user = user;
    this.store = DeskStore.open(place, user, clock, undefined, program);
    this.reader = new DeskReader(place.file, place.key);
    const events: EngineEvents = {
      cases: onCases,
      library: silent,
      status: silent,
      user: silent,
      wake: silent,
      unreadable: silent,
      failed: (code) => this.failures.push(code),
    };
    this.engine = new SyncEngine({
      clock,
      ids,
      rng,
      net,
      store: this.store,
      events,
      breathe,
    });
  }

  /** Steps until there is nothing to exchange, or something failed and the engine would wait. */
  async exchange(): Promise<void> {
    const failed = this.failures.length;
    this.engine.hurry();
    for (;;) {
      const next = await this.engine.exchange();
      if (next.at === null || this.failures.length > failed) return;
    }
  }

  commit(...mutations: NewMutation[]) {
    const made = mutations.map((mutation) => ({
      ...mutation,
      id: this.#ids.uuid(),
      v: 1 as const,
      at: this.engine.at(),
    }));
    return { made, outcomes: this.store.commit(made as Parameters<DeskStore['commit']>[0]) };
  }

  close(): void {
    this.reader.close();
    this.engine.close();
    this.store.close();
  }
}

/** The queue's real code in this process instead of a thread. */
export const openQueueHere: OpenQueue = (start, events) => {
  const queue = openDeskQueue(start, events);
  return {
    call: async (command, input) => Reflect.apply(queue[command], queue, [input]),
    changed: (ids) => queue.changed(ids),
    close: async () => queue.close(),
  };
};

/** The writer's real code in this process instead of a thread. */
export const openWriterHere: OpenWriter = async (start, onEvent) => {
  const writer = startWriter(start, {
    clock: systemClock,
    ids: systemIds,
    rng: systemRng,
    net: clientNet(start.server),
    emit: onEvent,
  });
  const here: DeskWriter = {
    call: async (command, ...input) => Reflect.apply(writer[command], writer, input),
    close: async () => writer.close(),
  };
  return here;
};
