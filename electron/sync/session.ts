import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { DeskStore } from '../store/desk-store.ts';
import type { Net } from './net.ts';

/** Refusals of a refresh token after which only a person's sign-in helps. */
const FINAL: readonly ErrorCode[] = [
  'session_expired',
  'account_disabled',
  'account_locked',
  'wrong_credentials',
  'forbidden',
];

/** The credential of an engine: the access token in memory, the refresh token in the encrypted file. */
export class EngineSession {
  readonly #net: Net;
  readonly #store: DeskStore;
  #accessToken: string | null = null;
  #ended: ErrorCode | null = null;
  /** Nothing was accepted with the current access token yet. */
  #untried = false;

  constructor(net: Net, store: DeskStore) {
    this.#net = net;
    this.#store = store;
    if (store.meta.get('refreshToken') === null) this.#ended = 'session_expired';
  }

  /** Why the session ended, if only a person's sign-in can go on. */
  get ended(): ErrorCode | null {
    return this.#ended;
  }

  get token(): string | null {
    return this.#accessToken;
  }

  signedIn(tokens: { accessToken: string; refreshToken: string }): void {
    this.#store.meta.set('refreshToken', tokens.refreshToken);
    this.#accessToken = tokens.accessToken;
    this.#untried = true;
    this.#ended = null;
  }

  accepted(): void {
    this.#untried = false;
  }

  /** Central refused an access token. A fresh one that is refused too must not be renewed in a circle. */
  refused(token: string | null): 'renew' | 'wait' {
    // The person signed in while that request was on its way: it says nothing about the new token.
    if (token !== this.#accessToken) return 'renew';
    this.#accessToken = null;
    return this.#untried ? 'wait' : 'renew';
  }

  /** Trades the refresh token; the new one is on the disk before it is used, and the old one stays valid until then. */
  async renew(): Promise<{ serverTime: number | null }> {
    const refreshToken = this.#store.meta.get('refreshToken');
    if (refreshToken === null) throw this.#end('session_expired');
    const isCurrent = () => this.#store.meta.get('refreshToken') === refreshToken;
    try {
      const answer = await this.#net.refresh(refreshToken);
      // A sign-in meanwhile brought newer tokens; these belong to the session before.
      if (!isCurrent()) return { serverTime: null };
      this.signedIn(answer);
      return { serverTime: answer.serverTime };
    } catch (error) {
      if (!isCurrent()) return { serverTime: null };
      if (error instanceof CodedError && FINAL.includes(error.code)) throw this.#end(error.code);
      throw error;
    }
  }

  /** Ends the session at central; without an answer the token stays, sealed in the file, for what is still unsent. */
  async signOut(): Promise<void> {
    if (this.#accessToken === null) return;
    const token = this.#accessToken;
    this.#accessToken = null;
    await this.#net.signOut(token);
    this.#store.meta.set('refreshToken', null);
  }

  #end(code: ErrorCode): CodedError {
    this.#ended = code;
    this.#accessToken = null;
    return new CodedError(code);
  }
}
