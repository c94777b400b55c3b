import { isDeepStrictEqual } from 'node:util';
import { type Change, type Cursor, PROTOCOL_VERSION, type PullRequest } from '../../shared/api/sync.ts';
import { QUEUE_SHAPE } from '../../shared/case/queue-columns.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { HOUR, MINUTE } from '../../shared/time.ts';
import type { SnapshotRows, Touched } from '../store/changes.ts';
import type { Applied, SnapshotStep } from '../store/pull-store.ts';
import { Backoff } from './backoff.ts';
import type { PulledPage } from './net.ts';
import type { EnginePorts } from './ports.ts';
import { readChanges } from './read-changes.ts';
import { signingKeyOf } from './signing.ts';

const ROWS_PER_PAGE = 1_000;
/** Of a snapshot: its cases come as text, which costs little to read. */
const TEXTS_PER_PAGE = 2_500;
/** Small enough that a result saved meanwhile waits a few milliseconds at most. */
const ROWS_PER_TRANSACTION = 150;
/** As above; cases that come as text are written in less than half the time. */
const TEXTS_PER_TRANSACTION = 1_000;
/** Above this a screen asks for everything again. */
const NAMED_CASES = 1_000;
/** How much waiting work a pull asks about; the next one asks about what follows. */
const NAMED_WAITING = 500;

type SnapshotPage = Extract<PulledPage, { kind: 'snapshot' }>;
type DeltaPage = Extract<PulledPage, { kind: 'delta' }>;

/** How long a digest that agreed is good for. */
const VERIFIED_MS = 5 * MINUTE;

/** Where an answer begins, and the scopes that the desk knows. */
type Place = Pick<PullRequest, 'from' | 'scopes'>;

/** The next page, asked for while the one before it was written; null: it did not come. */
interface PageAhead {
  place: Place;
  /** Whose numbers it tells. */
  clientId: string;
  page: Promise<PulledPage | null>;
}

/**
 * Brings the desk to central's state: a resumable snapshot first, then staged changes, and now and then the
 * proof.
 */
export class Pull {
  readonly #ports: EnginePorts;
  /** When the digests agreed last; null: not since this program began. */
  #verifiedAt: number | null = null;
  /**
   * Rows that differed are read again at once, then at growing distances: a difference that stays must not
   * keep us busy.
   */
  readonly #healing: Backoff;
  #ahead: PageAhead | null = null;
  /**
   * The access token with which central was told the key of this desk, in this epoch. With each new one it is
   * told again: whoever resets a password forgets the keys of its devices.
   */
  #keyTold: string | null = null;
  /** Behind which the next pull asks about waiting work, and the one after that. */
  #askWaiting = { after: 0, next: 0 };

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#healing = new Backoff(ports.rng, { firstMs: MINUTE, longestMs: HOUR });
  }

  /** Why the rows of this desk cannot be trusted to be complete, if reading them again did not help. */
  get failure(): ErrorCode | null {
    return this.#healing.failures > 1 ? 'cache_differs' : null;
  }

  /** One page. `complete`: the desk is where central was when it answered. */
  async step(token: string): Promise<{ serverTime: number | null; complete: boolean }> {
    const { store } = this.#ports;
    const { from, scopes, proof } = store.pull.position();
    const base = store.meta.get('cursor');
    const place = { from, scopes };
    const ahead = await this.#takeAhead(place);
    const page = ahead ?? (await this.#ask(place, proof, token));
    if (page.kind === 'reset') this.#keyTold = null;
    else if (!ahead) this.#keyTold = token;
    if (page.kind === 'reset') {
      this.#restart(null, page.reason === 'epoch' || page.reason === 'fork');
      return { serverTime: null, complete: false };
    }
    if (page.kind === 'snapshot') {
      await this.#takeSnapshot(page, token);
      // What changed while the snapshot was read follows as a delta from the cursor that it began at. When a
      // page that came ahead was answered is not known, so it tells nothing about the clocks.
      return { serverTime: ahead ? null : page.serverTime, complete: false };
    }
    const complete = await this.#meanwhile(
      () => this.#takeDelta(page, base),
      page.more ? { from: { mode: 'delta', cursor: page.cursor }, scopes: page.scopes } : null,
      proof,
      token,
    );
    if (complete) store.settled(page.serverTime, this.#ports.clock.now());
    return { serverTime: ahead ? null : page.serverTime, complete };
  }

  async #ask({ from, scopes }: Place, proof: boolean, token: string): Promise<PulledPage> {
    const { store, net, clock } = this.#ports;
    const waiting = store.waiting(NAMED_WAITING, this.#askWaiting.after);
    this.#askWaiting.next = waiting.next;
    return net.pull(
      {
        protocol: PROTOCOL_VERSION,
        clientId: this.#clientId(),
        scopes,
        from,
        ...(from.mode === 'snapshot'
          ? { limit: TEXTS_PER_PAGE, queueShape: QUEUE_SHAPE }
          : { limit: ROWS_PER_PAGE }),
        digest: proof || this.#unverified(clock.now()),
        shown: store.meta.get('cursor')?.version ?? 0,
        unsent: store.unsent(),
        waiting: waiting.ids,
        deviceNow: clock.now(),
        // A central that was put back may have forgotten it.
        ...(this.#keyTold !== token && { signingKey: signingKeyOf(store.meta).publicKey }),
      },
      token,
    );
  }

  /** The page that was asked for ahead, if it is the one that is wanted now; any other is of no use. */
  async #takeAhead(place: Place): Promise<PulledPage | null> {
    const ahead = this.#ahead;
    this.#ahead = null;
    if (!ahead || !isDeepStrictEqual(ahead.place, place) || ahead.clientId !== this.#clientId()) return null;
    const page = await ahead.page;
    // Read before central answered the latest work: it would be taken for forgotten, and sent again.
    if (page?.kind === 'delta' && !page.more && this.#ports.store.answeredBeyond(page.lastSeq)) return null;
    return page;
  }

  /** Also when the clock was set back: nobody knows how long ago it was then. */
  #unverified(now: number): boolean {
    return this.#verifiedAt === null || Math.abs(now - this.#verifiedAt) > VERIFIED_MS;
  }

  #restart(only: string | null, forgotten: boolean): void {
    const { store, ids } = this.#ports;
    this.#verifiedAt = null;
    store.pull.restart(only, forgotten ? { clientId: ids.uuid() } : null);
  }

  #clientId(): string {
    const { store, ids } = this.#ports;
    const known = store.meta.get('clientId');
    if (known !== null) return known;
    const made = ids.uuid();
    store.requeue(made);
    return made;
  }

  /**
   * Central reads the page that follows (at `place`; null: none does) while this one is written, so that a
   * long pull takes as long as the slower of the two.
   */
  async #meanwhile<T>(
    write: () => Promise<T>,
    place: Place | null,
    proof: boolean,
    token: string,
  ): Promise<T> {
    if (place) {
      const page = this.#ask(place, proof, token).catch(() => null);
      this.#ahead = { place, clientId: this.#clientId(), page };
      // The request goes out before this thread is busy.
      await this.#ports.breathe();
    }
    try {
      return await write();
    } finally {
      // A step ends with its request.
      await this.#ahead?.page;
    }
  }

  async #takeSnapshot(page: SnapshotPage, token: string): Promise<void> {
    const { scopes, cursor, next, total } = page;
    const before = this.#ports.store.meta.get('snapshot');
    const received = (before?.received ?? 0) + page.changes.length;
    const from = { mode: 'snapshot' as const, at: cursor, after: next, only: before?.only ?? null };
    const step = { scopes, cursor, next, received, total };
    const write = () => this.#writeSnapshot(this.#read(page.changes), step);
    await this.#meanwhile(write, next === null ? null : { from, scopes }, false, token);
  }

  async #writeSnapshot({ changes, texts, unreadable }: SnapshotRows, step: SnapshotStep): Promise<void> {
    const chunks = Math.max(
      1,
      Math.ceil(changes.length / ROWS_PER_TRANSACTION),
      Math.ceil(texts.length / TEXTS_PER_TRANSACTION),
    );
    for (let index = 0; index < chunks; index += 1) {
      const from = index * ROWS_PER_TRANSACTION;
      const last = index === chunks - 1;
      const part: SnapshotRows = {
        changes: changes.slice(from, from + ROWS_PER_TRANSACTION),
        texts: texts.slice(index * TEXTS_PER_TRANSACTION, (index + 1) * TEXTS_PER_TRANSACTION),
        unreadable: last ? unreadable : [],
      };
      this.#tell(this.#ports.store.pull.snapshotRows(part, last ? step : null));
      await this.#ports.breathe();
    }
  }

  /** Whether the desk is where central was. */
  async #takeDelta(page: DeltaPage, base: Cursor | null): Promise<boolean> {
    const { store, clock, ids } = this.#ports;
    const ours = store.compareClient(page.lastSeq, page.lastId);
    if (ours !== 'same') {
      // The numbers of this client are not (only) ours: nothing is retired by them, and they do not tell
      // whether central still has what was. Everything goes again by its id.
      store.pull.dropStaged();
      if (ours === 'copy') store.requeue(ids.uuid(), true);
      else this.#restart(null, true);
      return false;
    }
    const rows = this.#read(page.changes);
    const { scopes, cursor, lastSeq, digests } = page;
    if (store.pull.isLong()) rows.changes = await this.#putIn(rows.changes);
    store.pull.stage({ rows, scopes, cursor, lastSeq, digests });
    if (page.more || base === null) return false;
    await this.#applyAhead();
    const { touched, outcome, verified, differs } = store.pull.applyStaged(
      base,
      page.serverTime,
      clock.now(),
    );
    this.#tell(touched);
    if (outcome === 'applied') {
      store.waited(page.settled, page.serverTime);
      this.#askWaiting.after = this.#askWaiting.next;
    }
    if (differs.length > 0) return this.#heal(differs, outcome);
    if (verified) {
      this.#verifiedAt = clock.now();
      this.#healing.reset();
    }
    return outcome === 'applied';
  }

  /** Puts the rows of a long pull in that come or change, in parts; answers those that leave. */
  async #putIn(changes: readonly Change[]): Promise<Change[]> {
    const { store, breathe } = this.#ports;
    const puts = changes.filter(({ entity }) => entity !== 'revoke');
    for (let from = 0; from < puts.length; from += ROWS_PER_TRANSACTION) {
      const part = { changes: puts.slice(from, from + ROWS_PER_TRANSACTION), unreadable: [] };
      this.#tell(store.pull.snapshotRows(part, null));
      await breathe();
    }
    return changes.filter(({ entity }) => entity === 'revoke');
  }

  /**
   * What a long pull brought is put in by and by: what people do meanwhile waits for one part of it at most.
   */
  async #applyAhead(): Promise<void> {
    const { store, breathe } = this.#ports;
    for (let done = store.pull.applyAhead(0); done; done = store.pull.applyAhead(done.part)) {
      this.#tell(done.touched);
      await breathe();
    }
  }

  /**
   * Reads again what is not as central says, unless that was tried just now. Whether the pull is complete all
   * the same.
   */
  #heal(differs: readonly string[], outcome: Applied['outcome']): boolean {
    const { clock, events } = this.#ports;
    const now = clock.now();
    this.#verifiedAt = now;
    if (this.#healing.until(now) > now) {
      if (outcome === 'applied') return true;
      // Nothing can be taken from this answer, and asking again at once would bring the same one.
      throw new CodedError('cache_differs');
    }
    this.#healing.failed(now, 'cache_differs');
    events.failed('cache_differs');
    this.#restart(differs.length === 1 ? (differs[0] ?? null) : null, false);
    return false;
  }

  #read(lines: readonly unknown[]): SnapshotRows {
    const { strangers, ...rows } = readChanges(lines);
    const count = rows.unreadable.length + strangers;
    if (count > 0) this.#ports.events.unreadable(count);
    return rows;
  }

  #tell(touched: Touched): void {
    const { events } = this.#ports;
    if (touched.library) events.library();
    if (touched.unreadable > 0) events.unreadable(touched.unreadable);
    if (touched.cases.size === 0) return;
    events.cases(touched.cases.size > NAMED_CASES ? null : [...touched.cases]);
  }
}
