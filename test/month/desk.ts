import { join } from 'node:path';
import { type Moment, QueueIndex, type Tab } from '../../electron/queue/queue-index.ts';
import type { QueueEntry } from '../../electron/store/queue-source.ts';
import type { NewMutation } from '../../electron/sync/messages.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import type { QueueFilter } from '../../shared/ipc/view.ts';
import { spanAt } from '../../shared/policy/calendar.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Clock } from '../../shared/ports.ts';
import { idsFor, rngFor } from '../simulation/chance.ts';
import type { TestUser } from '../support/central.ts';
import { deskFileIn, SteppedDesk } from '../support/desk.ts';
import { machineOf } from '../support/manual-clock.ts';
import type { Ledger } from './ledger.ts';

/** What all desks of a month share. */
export interface DeskParts {
  url: string;
  folder: string;
  seed: number;
  clock: Clock;
  ledger: Ledger;
}

/** One person's desk: the real store, engine and queue, with the month's clock. */
export class MonthDesk {
  readonly name: string;
  /** Number of the exchange after which it knew what central knew. */
  upToDate = 0;
  /** The network is away until then. */
  offlineUntil = 0;
  /** Mutations that the desk itself refused, by code. */
  readonly refused = new Map<string, number>();
  readonly #desk: SteppedDesk;
  readonly #queue: QueueIndex;
  readonly #clock: Clock;
  readonly #ledger: Ledger;
  readonly #library: Library;

  static async signIn({ url, folder, seed, clock, ledger }: DeskParts, user: TestUser): Promise<MonthDesk> {
    const place = deskFileIn(join(folder, user.account), new Uint8Array(32).fill(7));
    let changed: (ids: string[] | null) => void = () => undefined;
    const stepped = await SteppedDesk.signIn(url, user, place, undefined, {
      clock: machineOf(clock),
      ids: idsFor(seed, 'desk', user.account),
      rng: rngFor(seed, 'desk', user.account),
      onCases: (ids) => changed(ids),
    });
    await stepped.exchange();
    const desk = new MonthDesk(user.account, stepped, clock, ledger);
    changed = (ids) => desk.#queue.changed(ids);
    return desk;
  }

  private constructor(name: string, stepped: SteppedDesk, clock: Clock, ledger: Ledger) {
    this.name = name;
    this.#desk = stepped;
    this.#clock = clock;
    this.#ledger = ledger;
    this.#queue = new QueueIndex(stepped.reader.queue);
    this.#library = stepped.reader.library.newest();
  }

  get user(): SignedInUser {
    return this.#desk.user;
  }

  get library(): Library {
    return this.#library;
  }

  get unsent(): number {
    return this.#desk.store.unsent();
  }

  /** What central or the network refused. */
  get failures(): readonly string[] {
    return this.#desk.failures;
  }

  get isOffline(): boolean {
    return this.#clock.now() < this.offlineUntil;
  }

  moment(): Moment {
    const now = this.#desk.engine.at();
    return { now, callingTime: spanAt(this.#library.policy.calendar, now) !== null };
  }

  /** What the queue shows under a tab, in its order. */
  list(tab: Tab, change: Partial<QueueFilter> = {}): readonly QueueEntry[] {
    return this.#queue.list({ tab, kind: null, search: '', assigneeId: null, ...change }, this.moment());
  }

  openEnds(): number {
    return this.list('open_ends').length;
  }

  case(id: string): Case | null {
    return this.#desk.reader.case(id);
  }

  /** Does something; answers the id of the mutation, null when the desk refuses it. */
  commit(mutation: NewMutation): string | null {
    const { made, outcomes } = this.#desk.commit(mutation);
    const [outcome] = outcomes;
    if (!outcome?.ok) {
      const code = `${mutation.name}: ${outcome?.code ?? 'nothing'}`;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      return null;
    }
    this.#queue.changed(outcome.touched);
    return made[0]?.id ?? null;
  }

  /** Sends and reads everything, unless the network is away. */
  async exchange(): Promise<void> {
    if (this.isOffline) return;
    const failed = this.failures.length;
    await this.#desk.exchange();
    if (this.failures.length > failed || this.unsent > 0) return;
    this.upToDate = this.#ledger.exchanged(this.name);
  }

  close(): void {
    this.#desk.close();
  }
}
