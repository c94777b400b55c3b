import { z } from 'zod';
import type { RefreshResponse, SignInRequest, SignInResponse } from '../../shared/api/account.ts';
import type { DesksResponse } from '../../shared/api/desks.ts';
import type { KeptResponse } from '../../shared/api/kept.ts';
import type { LookupResponse } from '../../shared/api/lookup.ts';
import type {
  ChallengeRequest,
  ChallengeResponse,
  RecoverRequest,
  RecoverResponse,
} from '../../shared/api/recover.ts';
import {
  type PullRequest,
  PullResponse,
  type PushRequest,
  type PushResponse,
  type WaitRequest,
  type WaitResponse,
} from '../../shared/api/sync.ts';

const [SnapshotPage, DeltaPage, ResetAnswer] = PullResponse.options;
/** Rows as they came, cases that came as text as `TextRow`. */
const rows = { changes: z.array(z.unknown()) };

/** A pull's answer whose envelope is checked strictly and whose rows are still to be read one by one. */
export const PulledPage = z.discriminatedUnion('kind', [
  SnapshotPage.extend(rows),
  DeltaPage.extend(rows),
  ResetAnswer,
]);
export type PulledPage = z.infer<typeof PulledPage>;

/**
 * Central as an engine sees it: one request per call, every failure a CodedError. `central_unreachable`: no
 * answer; `central_certificate`: nobody vouches for who answers; `central_insecure`: not asked, see
 * `clientNet`; `central_not_ours`: an answer that no central gave (a captive portal, half a body); otherwise
 * central's own code.
 */
export interface Net {
  signIn(request: SignInRequest): Promise<SignInResponse>;
  refresh(refreshToken: string): Promise<RefreshResponse>;
  /** Something to sign, see `recover`. */
  challenge(request: z.input<typeof ChallengeRequest>): Promise<ChallengeResponse>;
  /** A session that may only push, for a desk that has signed a challenge. */
  recover(request: RecoverRequest): Promise<RecoverResponse>;
  signOut(token: string): Promise<void>;
  pull(request: PullRequest, token: string): Promise<PulledPage>;
  push(request: PushRequest, token: string): Promise<PushResponse>;
  wait(from: WaitRequest, token: string, signal: AbortSignal): Promise<WaitResponse>;
  /** The desks of the team, for its leads. */
  desks(token: string): Promise<DesksResponse>;
  /** Results about a case that its history lacks, for leads. */
  kept(caseId: string, token: string): Promise<KeptResponse>;
  /** The team's cases of exactly this number. */
  lookup(number: string, token: string): Promise<LookupResponse>;
}
