import type { z } from 'zod';
import { SignInResponse } from '../../shared/api/account.ts';
import { type Outcome, OutcomesResponse, TakenResponse } from '../../shared/api/outcomes.ts';
import { ErrorBody, ROUTES } from '../../shared/api/routes.ts';
import { CodedError } from '../../shared/errors.ts';
import { demoDesk } from './desk.ts';

/**
 * A program beside central, as an operator would write one: signs in, reads the feed from where it stood,
 * reports back.
 */
export class OutsideClient {
  readonly #url: string;
  readonly #account: { account: string; password: string };
  readonly #signal: AbortSignal;
  #token: string | null = null;
  #cursor: string | null = null;

  constructor(url: string, account: { account: string; password: string }, signal: AbortSignal) {
    this.#url = url;
    this.#account = account;
    this.#signal = signal;
  }

  /** What came since the last time; from the beginning at first, and when central was restored. */
  async read(): Promise<Outcome[]> {
    const cursor = this.#cursor === null ? '' : `?cursor=${encodeURIComponent(this.#cursor)}`;
    try {
      const page = await this.#ask(OutcomesResponse, 'GET', ROUTES.outcomes.path + cursor);
      this.#cursor = page.cursor;
      return page.outcomes;
    } catch (error) {
      if (error instanceof CodedError && error.code === 'outcomes_restarted') this.#cursor = null;
      throw error;
    }
  }

  /**
   * Reports what became of things. Central takes each once, so that all may be sent again after a failure.
   */
  async bring(
    route: 'receipts' | 'confirmations' | 'verifications',
    items: readonly unknown[],
  ): Promise<void> {
    if (items.length > 0) await this.#ask(TakenResponse, 'POST', ROUTES[route].path, { items });
  }

  async #ask<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    this.#token ??= await this.#signIn();
    try {
      return schema.parse(await this.#send(method, path, body));
    } catch (error) {
      if (error instanceof CodedError && error.code === 'session_expired') this.#token = null;
      throw error;
    }
  }

  async #signIn(): Promise<string> {
    const device = { id: demoDesk(this.#account.account), name: this.#account.account };
    const answer = await this.#send('POST', ROUTES.signIn.path, { ...this.#account, device });
    return SignInResponse.parse(answer).accessToken;
  }

  async #send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#url + path, {
      method,
      signal: this.#signal,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.#token !== null && { authorization: `Bearer ${this.#token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new CodedError(ErrorBody.safeParse(answer).data?.error.code ?? 'central_failed');
  }
}
