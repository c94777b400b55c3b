import { randomUUID } from 'node:crypto';
import { SignInResponse } from '../../shared/api/account.ts';
import { PROTOCOL_VERSION, PushResponse } from '../../shared/api/sync.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { MINUTE } from '../../shared/time.ts';
import type { TestCentral, TestUser } from './central.ts';
import { DeskClient, send } from './central-client.ts';
import type { ManualClock } from './manual-clock.ts';

type Results = PushResponse['results'];

/** A person's desk on a device that stays the same, however long it is away. */
export class LastingDesk {
  readonly #central: TestCentral;
  readonly #clock: ManualClock;
  readonly #user: TestUser;
  readonly #device = { id: randomUUID(), name: 'desk' };
  #session = { at: -Infinity, token: '' };
  #clientId = randomUUID();
  #seq = 0;

  static async of(central: TestCentral, clock: ManualClock, user: TestUser): Promise<LastingDesk> {
    const desk = new LastingDesk(central, clock, user);
    await desk.client();
    return desk;
  }

  private constructor(central: TestCentral, clock: ManualClock, user: TestUser) {
    this.#central = central;
    this.#clock = clock;
    this.#user = user;
  }

  async token(): Promise<string> {
    if (this.#clock.now() - this.#session.at < 10 * MINUTE) return this.#session.token;
    const { account, password } = this.#user;
    const answer = await send(this.#central.url, '/v1/session', {
      body: { account, password, device: this.#device },
    });
    const { accessToken: token } = SignInResponse.parse(JSON.parse(answer.text));
    this.#session = { at: this.#clock.now(), token };
    return token;
  }

  async client(): Promise<DeskClient> {
    return new DeskClient(this.#central.url, await this.token(), this.#clientId);
  }

  /** Goes on under another client id. */
  begunAnew(): this {
    this.#clientId = randomUUID();
    this.#seq = 0;
    return this;
  }

  /** Sends work; answers the flags of each. */
  async push(...work: Mutation[]): Promise<string[][]> {
    return (await this.results(work)).map(({ flags }) => flags);
  }

  /** Sends work, by a clock of its own; with the receipts that it got for it before central was put back. */
  async results(
    work: readonly Mutation[],
    { deviceNow = this.#clock.now(), receipts = [] }: { deviceNow?: number; receipts?: string[] } = {},
  ): Promise<Results> {
    const mutations = work.map((mutation, index) => {
      const receipt = receipts[index];
      return { seq: this.#seq + index + 1, mutation, ...(receipt && { again: true, receipt }) };
    });
    const answer = await send(this.#central.url, '/v1/push', {
      token: await this.token(),
      body: {
        protocol: PROTOCOL_VERSION,
        clientId: this.#clientId,
        deviceNow,
        statuses: ['waiting'],
        mutations,
      },
    });
    if (answer.status !== 200) throw new Error(answer.text);
    this.#seq += work.length;
    return PushResponse.parse(JSON.parse(answer.text)).results;
  }

  /** Asks for what is new, with so much unsent. */
  async contact(unsent = 0, deviceNow = this.#clock.now()): Promise<void> {
    const client = await this.client();
    const { cursor } = await client.snapshot();
    await client.delta(cursor, 1_000, { unsent, deviceNow });
  }
}
