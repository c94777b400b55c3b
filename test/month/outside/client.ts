import type { z } from 'zod';
import { SignInResponse } from '../../../shared/api/account.ts';
import { LookupResponse } from '../../../shared/api/lookup.ts';
import { type Outcome, OutcomesResponse, TakenResponse } from '../../../shared/api/outcomes.ts';
import { ROUTES } from '../../../shared/api/routes.ts';
import type { Case } from '../../../shared/case/case.ts';
import type { Clock } from '../../../shared/ports.ts';
import { MINUTE } from '../../../shared/time.ts';
import { idOf } from '../../support/cases.ts';
import type { TestUser } from '../../support/central.ts';
import { type Answer, send } from '../../support/central-client.ts';

/** An access token is renewed when it is older. */
const TOKEN_AGE = 10 * MINUTE;
/** Items in one request. */
const MOST = 500;

function parsed<S extends z.ZodType>(answer: Answer, schema: S): z.output<S> {
  if (answer.status !== 200) throw new Error(`central answered ${answer.status} ${answer.text}`);
  return schema.parse(JSON.parse(answer.text));
}

/**
 * Whoever speaks to central without a desk: another system, which reads the feed of outcomes from where it
 * stood and brings answers, or an agent who looks a caller up.
 */
export class OutsideClient {
  readonly #url: string;
  readonly #user: TestUser;
  readonly #clock: Clock;
  #session: { accessToken: string; refreshToken: string; since: number } | null = null;
  #cursor: string | null = null;

  constructor(url: string, user: TestUser, clock: Clock) {
    this.#url = url;
    this.#user = user;
    this.#clock = clock;
  }

  /** Everything that is new on the feed. */
  async news(): Promise<Outcome[]> {
    const token = await this.#token();
    const all: Outcome[] = [];
    for (let more = true; more; ) {
      const query = new URLSearchParams({
        limit: '1000',
        ...(this.#cursor !== null && { cursor: this.#cursor }),
      });
      const path = `${ROUTES.outcomes.path}?${query}`;
      const page = parsed(await send(this.#url, path, { method: 'GET', token }), OutcomesResponse);
      all.push(...page.outcomes);
      this.#cursor = page.cursor;
      more = page.more;
    }
    return all;
  }

  /** Brings answers; throws when central does not take one of them. */
  async bring(
    route: 'receipts' | 'confirmations' | 'verifications',
    items: readonly unknown[],
  ): Promise<void> {
    const token = await this.#token();
    for (let from = 0; from < items.length; from += MOST) {
      const part = items.slice(from, from + MOST);
      const answer = await send(this.#url, ROUTES[route].path, { token, body: { items: part } });
      const { results } = parsed(answer, TakenResponse);
      const refused = results.findIndex(({ status }) => status === 'rejected');
      if (refused >= 0)
        throw new Error(
          `${route}: central refuses ${JSON.stringify(part[refused])}: ${results[refused]?.code}`,
        );
    }
  }

  /** The cases whose person has this number, whoever's they are. */
  async lookUp(number: string): Promise<Case[]> {
    const token = await this.#token();
    return parsed(await send(this.#url, ROUTES.lookup.path, { token, body: { number } }), LookupResponse)
      .cases;
  }

  async #token(): Promise<string> {
    const now = this.#clock.now();
    if (this.#session && now - this.#session.since < TOKEN_AGE) return this.#session.accessToken;
    const { account, password } = this.#user;
    const device = { id: idOf('system', account), name: account };
    const answer = this.#session
      ? await send(this.#url, ROUTES.refresh.path, { body: { refreshToken: this.#session.refreshToken } })
      : await send(this.#url, ROUTES.signIn.path, { body: { account, password, device } });
    const { accessToken, refreshToken } = parsed(
      answer,
      SignInResponse.pick({ accessToken: true, refreshToken: true }),
    );
    this.#session = { accessToken, refreshToken, since: now };
    return accessToken;
  }
}
