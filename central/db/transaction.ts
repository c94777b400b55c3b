import type { Database, Trx } from './connect.ts';

const RETRIES = 5;
/** Serialization failure, deadlock, and two desks that bring the same mutation at once. */
const RETRYABLE = new Set(['40001', '40P01', '23505']);

function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Whether the whole transaction is worth another try. */
function isTransient(error: unknown): boolean {
  return RETRYABLE.has(sqlState(error) ?? '');
}

/**
 * Whether the database refused what it was given (SQLSTATE classes 21, 22 and 23), rather than being away or
 * busy.
 */
export function isDataError(error: unknown): boolean {
  return /^2[123]/.test(sqlState(error) ?? '');
}

/** Whether somebody else has that name already. */
export const isTaken = (error: unknown): boolean => sqlState(error) === '23505';

/** A lock, a statement or a free connection took longer than requests may wait (SQLSTATE 55P03, 57014). */
export function isBusy(error: unknown): boolean {
  const noConnection =
    error instanceof Error && error.message.includes('timeout exceeded when trying to connect');
  return noConnection || ['55P03', '57014'].includes(sqlState(error) ?? '');
}

/** Connecting, or the connection, failed (SQLSTATE class 08, 53300, 55000, 57P01 to 57P05). */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = sqlState(error) ?? '';
  return (
    /^(08|53300|55000|57P0|ECONN|EPIPE|ENOTFOUND|EAI_)/.test(code) ||
    /Connection terminated|not queryable/.test(error.message)
  );
}

/**
 * Runs a transaction again when it lost against a concurrent one. `work` must have no effect outside the
 * database.
 */
export async function retried<T>(db: Database, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (attempt >= RETRIES || !isTransient(error)) throw error;
    }
  }
}

/** Ends a transaction that was only tried, with what it came to. */
class Rehearsed extends Error {
  readonly result: unknown;
  constructor(result: unknown) {
    super('rolled back');
    this.result = result;
  }
}

/** The database, in which every transaction runs to its end and is then rolled back. */
export function rehearsal(db: Database): Database {
  const transaction = () => ({
    async execute<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
      try {
        return await db.transaction().execute(async (trx) => {
          throw new Rehearsed(await work(trx));
        });
      } catch (error) {
        if (error instanceof Rehearsed) return error.result as T;
        throw error;
      }
    },
  });
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** One consistent view of the database for several reads. */
export function snapshot<T>(db: Database, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
}
