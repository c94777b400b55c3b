import { randomUUID } from 'node:crypto';
import {
  type Confirmation,
  type Outcome,
  OutcomesResponse,
  type Receipt,
  TakenResponse,
  type Verification,
} from '../../shared/api/outcomes.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import type { TestCentral, TestUser } from './central.ts';
import { type Answer, send, signIn } from './central-client.ts';

/** Another system of the operator: reads the feed from where it stands, brings what it did. */
export class OutsideSystem {
  readonly url: string;
  readonly #user: TestUser;
  token: string;
  cursor: string | undefined;

  private constructor(url: string, user: TestUser, token: string) {
    this.url = url;
    this.#user = user;
    this.token = token;
  }

  static async signIn({ url }: Pick<TestCentral, 'url'>, user: TestUser): Promise<OutsideSystem> {
    return new OutsideSystem(url, user, (await signIn({ url }, user)).accessToken);
  }

  /** Signs in again when its session is over: a test may move the clock by days. */
  async #send(path: string, options: { method: string; body?: unknown }): Promise<Answer> {
    const answer = await send(this.url, path, { ...options, token: this.token });
    if (answer.code !== 'session_expired') return answer;
    this.token = (await signIn(this, this.#user)).accessToken;
    return send(this.url, path, { ...options, token: this.token });
  }

  /** Everything that is new, in pages of at most `limit`. */
  async read(limit = 200): Promise<Outcome[]> {
    const all: Outcome[] = [];
    for (;;) {
      const cursor = this.cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.cursor)}`;
      const path = `/v1/outcomes?limit=${limit}${cursor}`;
      const answer = await this.#send(path, { method: 'GET' });
      if (answer.status !== 200) throw new Error(`outcomes: ${answer.status} ${answer.code}`);
      const page = OutcomesResponse.parse(JSON.parse(answer.text));
      all.push(...page.outcomes);
      this.cursor = page.cursor;
      if (!page.more) return all;
    }
  }

  receipts(...items: Omit<Receipt, 'reason'>[]) {
    return this.#bring('receipts', items);
  }

  confirmations(...items: Omit<Confirmation, 'reason'>[]) {
    return this.#bring('confirmations', items);
  }

  verifications(...items: Omit<Verification, 'reason'>[]) {
    return this.#bring('verifications', items);
  }

  async #bring(what: string, items: readonly unknown[]): Promise<TakenResponse['results']> {
    const answer = await this.#send(`/v1/${what}`, { method: 'POST', body: { items } });
    if (answer.status !== 200) throw new Error(`${what}: ${answer.status} ${answer.code}`);
    return TakenResponse.parse(JSON.parse(answer.text)).results;
  }
}

type Decision = 'proposeMeasure' | 'decideMeasure' | 'resolveReview' | 'decideAppeal' | 'recordFinding';

/** A decision as a desk makes it. */
export function decision<N extends Decision>(
  name: N,
  args: Extract<Mutation, { name: N }>['args'],
  at: number,
): Mutation {
  return { id: randomUUID(), v: 1, at, name, args } as Mutation;
}
