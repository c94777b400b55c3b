import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Database } from '../db/connect.ts';
import { sharedSecret } from '../db/meta.ts';

/** The key pair to which desks seal work that only central may open. */
export interface SealKey {
  /** Raw 32 bytes, base64: what a desk is told. */
  publicKey: string;
  privateKey: KeyObject;
}

function freshPrivateKey(): string {
  return generateKeyPairSync('x25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}

/**
 * Central's X25519 key pair, made by the operating system's generator when a database is first served. It lives in the
 * database, among the secrets that all processes share: a backup brings it along, so that what was sealed before a restore
 * can be opened after it.
 */
export async function sealKeyOf(db: Database): Promise<SealKey> {
  const stored = await sharedSecret(db, 'seal-key', freshPrivateKey());
  const privateKey = createPrivateKey({ key: Buffer.from(stored, 'base64'), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { publicKey: Buffer.from(x ?? '', 'base64url').toString('base64'), privateKey };
}
