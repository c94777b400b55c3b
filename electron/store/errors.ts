import { CodedError, type ErrorCode } from '../../shared/errors.ts';

const CODES: readonly [prefix: string, code: ErrorCode][] = [
  ['SQLITE_FULL', 'disk_full'],
  ['SQLITE_CORRUPT', 'store_corrupt'],
  ['SQLITE_NOTADB', 'store_corrupt'],
  ['SQLITE_BUSY', 'store_busy'],
  ['SQLITE_LOCKED', 'store_busy'],
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['SQLITE_', 'store_failed'],
  ['EACCES', 'store_failed'],
  ['EROFS', 'store_failed'],
  ['EIO', 'store_failed'],
];

/**
 * Gives an error of SQLite or of the file system the code that a person's sentence is made from; others stay
 * as they are.
 */
export function storeError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CodedError || !('code' in error)) return error;
  const sqlite = String(error.code);
  const known = CODES.find(([prefix]) => sqlite.startsWith(prefix));
  return known ? new CodedError(known[1], { sqlite }, { cause: error }) : error;
}

/** Runs a store operation so that it fails with a code. */
export function withStoreErrors<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw storeError(error);
  }
}
