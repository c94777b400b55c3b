import { randomUUID } from 'node:crypto';
import { systemClock } from '../../central/clock.ts';
import { SignInResponse } from '../../shared/api/account.ts';
import { ErrorBody } from '../../shared/api/routes.ts';
import {
  PROTOCOL_VERSION,
  PullResponse,
  PushResponse,
  type WaitRequest,
  WaitResponse,
} from '../../shared/api/sync.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import type { TestCentral, TestUser } from './central.ts';

export interface Answer {
  status: number;
  text: string;
  /** The code of our error envelope; null for anything else. */
  code: string | null;
  params: Record<string, string | number>;
}

/** Sends one request, as any program on the network could. */
export async function send(
  url: string,
  path: string,
  options: {
    method?: string;
    body?: unknown;
    raw?: string;
    token?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const response = await fetch(url + path, {
    method: options.method ?? 'POST',
    ...(body !== undefined && { body }),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
  });
  const text = await response.text();
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not JSON: the caller looks at the text.
  }
  const error = ErrorBody.safeParse(parsed).data?.error;
  return { status: response.status, text, code: error?.code ?? null, params: error?.params ?? {} };
}

/** A bare desk: speaks the protocol, keeps nothing but its sequence. */
export class DeskClient {
  readonly url: string;
  readonly clientId: string;
  readonly token: string;
  seq = 0;

  constructor(url: string, token: string, clientId: string = randomUUID()) {
    this.url = url;
    this.token = token;
    this.clientId = clientId;
  }

  /** Sends mutations under the next sequences; answers as it came. */
  pushRaw(
    mutations: readonly unknown[],
    from = this.seq + 1,
    deviceNow = systemClock.now(),
  ): Promise<Answer> {
    return send(this.url, '/v1/push', {
      token: this.token,
      body: {
        protocol: PROTOCOL_VERSION,
        clientId: this.clientId,
        deviceNow,
        mutations: mutations.map((mutation, index) => ({ seq: from + index, mutation })),
      },
    });
  }

  async push(...mutations: Mutation[]): Promise<PushResponse> {
    const answer = await this.pushRaw(mutations);
    if (answer.status !== 200) throw new Error(`push: ${answer.status} ${answer.text}`);
    this.seq += mutations.length;
    return PushResponse.parse(JSON.parse(answer.text));
  }

  async pull(
    from: unknown,
    options: {
      scopes?: string[];
      limit?: number;
      digest?: boolean;
      shown?: number;
      unsent?: number;
      deviceNow?: number;
    } = {},
  ): Promise<PullResponse> {
    const answer = await send(this.url, '/v1/pull', {
      token: this.token,
      body: {
        protocol: PROTOCOL_VERSION,
        clientId: this.clientId,
        scopes: [],
        from,
        limit: 1_000,
        ...options,
      },
    });
    if (answer.status !== 200) throw new Error(`pull: ${answer.status} ${answer.text}`);
    return PullResponse.parse(JSON.parse(answer.text));
  }

  async snapshot(only: string | null = null): Promise<Extract<PullResponse, { kind: 'snapshot' }>> {
    const page = await this.pull({ mode: 'snapshot', at: null, after: null, only }, { limit: 5_000 });
    if (page.kind !== 'snapshot') throw new Error(`expected a snapshot, got ${page.kind}`);
    return page;
  }

  async delta(
    cursor: unknown,
    limit = 1_000,
    options: { digest?: boolean; shown?: number; unsent?: number; deviceNow?: number } = {},
  ): Promise<Extract<PullResponse, { kind: 'delta' }>> {
    const page = await this.pull({ mode: 'delta', cursor }, { limit, ...options });
    if (page.kind !== 'delta') throw new Error(`expected a delta, got ${JSON.stringify(page)}`);
    return page;
  }

  async wait(version: number, at: Omit<WaitRequest, 'version'> = {}): Promise<WaitResponse> {
    const answer = await send(this.url, '/v1/wait', { token: this.token, body: { version, ...at } });
    if (answer.status !== 200) throw new Error(`wait: ${answer.status} ${answer.text}`);
    return WaitResponse.parse(JSON.parse(answer.text));
  }
}

/** Opens a session for a person; throws with the answer when central refuses. */
export async function signIn(
  central: Pick<TestCentral, 'url'>,
  user: Pick<TestUser, 'account' | 'password'>,
) {
  const answer = await send(central.url, '/v1/session', {
    body: { account: user.account, password: user.password, device: { id: randomUUID(), name: 'test' } },
  });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.text}`);
  return SignInResponse.parse(JSON.parse(answer.text));
}

/** A person at a desk of their own. */
export async function deskOf(central: Pick<TestCentral, 'url'>, user: TestUser): Promise<DeskClient> {
  return new DeskClient(central.url, (await signIn(central, user)).accessToken);
}
