import type { Case } from '../case/case.ts';
import type { FactFlag } from '../case/history.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Library } from '../policy/library.ts';
import type { Role } from '../api/account.ts';
import type { Mutation } from './mutation.ts';

/** Everything that `apply` may know beside the mutation and the cases it reads. No clock, no ids: replays must agree. */
export interface ApplyContext {
  author: { id: string; role: Role };
  /** Central: arrival, so that a device ahead of the time cannot write into the future. Desk: the mutation's own `at`. */
  receivedAt: number;
  library: Library;
}

/** The cases as they are after the mutation, and what a person should know about it. */
export type ApplyResult =
  | { ok: true; cases: Case[]; flags: FactFlag[] }
  | { ok: false; code: ErrorCode; params: ErrorParams };

export type Apply = (mutation: Mutation, cases: ReadonlyMap<string, Case>, context: ApplyContext) => ApplyResult;
