import { shell } from 'electron';
import { CodedError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/ipc/view.ts';
import { dialAddress } from './dial-address.ts';

/**
 * Hands a number to the system: the only address that ever leaves the program.
 * @throws dial_unavailable when no program takes it.
 */
export async function dial(
  phone: string,
  settings: Pick<Settings, 'dialScheme' | 'sipDomain'>,
): Promise<void> {
  const address = dialAddress(phone, settings);
  try {
    await shell.openExternal(address);
  } catch {
    // The system's message quotes the number.
    throw new CodedError('dial_unavailable');
  }
}
