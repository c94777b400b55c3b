import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { DamagedFile } from './damaged.ts';

const SEALED = 'age-encryption.org/v1\n';
const GZIP = Buffer.from([0x1f, 0x8b]);
const KEY = /^AGE-SECRET-KEY-1[A-Z0-9]+$/;

/** A key that was given is not the one that a file was sealed for. */
export class WrongKey extends Error {}

/** What a backup is sealed with, and what opens it again: the key is shown once and kept nowhere. */
export interface RecoveryKey {
  key: string;
  public: string;
}

export async function freshRecoveryKey(): Promise<RecoveryKey> {
  const key = await generateX25519Identity();
  return { key, public: await identityToRecipient(key) };
}

/**
 * The recovery key in what a person typed or a file of keys holds, in whatever case and grouping. Throws with
 * a sentence when there is none, or one with a mistake.
 */
export async function recoveryKeyIn(text: string): Promise<string> {
  const lines = text.split(/\r?\n/).filter((line) => !line.trim().startsWith('#'));
  const key = lines.join('').replace(/\s/g, '').toUpperCase();
  const right = KEY.test(key) && (await identityToRecipient(key).catch(() => null)) !== null;
  if (!right)
    throw new Error('That is no recovery key: one begins with AGE-SECRET-KEY-1 and has 74 characters.');
  return key;
}

/** What a file looks like from its first bytes. */
export async function kindOf(path: string): Promise<'sealed' | 'clear' | 'other'> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SEALED.length), 0, SEALED.length, 0);
    if (buffer.toString('latin1', 0, bytesRead) === SEALED) return 'sealed';
    return buffer.subarray(0, GZIP.length).equals(GZIP) ? 'clear' : 'other';
  } finally {
    await file.close();
  }
}

type Bytes = AsyncIterable<Uint8Array>;

function webStream(bytes: Bytes): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(bytes, { objectMode: false })) as ReadableStream<Uint8Array>;
}

/** Encrypts bytes for the public half of a recovery key, as `age` does (age-encryption.org). */
export async function* sealed(bytes: Bytes, recipient: string): AsyncGenerator<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  yield* await encrypter.encrypt(webStream(bytes));
}

/**
 * Decrypts them again. Throws `WrongKey`, or `DamagedFile` when the end or a byte is missing or different.
 */
export async function* unsealed(bytes: Bytes, key: string): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  try {
    yield* await decrypter.decrypt(webStream(bytes));
  } catch (error) {
    // Those of the disk have a code.
    if (!(error instanceof Error) || 'code' in error) throw error;
    if (error.message.includes('no identity matched')) throw new WrongKey(undefined, { cause: error });
    throw new DamagedFile(undefined, { cause: error });
  }
}
