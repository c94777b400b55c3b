import { CodedError } from '../../shared/errors.ts';
import { openLockFile } from './open.ts';

/**
 * Keeps a second process out of a desk for as long as it is held: an exclusive transaction on a file beside
 * the desk's (an exclusive lock on the desk file itself would lock out our own reader). The system releases
 * it when we die.
 * @throws already_running when another process holds it.
 */
export function lockDesk(file: string): { release(): void } {
  const connection = openLockFile(file);
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    const busy = error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
    throw busy ? new CodedError('already_running', {}, { cause: error }) : error;
  }
  return { release: () => connection.close() };
}
