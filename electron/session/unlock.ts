import type { SignedInUser, SignInResponse } from '../../shared/api/account.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import { DeskReader } from '../store/desk-reader.ts';
import type { Unproven } from '../store/who.ts';
import type { DeskCard, DeskFolder, DeskFolders } from './desk-folder.ts';
import { newKey, unwrapByDevice, unwrapByPassword, wrapKey } from './key-box.ts';

/** Central could not be asked: these say nothing about the person. */
const AWAY: readonly ErrorCode[] = [
  'central_unreachable',
  'central_not_ours',
  'central_failed',
  'central_busy',
  'central_certificate',
  'central_insecure',
];

interface Opened {
  folder: DeskFolder;
  key: Uint8Array;
}

/** A desk of this machine that its password opened. */
export interface Unlocked extends Opened {
  user: Unproven;
  /** Where its central is by the file, which nobody can edit; else as it was typed. */
  server: string;
}

/** Whether central could not be asked. */
export function isAway(reason: unknown): boolean {
  return reason instanceof CodedError && AWAY.includes(reason.code);
}

interface Given {
  server: string;
  password: string;
  /** The desk that this very password opened just now. */
  unlocked: Opened | null;
  /** The desk that is open. */
  held: Opened | null;
}

/**
 * The desk of somebody whom central just recognised, and its key. A password that was changed since opens it
 * through central's secret for this device and is what wraps it from now on; a desk that neither opens is
 * moved aside, never deleted. One of another address goes on here when this central knows that secret.
 */
export async function deskAfterSignIn(
  folders: DeskFolders,
  answer: Pick<SignInResponse, 'user' | 'deviceSecret' | 'installation'>,
  { server, password, unlocked, held }: Given,
): Promise<{ folder: DeskFolder; key: Uint8Array }> {
  const { user, deviceSecret, installation } = answer;
  const proves = (own: DeskCard) => unwrapByDevice(own.key, deviceSecret) !== null;
  let folder = folders.of({ server, installation }, user.id, proves);
  let card = folder.card();
  if (card && card.server !== server && !proves(card)) {
    folder = folders.apart(server, user.id);
    card = folder.card();
  }
  const own = (open: Opened | null) => (open?.folder.path === folder.path ? open.key : null);
  const byPassword = card && (own(unlocked) ?? (await unwrapByPassword(card.key, password)));
  const byDevice = card && unwrapByDevice(card.key, deviceSecret);
  const known = byPassword ?? byDevice ?? own(held);
  const written = { server, ...(installation !== undefined && { installation }), user: named(user) };
  if (known && byPassword && byDevice && card) {
    folder.writeCard({ ...card, ...written });
    return { folder, key: known };
  }
  if (!known && folder.hasFile()) folder.setAside();
  const key = known ?? newKey();
  folder.writeCard({ ...written, key: await wrapKey(key, password, deviceSecret) });
  return { folder, key };
}

function named({ id, account, name }: SignedInUser): DeskCard['user'] {
  return { id, account, name };
}

function serverInside(folder: DeskFolder, key: Uint8Array): string | null {
  if (!folder.hasFile()) return null;
  try {
    const reader = new DeskReader(folder.file, key);
    try {
      return reader.meta.get('server');
    } finally {
      reader.close();
    }
  } catch {
    // A file that cannot be read says nothing; whoever opens it next sets that right.
    return null;
  }
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
  if (!folder || !card || !key) return null;
  return { folder, key, user: { unproven: card.user }, server: serverInside(folder, key) ?? server };
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
