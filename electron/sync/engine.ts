import { isDeepStrictEqual } from 'node:util';
import type { DesksResponse } from '../../shared/api/desks.ts';
import type { KeptResponse } from '../../shared/api/kept.ts';
import type { Case } from '../../shared/case/case.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { SyncStatus } from '../../shared/ipc/view.ts';
import { MINUTE } from '../../shared/time.ts';
import { believed, centralNow, type KnownClock, measured, offsetNow } from '../central-time.ts';
import { Backoff } from './backoff.ts';
import { Pace } from './pace.ts';
import type { EnginePorts, NextStep } from './ports.ts';
import { Pull } from './pull.ts';
import { Push } from './push.ts';
import { EngineSession } from './session.ts';

/** How old the stored moment of the last exchange may get before it is written again. */
const EXCHANGE_NOTE_MS = MINUTE;
/** Central is not there, or not for us now. Anything else that goes wrong deserves a person's attention. */
const AWAY: readonly ErrorCode[] = [
  'central_unreachable',
  'central_not_ours',
  'central_failed',
  'central_busy',
  'central_certificate',
  'central_insecure',
  'rate_limited',
];

/**
 * So many pushes may follow each other while a pull waits: work that was refused is to be told soon, and a
 * pull after every push would double the requests.
 */
const PUSHES_IN_A_ROW = 10;

type Task = 'renew' | 'push' | 'pull';

/**
 * Exchanges with central in two lanes that never block each other: `exchange` renews the session, pushes and
 * pulls, one request per step; `listen` waits for news. Whoever drives it decides when a step runs; the
 * engine has no timers.
 */
export class SyncEngine {
  readonly #ports: EnginePorts;
  readonly #session: EngineSession;
  readonly #push: Push;
  readonly #pull: Pull;
  readonly #pace = new Pace();
  readonly #backoff: Backoff;
  /** A push that central refuses as it is waits by itself: pulls go on. */
  readonly #pushBackoff: Backoff;
  /** Something at central is (or may be) newer than this desk. */
  #pullWanted = true;
  #pushesInARow = 0;
  #offlineSince: number | null = null;
  #lastExchangeAt: number | null;
  /** Central answered since this engine began. */
  #contacted = false;
  #failure: ErrorCode | null = null;
  #closed = false;
  readonly #abort = new AbortController();

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#session = new EngineSession(ports.net, ports.store, ports.ids);
    this.#push = new Push(ports);
    this.#pull = new Pull(ports);
    this.#backoff = new Backoff(ports.rng);
    this.#pushBackoff = new Backoff(ports.rng);
    this.#lastExchangeAt = ports.store.meta.get('lastExchangeAt');
    this.#believeClock();
  }

  /**
   * One request of the exchange, the most needed first; pushes and pulls take turns so that neither waits
   * long for the other.
   */
  async exchange(): Promise<NextStep> {
    const task = this.#nextTask();
    if (task === null) return this.#whenPushMay();
    const now = this.#ports.clock.now();
    if (this.#backoff.until(now) > now) return { at: this.#backoff.until(now) };
    this.#pushesInARow = task === 'push' ? this.#pushesInARow + 1 : 0;
    const token = task === 'push' ? this.#session.pushToken : this.#session.token;
    try {
      await this.#run(task, token);
    } catch (error) {
      if (this.#closed) return { at: null };
      // A push that does not get through lets a pull try.
      if (task === 'push') this.#pushesInARow = PUSHES_IN_A_ROW;
      this.#failed(error, task, token);
    }
    if (this.#closed) return { at: null };
    this.#tell();
    return this.#nextTask() === null ? this.#whenPushMay() : { at: this.#backoff.until(now) };
  }

  /** Waits at central until something newer is there. Only useful once the desk is complete. */
  async listen(): Promise<NextStep> {
    const cursor = this.#ports.store.meta.get('cursor');
    const { token } = this.#session;
    if (this.#closed || token === null || cursor === null || this.#pullWanted) return { at: null };
    const now = this.#ports.clock.now();
    if (this.#backoff.until(now) > now) return { at: this.#backoff.until(now) };
    try {
      const answer = await this.#ports.net.wait(cursor, token, this.#abort.signal);
      this.#reached(answer.serverTime, null);
      if (answer.changed) this.#pullWanted = true;
    } catch (error) {
      if (this.#closed) return { at: null };
      this.#failed(error, 'listen', token);
    }
    this.#tell();
    this.#ports.events.wake();
    return { at: this.#pullWanted ? null : this.#backoff.until(now) };
  }

  /** The person signed in: goes on at once. */
  signedIn(tokens: { accessToken: string; refreshToken: string; serverTime: number }): void {
    this.#session.signedIn(tokens);
    this.#reached(tokens.serverTime, null);
    this.#pullWanted = true;
    this.#tell();
    this.#ports.events.wake();
  }

  /** Central answered the person's sign-in with a refusal, or not yet. */
  signInRefused(code: ErrorCode): void {
    this.#session.signInRefused(code);
    if (AWAY.includes(code)) this.#offlineSince ??= this.at();
    this.#tell();
  }

  /** New work is in the outbox. */
  committed(): void {
    this.#tell();
    this.#ports.events.wake();
  }

  /** The person wants it now. */
  hurry(): void {
    this.#backoff.hurry();
    this.#pushBackoff.hurry();
    this.#pullWanted = true;
    this.#ports.events.wake();
  }

  /** Instant of a fact made now: this machine's clock corrected by what is known of central's. */
  at(): number {
    return centralNow(this.#ports.clock, this.#ports.store.meta.get('clock'));
  }

  /**
   * The desks of the team, asked of central now. @throws session_expired without a session, else what the
   * network says.
   */
  desks(): Promise<DesksResponse> {
    return this.#ask((token) => this.#ports.net.desks(token));
  }

  /** Results about a case that only central has. @throws as `desks`. */
  kept(caseId: string): Promise<KeptResponse> {
    return this.#ask((token) => this.#ports.net.kept(caseId, token));
  }

  /** The team's cases of a caller's number, asked of central now. @throws as `desks`. */
  async lookup(number: string): Promise<Case[]> {
    const { cases } = await this.#ask((token) => this.#ports.net.lookup(number, token));
    return cases;
  }

  async #ask<T>(question: (token: string) => Promise<T>): Promise<T> {
    const { token } = this.#session;
    if (token === null) throw new CodedError(this.#session.ended ?? 'central_unreachable');
    return question(token);
  }

  async signOut(): Promise<void> {
    await this.#session.signOut();
  }

  /** Ends a waiting request and starts no other. */
  close(): void {
    this.#closed = true;
    this.#abort.abort();
  }

  status(): SyncStatus {
    const { store, clock } = this.#ports;
    const snapshot = store.meta.get('snapshot');
    const msLeft = this.#pace.msLeft(clock.now(), snapshot);
    const unsent = store.unsent();
    const refused = store.refused();
    const attention = this.#attention();
    const behind = !this.#contacted || store.meta.get('cursor') === null || unsent > 0;
    const live = this.#offlineSince !== null ? 'offline' : behind ? 'syncing' : 'online';
    return {
      state: attention === null && refused === 0 ? live : 'attention',
      offlineSince: this.#offlineSince,
      lastExchangeAt: this.#lastExchangeAt,
      unsent,
      refused,
      waiting: store.waitingCount(),
      progress: snapshot ? { received: snapshot.received, total: snapshot.total, msLeft } : null,
      code: attention ?? this.#failure,
      rescued: store.meta.get('rescued'),
      clockAhead: -offsetNow(clock, store.meta.get('clock')),
      broughtBack: this.#session.isBringing && unsent === 0,
    };
  }

  #attention(): ErrorCode | null {
    const { ended } = this.#session;
    if (ended !== null) return AWAY.includes(ended) ? null : ended;
    const { failure } = this.#pushBackoff;
    if (failure !== null) return failure;
    if (this.#pull.failure !== null) return this.#pull.failure;
    return this.#failure !== null && !AWAY.includes(this.#failure) ? this.#failure : null;
  }

  #nextTask(): Task | null {
    if (this.#closed) return null;
    const now = this.#ports.clock.now();
    const pushable = this.#ports.store.unsent() > 0 && this.#pushBackoff.until(now) <= now;
    if (this.#session.ended !== null) return pushable && this.#session.isBringing ? 'push' : null;
    if (this.#session.token === null) return 'renew';
    // A desk that is not complete yet is waited for: there each push lets a page of it pass.
    const row = this.#ports.store.meta.get('cursor') === null ? 1 : PUSHES_IN_A_ROW;
    if (pushable && (this.#pushesInARow < row || !this.#pullWanted)) return 'push';
    return this.#pullWanted ? 'pull' : null;
  }

  #whenPushMay(): NextStep {
    const until = this.#pushBackoff.until(this.#ports.clock.now());
    const waiting = this.#session.pushToken !== null && !this.#closed && until > 0;
    return { at: waiting ? until : null };
  }

  async #run(task: Task, token: string | null): Promise<void> {
    const started = this.#ports.clock.uptime();
    if (task === 'renew' || token === null) {
      const { serverTime, user } = await this.#session.renew();
      this.#reached(serverTime, started);
      if (user && !isDeepStrictEqual(user, this.#ports.store.meta.get('user'))) this.#ports.events.user(user);
      return;
    }
    if (task === 'push') {
      const answer = await this.#push.step(token);
      this.#pushBackoff.reset();
      // Only a pull retires what was sent.
      this.#pullWanted = true;
      this.#reached(answer?.serverTime ?? null, started);
    } else {
      const { serverTime, complete } = await this.#pull.step(token);
      this.#pullWanted = !complete;
      this.#reached(serverTime, started);
    }
    this.#session.accepted();
  }

  /**
   * Central answered: at `serverTime` by its clock (null: it does not tell), `started` by this machine's
   * uptime.
   */
  #reached(serverTime: number | null, started: number | null): void {
    const { clock, store } = this.#ports;
    this.#backoff.reset();
    this.#offlineSince = null;
    this.#failure = null;
    this.#contacted = true;
    if (serverTime !== null) {
      const known = store.meta.get('clock');
      const took = started === null ? null : clock.uptime() - started;
      const better = measured(clock, known, { serverTime, took });
      if (better !== known) store.meta.set('clock', better);
    }
    const now = this.at();
    if (Math.abs(now - (this.#lastExchangeAt ?? 0)) > EXCHANGE_NOTE_MS) store.meta.set('lastExchangeAt', now);
    this.#lastExchangeAt = now;
  }

  /** The program begins: what an earlier one measured is compared with what this machine's clocks say now. */
  #believeClock(): void {
    const { clock, store } = this.#ports;
    const offset = store.meta.get('clockOffset');
    const earlier: KnownClock | null =
      offset === null ? null : { offset, boot: clock.now() - clock.uptime() };
    const known = store.meta.get('clock');
    const now = known ? believed(clock, known, this.#lastExchangeAt ?? 0) : earlier;
    if (now !== known) store.meta.set('clock', now);
  }

  #failed(error: unknown, task: Task | 'listen', token: string | null): void {
    const code = error instanceof CodedError ? error.code : 'internal';
    if (code === 'store_corrupt') this.#ports.store.suspect();
    const now = this.#ports.clock.now();
    const mayRenew = this.#session.ended === null || this.#session.isBringing;
    if (code === 'session_expired' && mayRenew && this.#session.refused(token) === 'renew') return;
    this.#ports.events.failed(code);
    const away = AWAY.includes(code);
    if (task === 'push' && !away && code !== 'session_expired') {
      this.#pushBackoff.failed(now, code);
      return;
    }
    this.#failure = code;
    if (away) this.#offlineSince ??= this.at();
    this.#backoff.failed(now, code);
  }

  #tell(): void {
    this.#ports.events.status(this.status());
  }
}
