import type { SignedInUser } from '../../shared/api/account.ts';
import { recoveryText } from '../../shared/api/recover.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { Ids } from '../../shared/ports.ts';
import type { DeskStore } from '../store/desk-store.ts';
import type { Net } from './net.ts';
import { signed, signingKeyOf } from './signing.ts';

/** Refusals of a refresh token after which only a person's sign-in helps. */
const FINAL: readonly ErrorCode[] = [
  'session_expired',
  'account_disabled',
  'account_locked',
  'wrong_credentials',
  'forbidden',
];

const PASSING: readonly ErrorCode[] = [
  'central_unreachable',
  'central_certificate',
  'central_failed',
  'central_busy',
  'rate_limited',
];

/** Whether asking again may help. A central of before this question does not know it. */
function mayPass({ code, params }: CodedError): boolean {
  if (code === 'central_not_ours') return params.status !== 404;
  return PASSING.includes(code);
}

/** The credential of an engine: the access token in memory, the refresh token in the encrypted file. */
export class EngineSession {
  readonly #net: Net;
  readonly #store: DeskStore;
  readonly #ids: Ids;
  #accessToken: string | null = null;
  /**
   * Of a session that may only push: work comes back to a central that was put back although its person is
   * away.
   */
  #bringing: string | null = null;
  #ended: ErrorCode | null = null;
  /** The password that opened the desk is central's no more. */
  #passwordChanged = false;
  /** Nothing was accepted with the current access token yet. */
  #untried = false;

  constructor(net: Net, store: DeskStore, ids: Ids) {
    this.#net = net;
    this.#store = store;
    this.#ids = ids;
    if (store.meta.get('refreshToken') === null) this.#ended = 'session_expired';
  }

  /** Why the session ended, if only a person's sign-in can go on. */
  get ended(): ErrorCode | null {
    return this.#ended;
  }

  get token(): string | null {
    return this.#accessToken;
  }

  /** With which this desk may push: also while only its person's sign-in can do more. */
  get pushToken(): string | null {
    return this.#accessToken ?? this.#bringing;
  }

  get isBringing(): boolean {
    return this.#bringing !== null;
  }

  signedIn(tokens: { accessToken: string; refreshToken: string }): void {
    this.#store.meta.set('refreshToken', tokens.refreshToken);
    this.#store.meta.set('disabled', null);
    this.#accessToken = tokens.accessToken;
    this.#bringing = null;
    this.#untried = true;
    this.#ended = null;
    this.#passwordChanged = false;
  }

  /**
   * Central did not take the person's password. A session that is there goes on all the same, until central
   * says otherwise to its token.
   */
  signInRefused(code: ErrorCode): void {
    // What its token was told holds, whichever comes first.
    if (this.#ended === 'account_disabled') return;
    const disabled = code === 'account_disabled';
    if (disabled) this.#store.meta.set('disabled', true);
    this.#passwordChanged = code === 'password_changed';
    const going = this.#store.meta.get('refreshToken') !== null && this.#ended === null;
    if (disabled || !going) this.#end(code);
  }

  accepted(): void {
    this.#untried = false;
  }

  /** Central refused an access token. A fresh one that is refused too must not be renewed in a circle. */
  refused(token: string | null): 'renew' | 'wait' {
    if (token !== null && token === this.#bringing) {
      this.#bringing = null;
      // Its time is over: the desk proves itself again.
      if (!this.#untried) this.#ended = null;
      return this.#untried ? 'wait' : 'renew';
    }
    // The person signed in while that request was on its way: it says nothing about the new token.
    if (token !== this.#accessToken) return 'renew';
    this.#accessToken = null;
    return this.#untried ? 'wait' : 'renew';
  }

  /**
   * Trades the refresh token; the new one is on the disk before it is used, and the old one stays valid until
   * then.
   */
  async renew(): Promise<{ serverTime: number | null; user?: SignedInUser }> {
    const refreshToken = this.#store.meta.get('refreshToken');
    if (refreshToken === null) throw this.#end('session_expired');
    const isCurrent = () => this.#store.meta.get('refreshToken') === refreshToken;
    try {
      const answer = await this.#net.refresh(refreshToken);
      // A sign-in meanwhile brought newer tokens; these belong to the session before.
      if (!isCurrent()) return { serverTime: null };
      this.signedIn(answer);
      return { serverTime: answer.serverTime, user: answer.user };
    } catch (error) {
      if (!isCurrent()) return { serverTime: null };
      if (!(error instanceof CodedError) || !FINAL.includes(error.code)) throw error;
      if (error.code === 'session_expired') return this.#recover(isCurrent);
      if (error.code === 'account_disabled') this.#store.meta.set('disabled', true);
      throw this.#end(error.code);
    }
  }

  /**
   * Central does not know the session: when it was put back, this desk signs what central says and may bring
   * its work. For anything else its person must sign in.
   */
  async #recover(isCurrent: () => boolean): Promise<{ serverTime: number | null }> {
    const { meta } = this.#store;
    const accountId = meta.get('user')?.id ?? '';
    try {
      const pair = signingKeyOf(meta);
      const asker = { accountId, key: pair.publicKey };
      const { challenge, epoch } = await this.#net.challenge(asker);
      const signature = signed(pair, recoveryText({ accountId, challenge, epoch }));
      const answer = await this.#net.recover({ ...asker, challenge, signature });
      if (!isCurrent()) return { serverTime: null };
      this.#store.bringBack(epoch, this.#ids.uuid());
      this.#end('session_expired');
      this.#bringing = answer.accessToken;
      this.#untried = true;
      return { serverTime: answer.serverTime };
    } catch (error) {
      if (!isCurrent()) return { serverTime: null };
      if (error instanceof CodedError && mayPass(error)) throw error;
      throw this.#end('session_expired');
    }
  }

  /**
   * Ends the session at central; without an answer the token stays, sealed in the file, for what is still
   * unsent.
   */
  async signOut(): Promise<void> {
    if (this.#accessToken === null) return;
    const token = this.#accessToken;
    this.#accessToken = null;
    await this.#net.signOut(token);
    this.#store.meta.set('refreshToken', null);
  }

  #end(why: ErrorCode): CodedError {
    const code = why === 'session_expired' && this.#passwordChanged ? 'password_changed' : why;
    this.#ended = code;
    this.#accessToken = null;
    return new CodedError(code);
  }
}
