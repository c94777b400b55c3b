import { isDeepStrictEqual } from 'node:util';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { PushResult } from '../../shared/api/sync.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { Draft } from '../../shared/ipc/view.ts';
import { type Mutation, reads } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Clock } from '../../shared/ports.ts';
import { failpoint } from '../failpoint.ts';
import { CaseTable } from './case-table.ts';
import { Changes } from './changes.ts';
import type { CommitOutcome } from './commit-outcome.ts';
import { storeError, withStoreErrors } from './errors.ts';
import { Generations } from './generations.ts';
import { HeldTable } from './held-table.ts';
import { ItemTable } from './item-table.ts';
import { forgetOld } from './journal-age.ts';
import { LibraryTable } from './library-table.ts';
import { lockDesk } from './lock.ts';
import { type Meta, metaOf } from './meta.ts';
import { migrate } from './migrate.ts';
import { type Connection, examine, openDeskFile } from './open.ts';
import { Outbox, type QueuedMutation } from './outbox.ts';
import { PullStore } from './pull-store.ts';
import { isSuspect, KEPT, logOf, quarantine, suspect, trusted } from './quarantine.ts';
import { Rebase } from './rebase.ts';
import { SalvageLog } from './salvage-log.ts';
import { SecondCopy } from './second-copy.ts';
import { sentAgain } from './sent-again.ts';
import { personOf, type Who } from './who.ts';
import { casesOf, type Work } from './work.ts';

export interface DeskFile {
  file: string;
  lockFile: string;
  /** 32 bytes. */
  key: Uint8Array;
}

export type { CommitOutcome };

/** The one writer of a desk file. Everything that it acknowledges is on the disk. */
export class DeskStore {
  readonly meta: Meta;
  readonly pull: PullStore;
  readonly #connection: Connection;
  readonly #lock: { release(): void };
  readonly #copy: SecondCopy;
  readonly #file: string;
  readonly #library: LibraryTable;
  readonly #cases: CaseTable;
  readonly #held: HeldTable;
  readonly #outbox: Outbox;
  readonly #rebase: Rebase;
  readonly #noDraft;

  /**
   * Opens a desk file. A damaged one is moved aside and begun anew with the unsent work that lies beside it;
   * what else it held is pulled again.
   * @param prepare tunes the connection before a person's work is written, for example to a file of limited
   * size.
   * @param program version of the program, see `PullStore.openedBy`.
   * @throws already_running, store_newer, store_failed.
   */
  static open(
    place: DeskFile,
    who: Who,
    clock: Clock,
    prepare?: (connection: Connection) => void,
    program = __APP_VERSION__,
  ): DeskStore {
    const lock = lockDesk(place.lockFile);
    try {
      try {
        return DeskStore.#begin(place, who, lock, { rescuedAt: null, prepare, program });
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'store_corrupt') throw error;
        quarantine(place.file, clock.now());
        return DeskStore.#begin(place, who, lock, { rescuedAt: clock.now(), prepare, program });
      }
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  static #begin(
    place: DeskFile,
    who: Who,
    lock: { release(): void },
    how: { rescuedAt: number | null; prepare?: (connection: Connection) => void; program: string },
  ): DeskStore {
    const connection = openDeskFile(place.file, place.key, 'write');
    try {
      if (isSuspect(place.file)) examine(connection);
      trusted(place.file);
      const migrated = migrate(connection);
      how.prepare?.(connection);
      const user = withStoreErrors(() => personOf(who, metaOf(connection).get('user')));
      const { log, work } = SalvageLog.open(logOf(place.file), place.key);
      const store = new DeskStore(connection, { lock, log, file: place.file }, user);
      store.#takeBack(work, { ...how, anew: migrated || store.#wasOthers(user, how.program) });
      withStoreErrors(() => store.meta.set('user', user));
      store.pull.openedBy(how.program);
      return store;
    } catch (error) {
      connection.close();
      throw storeError(error);
    }
  }

  private constructor(
    connection: Connection,
    { lock, log, file }: { lock: { release(): void }; log: SalvageLog; file: string },
    user: SignedInUser,
  ) {
    this.#connection = connection;
    this.#lock = lock;
    this.#file = file;
    this.#noDraft = connection.prepare<[string]>('DELETE FROM draft WHERE case_id = ?');
    this.meta = metaOf(connection);
    const items = new ItemTable(connection);
    const library = new LibraryTable(connection);
    const outbox = new Outbox(connection);
    this.#copy = new SecondCopy(log, outbox);
    const held = new HeldTable(connection, library);
    const cases = new CaseTable(connection, items, held);
    [this.#library, this.#outbox, this.#held, this.#cases] = [library, outbox, held, cases];
    this.#rebase = new Rebase(connection, { cases, held, library, outbox }, user);
    const { meta } = this;
    const generations = new Generations(meta);
    const changes = new Changes(
      connection,
      items,
      { cases, held, library, rebase: this.#rebase },
      generations,
    );
    this.pull = new PullStore(connection, {
      cases,
      changes,
      generations,
      held,
      library,
      outbox,
      rebase: this.#rebase,
      meta,
    });
  }

  /**
   * Queues a person's commands and shows their effect, all in one transaction that is on the disk when this
   * returns.
   */
  commit(mutations: readonly Mutation[]): CommitOutcome[] {
    try {
      return this.#commit(mutations);
    } catch (error) {
      if (error instanceof CodedError && error.code === 'store_corrupt') this.suspect();
      throw error;
    }
  }

  #commit(mutations: readonly Mutation[]): CommitOutcome[] {
    return withStoreErrors(() => {
      failpoint('commit:begin');
      const library = this.#library.newest();
      const taken = this.#write(() => {
        const each = mutations.map((mutation) => this.#take(mutation, library));
        failpoint('commit:written');
        return each;
      });
      failpoint('commit:done');
      this.#copy.append(taken.flatMap(({ mutation, outcome }) => (outcome.ok ? mutation : [])));
      failpoint('commit:mirrored');
      return taken.map(({ outcome }) => outcome);
    });
  }

  saveDraft(caseId: string, draft: Draft | null, at: number): void {
    withStoreErrors(() => {
      if (draft === null) this.#dropDraft(caseId);
      else {
        this.#connection
          .prepare('INSERT OR REPLACE INTO draft (case_id, body, saved_at) VALUES (?, ?, ?)')
          .run(caseId, JSON.stringify(draft), at);
      }
    });
  }

  pending(limit: number, bytes: number): QueuedMutation[] {
    return withStoreErrors(() => this.#outbox.pending(limit, bytes));
  }

  /** See `Outbox.answeredBeyond`. */
  answeredBeyond(seq: number): boolean {
    return withStoreErrors(() => this.#outbox.answeredBeyond(seq));
  }

  unsent(): number {
    return withStoreErrors(() => this.#outbox.count());
  }

  /** How much central refused that still waits for a person. */
  refused(): number {
    return withStoreErrors(() => this.#outbox.refused());
  }

  /** How much central has and cannot apply yet. */
  waitingCount(): number {
    return withStoreErrors(() => this.#outbox.waitingCount());
  }

  /** See `Outbox.waiting`. */
  waiting(limit: number, after: number): { ids: string[]; next: number } {
    return withStoreErrors(() => this.#outbox.waiting(limit, after));
  }

  /** See `Outbox.settled`. */
  waited(results: readonly PushResult[], at: number): void {
    if (results.length === 0) return;
    this.#write(() => this.#outbox.settled(results, at));
    // What was refused has its only complete copy here again.
    this.#copy.renew();
  }

  answered(results: readonly PushResult[]): void {
    failpoint('answer:begin');
    this.#write(() => this.#outbox.answer(results));
    failpoint('answer:done');
  }

  /**
   * Continues as another client with the same work, see `Outbox.requeue`. `lost`: the numbers of the one
   * before say no more what central still has of it.
   */
  requeue(clientId: string, lost = false): void {
    this.#write(() => {
      this.#rebase.requeue(clientId, lost || this.#forgettingUnseen());
      this.#showAgain();
      failpoint('requeue:written');
    });
    failpoint('requeue:done');
  }

  /**
   * Central was put back, and nobody is signed in who could pull: everything that it may have forgotten is
   * queued again, once for each epoch.
   */
  bringBack(epoch: string, clientId: string): void {
    if (this.meta.get('broughtBackTo') === epoch) return;
    this.#write(() => {
      this.#rebase.requeue(clientId, true);
      this.#showAgain();
      this.meta.set('broughtBackTo', epoch);
      failpoint('requeue:written');
    });
    failpoint('requeue:done');
  }

  /** Somebody met damage in this file: the next start examines it, and mends what it can. */
  suspect(): void {
    suspect(this.#file);
  }

  /** See `Outbox.compare`. */
  compareClient(lastSeq: number, lastId: string | null): 'same' | 'copy' | 'lost' {
    return withStoreErrors(() => this.#outbox.compare(lastSeq, lastId));
  }

  /** The person has seen a refusal. */
  dismiss(id: string): void {
    withStoreErrors(() => this.#outbox.dismiss(id));
    // Else the second copy would bring it back at the next start.
    this.#copy.renew();
  }

  /** See `sentAgain`. */
  again(id: string, made?: Pick<Mutation, 'id' | 'at'>): CommitOutcome {
    const library = this.#library.newest();
    const take = (mutation: Mutation) => this.#take(mutation, library).outcome;
    const parts = { outbox: this.#outbox, rebase: this.#rebase, take };
    const outcome = this.#write(() => {
      const done = sentAgain(parts, id, made);
      return done.ok ? { ...done, touched: [...done.touched, ...this.#cases.showChanged()] } : done;
    });
    // Else the second copy would bring the refusal back.
    if (outcome.ok) this.#copy.renew();
    return outcome;
  }

  /** See `Outbox.setAside`. What is left goes on as a new client, without a gap in its numbers. */
  setAside(seq: number, code: ErrorCode, at: number, clientId: string): void {
    this.#write(() => {
      this.#rebase.lift(this.#outbox.casesOf(seq));
      this.#outbox.setAside(seq, code, at);
      this.#rebase.requeue(clientId, this.#forgettingUnseen());
      this.#showAgain();
    });
  }

  /**
   * A pull is done: what is too old to be needed after a restore of central is forgotten. When nothing is
   * left that only this desk has, the second copy is empty too, and says so to anybody. `now`: central's
   * clock; `here`: this machine's, which may be weeks off.
   */
  settled(now: number, here: number): void {
    withStoreErrors(() => {
      forgetOld({ meta: this.meta, outbox: this.#outbox }, now, here);
      const rescued = this.meta.get('rescued');
      if (rescued && now - rescued.at > KEPT) this.meta.set('rescued', null);
      this.#copy.settled();
    });
  }

  close(): void {
    this.#connection.close();
    this.#copy.close();
    this.#lock.release();
  }

  /**
   * Puts work that only the log still has back into the outbox: what a damaged file lost, or its damaged
   * write-ahead log without a word. Central knows each mutation by its id, so nothing is done twice. `anew`:
   * another program or person shows the work than before.
   */
  #takeBack(work: readonly Work[], { rescuedAt, anew }: { rescuedAt: number | null; anew: boolean }): void {
    withStoreErrors(() => {
      const missing = work.filter(({ id }) => !this.#outbox.knows(id));
      this.#write(() => {
        for (const each of missing) this.#outbox.add(each);
        this.#rebase.lift([...this.#outbox.noteCases(), ...missing.flatMap(casesOf)]);
        if (anew) this.#rebase.liftAll();
        this.#showAgain();
        if (missing.length > 0 || rescuedAt !== null) {
          this.meta.set('rescued', { at: rescuedAt ?? this.#newestOf(missing), count: missing.length });
        }
      });
    });
    this.#copy.renew();
  }

  /** Runs the work again that was lifted off its cases. */
  #showAgain(): void {
    this.#rebase.replay();
    this.#cases.showChanged();
  }

  /** Whether another program, or this person with other rights, had the file open last. */
  #wasOthers(user: SignedInUser, program: string): boolean {
    const { meta } = this;
    return meta.get('program') !== program || !isDeepStrictEqual(meta.get('user'), user);
  }

  /**
   * Whether no pull would show that central forgot some of our work: without a cursor there is nothing that
   * it could refuse, and under a new client id it has nothing of ours that could be missing. So the journal
   * goes along; central knows each by its id.
   */
  #forgettingUnseen(): boolean {
    return this.meta.get('cursor') === null;
  }

  #newestOf(work: readonly Work[]): number {
    return work.reduce((latest, { at }) => (typeof at === 'number' ? Math.max(latest, at) : latest), 0);
  }

  /** All of it or nothing. */
  #write<T>(work: () => T): T {
    const write = this.#connection.transaction(() => {
      this.#held.refresh();
      this.#rebase.refresh();
      return work();
    });
    return withStoreErrors(() => write.immediate());
  }

  /** Queues one command, with what the case showed when its maker did not say so. */
  #take(given: Mutation, library: Library): { mutation: Mutation; outcome: CommitOutcome } {
    const mutation = this.#rebase.knowing(given, library, this.meta.get('readAt'));
    const result = this.#rebase.applyLocally(mutation, library);
    if (!result.ok) return { mutation, outcome: { ok: false, code: result.code, params: result.params } };
    this.#outbox.add(mutation);
    if (mutation.name === 'logAttempt') this.#dropDraft(mutation.args.caseId);
    const touched = [...reads(mutation), ...result.cases.map(({ id }) => id), ...this.#cases.showChanged()];
    return { mutation, outcome: { ok: true, touched } };
  }

  #dropDraft(caseId: string): void {
    this.#noDraft.run(caseId);
  }
}
