import type { SignedInUser, SignInResponse } from '../../shared/api/account.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { Unproven } from '../store/who.ts';
import type { DeskCard, DeskFolder, DeskFolders } from './desk-folder.ts';
import { newKey, unwrapByDevice, unwrapByPassword, wrapKey } from './key-box.ts';

/** Central could not be asked: these say nothing about the person. */
const AWAY: readonly ErrorCode[] = [
  'central_unreachable',
  'central_not_ours',
  'central_failed',
  'central_busy',
];

/** A desk of this machine that its password opened. */
export interface Unlocked {
  folder: DeskFolder;
  key: Uint8Array;
  user: Unproven;
}

/** Whether central could not be asked. */
export function isAway(reason: unknown): boolean {
  return reason instanceof CodedError && AWAY.includes(reason.code);
}

interface Given {
  server: string;
  password: string;
  /** The key that this very password opened just now. */
  unlocked?: Uint8Array | undefined;
  /** The key of the desk when it is open. */
  held: Uint8Array | null;
}

/**
 * The key of the desk of somebody whom central just recognised. A password that was changed since opens it
 * through central's secret for this device and is what wraps it from now on; a desk that neither opens is
 * moved aside, never deleted.
 */
export async function keyAfterSignIn(
  folder: DeskFolder,
  { user, deviceSecret }: Pick<SignInResponse, 'user' | 'deviceSecret'>,
  { server, password, unlocked, held }: Given,
): Promise<Uint8Array> {
  const card = folder.card();
  const byPassword = unlocked ?? (card && (await unwrapByPassword(card.key, password)));
  const byDevice = card && unwrapByDevice(card.key, deviceSecret);
  const known = byPassword ?? byDevice ?? held;
  if (known && byPassword && byDevice && card) {
    folder.writeCard({ ...card, user: named(user) });
    return known;
  }
  if (!known && folder.hasFile()) folder.setAside();
  const key = known ?? newKey();
  folder.writeCard({ server, user: named(user), key: await wrapKey(key, password, deviceSecret) });
  return key;
}

function named({ id, account, name }: SignedInUser): DeskCard['user'] {
  return { id, account, name };
}

/** The desk of somebody by password alone; null when none of that name is here, or with another password. */
export async function unlock(
  folders: DeskFolders,
  server: string,
  account: string,
  password: string,
): Promise<Unlocked | null> {
  const folder = folders.find(server, account);
  const card = folder?.card();
  const key = card && (await unwrapByPassword(card.key, password));
  return folder && card && key ? { folder, key, user: { unproven: card.user } } : null;
}

/**
 * Why somebody whose password opens no desk here cannot go on: what central said or, when it could not be
 * asked and is known here, offline_unlock_unavailable (nobody of that name was signed in here) or
 * wrong_password_offline.
 */
export function whyLocked(folders: DeskFolders, server: string, account: string, reason: unknown): unknown {
  if (!isAway(reason) || !folders.knows(server)) return reason;
  const known = folders.find(server, account) !== null;
  return new CodedError(
    known ? 'wrong_password_offline' : 'offline_unlock_unavailable',
    {},
    { cause: reason },
  );
}
