import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Meta, MetaValue } from '../store/meta.ts';

/** An Ed25519 public key ends its DER form. */
const PUBLIC_BYTES = 32;

function newPair(): MetaValue<'signingKey'> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return {
    publicKey: publicKey.subarray(-PUBLIC_BYTES).toString('base64url'),
    privateKey: privateKey.toString('base64'),
  };
}

/**
 * The key with which this desk proves itself to a central that was put back, made once and kept in its
 * encrypted file.
 */
export function signingKeyOf(meta: Meta): MetaValue<'signingKey'> {
  const known = meta.get('signingKey');
  if (known) return known;
  const made = newPair();
  meta.set('signingKey', made);
  return made;
}

/** The signature of a text, base64url. */
export function signed({ privateKey }: MetaValue<'signingKey'>, text: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' });
  return sign(null, Buffer.from(text), key).toString('base64url');
}
