import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { KEY_PURPOSE, type Sealed } from '../../shared/api/unsent.ts';
import { Mutation } from '../../shared/mutation/mutation.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
/** Length and checksum of what follows, 4 bytes each. */
const HEAD = 8;
/** A frame longer than this was never written by us. */
const LONGEST = 1024 * 1024;

/**
 * A second copy of a person's unsent work beside the desk file, for the day when that file is damaged: frames of length,
 * CRC-32 and the mutation sealed with a key that is made from the desk file's. It is written behind the commit and before
 * the promise, so that it never holds what was not promised; the file is what survives a loss of power, so no write here
 * waits for the disk.
 */
export class SalvageLog {
  readonly #key: Uint8Array;
  readonly #file: number;
  #length: number;

  /** Opens the log beside a desk file and answers what it holds, up to the first frame that is damaged. */
  static open(path: string, key: Uint8Array): { log: SalvageLog; mutations: Mutation[] } {
    const sealing = new Uint8Array(hkdfSync('sha256', key, '', KEY_PURPOSE.unsentKey, 32));
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const { mutations, length } = read(bytes, sealing);
    return { log: new SalvageLog(path, sealing, length), mutations };
  }

  private constructor(path: string, key: Uint8Array, length: number) {
    this.#key = key;
    this.#file = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
    this.#length = length;
    // A torn tail would hide everything that is written behind it.
    ftruncateSync(this.#file, length);
  }

  /** Bytes that the log has. */
  get length(): number {
    return this.#length;
  }

  append(mutations: readonly Mutation[]): void {
    const frames = Buffer.concat(mutations.map((mutation) => frameOf(mutation, this.#key)));
    writeSync(this.#file, frames, 0, frames.length, this.#length);
    this.#length += frames.length;
  }

  /** Forgets everything: all of it is at central, or stands in the new content of the desk file. */
  clear(): void {
    ftruncateSync(this.#file, 0);
    this.#length = 0;
  }

  close(): void {
    fdatasyncSync(this.#file);
    closeSync(this.#file);
  }
}

function frameOf(mutation: Mutation, key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const box = Buffer.concat([cipher.update(JSON.stringify(mutation), 'utf8'), cipher.final()]);
  const body = Buffer.concat([nonce, cipher.getAuthTag(), box]);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

/** What a log holds, still sealed: readable by whoever has no key to it. Empty where there is no log. */
export function sealedEntries(path: string): Sealed[] {
  if (!existsSync(path)) return [];
  return split(readFileSync(path)).bodies.map((body) => {
    const { nonce, tag, box } = partsOf(body);
    return { nonce: nonce.toString('base64'), tag: tag.toString('base64'), box: box.toString('base64') };
  });
}

function read(bytes: Buffer, key: Uint8Array): { mutations: Mutation[]; length: number } {
  const { bodies, length } = split(bytes);
  return { mutations: bodies.flatMap((body) => opened(body, key) ?? []), length };
}

/** The bodies of the whole frames, up to the first that is damaged, and how many bytes they take. */
function split(bytes: Buffer): { bodies: Buffer[]; length: number } {
  const bodies: Buffer[] = [];
  let at = 0;
  while (at + HEAD <= bytes.length) {
    const size = bytes.readUInt32LE(at);
    const body = bytes.subarray(at + HEAD, at + HEAD + size);
    if (size > LONGEST || body.length < size || crc32(body) !== bytes.readUInt32LE(at + 4)) break;
    bodies.push(body);
    at += HEAD + size;
  }
  return { bodies, length: at };
}

function partsOf(body: Buffer): { nonce: Buffer; tag: Buffer; box: Buffer } {
  return {
    nonce: body.subarray(0, NONCE),
    tag: body.subarray(NONCE, NONCE + TAG),
    box: body.subarray(NONCE + TAG),
  };
}

/** Null: sealed with another key, or of a kind that this program does not know. */
function opened(body: Buffer, key: Uint8Array): Mutation | null {
  try {
    const { nonce, tag, box } = partsOf(body);
    const decipher = createDecipheriv(ALGORITHM, key, nonce);
    decipher.setAuthTag(tag);
    const text = Buffer.concat([decipher.update(box), decipher.final()]);
    return Mutation.safeParse(JSON.parse(text.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
