import type { ErrorCode, ErrorParams } from '../../shared/errors.ts';

/**
 * Whether a command was taken: refused ones leave no trace. `touched`: the cases that show it, others of the
 * same number among them.
 */
export type CommitOutcome =
  | { ok: true; touched: string[] }
  | { ok: false; code: ErrorCode; params: ErrorParams };
