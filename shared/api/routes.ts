import { z } from 'zod';
import { ErrorCode, ErrorParams } from '../errors.ts';
import { RefreshRequest, RefreshResponse, SignInRequest, SignInResponse } from './account.ts';
import { DesksResponse } from './desks.ts';
import { KeptRequest, KeptResponse } from './kept.ts';
import { LookupRequest, LookupResponse } from './lookup.ts';
import {
  ConfirmationsRequest,
  OutcomesRequest,
  OutcomesResponse,
  ReceiptsRequest,
  TakenResponse,
  VerificationsRequest,
} from './outcomes.ts';
import { ChallengeRequest, ChallengeResponse, RecoverRequest, RecoverResponse } from './recover.ts';
import { PullRequest, PullResponse, PushRequest, PushResponse, WaitRequest, WaitResponse } from './sync.ts';

/**
 * The body of every answer of central that is not a success; anything else was not sent by a central. A code
 * that only a newer central knows reads as `central_failed`.
 */
export const ErrorBody = z.object({
  error: z.object({ code: ErrorCode.catch('central_failed'), params: ErrorParams, requestId: z.string() }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

export const Health = z.object({
  product: z.literal('callback-desk'),
  protocol: z.int(),
  version: z.string(),
  epoch: z.uuid(),
  serverTime: z.int(),
  /**
   * Whether the database answers, and with the tables that this program works with; `older` and `newer` speak
   * of the tables. Only `ready` and `busy` come with the status 200. A central of before says nothing.
   */
  database: z.enum(['ready', 'busy', 'away', 'older', 'newer']).optional(),
});
export type Health = z.infer<typeof Health>;

const Nothing = z.object({});

/** Central's whole HTTP contract: the one source for its server, the desk's client and OpenAPI. */
export const ROUTES = {
  health: { method: 'GET', path: '/v1/health', auth: false, request: Nothing, response: Health },
  signIn: {
    method: 'POST',
    path: '/v1/session',
    auth: false,
    request: SignInRequest,
    response: SignInResponse,
  },
  refresh: {
    method: 'POST',
    path: '/v1/session/refresh',
    auth: false,
    request: RefreshRequest,
    response: RefreshResponse,
  },
  /** In the days after a restore, for a desk whose session is unknown: see `recover`. */
  challenge: {
    method: 'POST',
    path: '/v1/session/challenge',
    auth: false,
    request: ChallengeRequest,
    response: ChallengeResponse,
  },
  /** A desk that signs the challenge may push what it has. */
  recover: {
    method: 'POST',
    path: '/v1/session/recover',
    auth: false,
    request: RecoverRequest,
    response: RecoverResponse,
  },
  signOut: { method: 'DELETE', path: '/v1/session', auth: true, request: Nothing, response: Nothing },
  outcomes: {
    method: 'GET',
    path: '/v1/outcomes',
    auth: true,
    request: OutcomesRequest,
    response: OutcomesResponse,
  },
  receipts: {
    method: 'POST',
    path: '/v1/receipts',
    auth: true,
    request: ReceiptsRequest,
    response: TakenResponse,
  },
  confirmations: {
    method: 'POST',
    path: '/v1/confirmations',
    auth: true,
    request: ConfirmationsRequest,
    response: TakenResponse,
  },
  verifications: {
    method: 'POST',
    path: '/v1/verifications',
    auth: true,
    request: VerificationsRequest,
    response: TakenResponse,
  },
  lookup: {
    method: 'POST',
    path: '/v1/cases/lookup',
    auth: true,
    request: LookupRequest,
    response: LookupResponse,
  },
  /** For team leads and admins. */
  kept: {
    method: 'POST',
    path: '/v1/cases/kept',
    auth: true,
    request: KeptRequest,
    response: KeptResponse,
  },
  pull: { method: 'POST', path: '/v1/pull', auth: true, request: PullRequest, response: PullResponse },
  push: { method: 'POST', path: '/v1/push', auth: true, request: PushRequest, response: PushResponse },
  wait: { method: 'POST', path: '/v1/wait', auth: true, request: WaitRequest, response: WaitResponse },
  /** For team leads and admins. */
  desks: { method: 'GET', path: '/v1/desks', auth: true, request: Nothing, response: DesksResponse },
} as const;

export type RouteName = keyof typeof ROUTES;
