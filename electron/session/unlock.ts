import type { SignInResponse } from '../../shared/api/account.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { DeskFolder, DeskFolders } from './desk-folder.ts';
import { newKey, unwrapByDevice, unwrapByPassword, wrapKey } from './key-box.ts';

/** With these the password can still open a desk that is on this machine. */
const AWAY: readonly ErrorCode[] = [
  'central_unreachable',
  'central_not_ours',
  'central_failed',
  'central_busy',
];

/**
 * The key of the desk of somebody whom central just recognised. A password that was changed since opens it
 * through central's secret for this device and is what wraps it from now on; a desk that neither opens is
 * moved aside, never deleted.
 */
export async function keyAfterSignIn(
  folder: DeskFolder,
  signedIn: Pick<SignInResponse, 'user' | 'deviceSecret'>,
  server: string,
  password: string,
): Promise<Uint8Array> {
  const { user, deviceSecret } = signedIn;
  const card = folder.card();
  const byPassword = card && (await unwrapByPassword(card.key, password));
  const byDevice = card && unwrapByDevice(card.key, deviceSecret);
  const known = byPassword ?? byDevice;
  if (known && byPassword && byDevice && card) {
    folder.writeCard({ ...card, user });
    return known;
  }
  if (!known && folder.hasFile()) folder.setAside();
  const key = known ?? newKey();
  folder.writeCard({ server, user, key: await wrapKey(key, password, deviceSecret) });
  return key;
}

/**
 * The desk of somebody whom central could not be asked about, by password alone.
 * @throws the reason why central could not be asked when this machine does not know that central, or
 * offline_unlock_unavailable (nobody of that name was signed in here), wrong_password_offline.
 */
export async function unlockOffline(
  folders: DeskFolders,
  server: string,
  account: string,
  password: string,
  reason: unknown,
) {
  if (!(reason instanceof CodedError) || !AWAY.includes(reason.code)) throw reason;
  const folder = folders.find(server, account);
  const card = folder?.card();
  if (!folder || !card) {
    throw folders.knows(server)
      ? new CodedError('offline_unlock_unavailable', {}, { cause: reason })
      : reason;
  }
  const key = await unwrapByPassword(card.key, password);
  if (!key) throw new CodedError('wrong_password_offline');
  return { folder, key, user: card.user };
}
