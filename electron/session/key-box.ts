import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';
import { KEY_PURPOSE, Sealed } from '../../shared/api/unsent.ts';

const ALGORITHM = 'aes-256-gcm';
/** 64 MB and about 0.2 s per guess on a desk's machine. */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1 };

/** A key locked with another key; `salt` and the cost belong to the derivation from a password. */
const SealedByPassword = Sealed.extend({
  salt: z.string().max(200),
  cost: z.object({ N: z.int().max(2 ** 20), r: z.int().max(32), p: z.int().max(8) }),
});

/**
 * The key of a desk file, wrapped twice: for offline unlock, and so that a reset password never costs unsent
 * work.
 */
export const WrappedKey = z.object({ password: SealedByPassword, device: Sealed });
export type WrappedKey = z.infer<typeof WrappedKey>;

/** A fresh random key of 32 bytes. */
export function newKey(): Uint8Array {
  return randomBytes(32);
}

/** @param deviceSecret 32 bytes, hex, as central keeps it per user and device. */
export async function wrapKey(key: Uint8Array, password: string, deviceSecret: string): Promise<WrappedKey> {
  const salt = randomBytes(16);
  const byPassword = seal(key, await fromPassword(password, salt, SCRYPT));
  return {
    password: { ...byPassword, salt: salt.toString('base64'), cost: SCRYPT },
    device: seal(key, fromDevice(deviceSecret)),
  };
}

/** The key, or null when the password is not the one that it was wrapped with. */
export async function unwrapByPassword(wrapped: WrappedKey, password: string): Promise<Uint8Array | null> {
  const { salt, cost } = wrapped.password;
  return unseal(wrapped.password, await fromPassword(password, Buffer.from(salt, 'base64'), cost));
}

/** The key, or null when central's secret is not the one that it was wrapped with. */
export function unwrapByDevice(wrapped: WrappedKey, deviceSecret: string): Uint8Array | null {
  return unseal(wrapped.device, fromDevice(deviceSecret));
}

function fromPassword(password: string, salt: Uint8Array, cost: typeof SCRYPT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const maxmem = 128 * cost.N * cost.r * 2;
    scrypt(password.normalize('NFKC'), salt, 32, { ...cost, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function fromDevice(deviceSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(deviceSecret, 'hex'), '', KEY_PURPOSE.fileKey, 32));
}

function seal(key: Uint8Array, by: Uint8Array): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, by, nonce);
  const box = Buffer.concat([cipher.update(key), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    box: box.toString('base64'),
  };
}

function unseal(sealed: Sealed, by: Uint8Array): Uint8Array | null {
  try {
    const decipher = createDecipheriv(ALGORITHM, by, Buffer.from(sealed.nonce, 'base64'));
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed.box, 'base64')), decipher.final()]);
  } catch {
    return null;
  }
}
