import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import { KEY_PURPOSE, type Sealed } from '../../shared/api/unsent.ts';
import { failpoint } from '../failpoint.ts';
import { readWork, type Work } from './work.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
/** Length and checksum of what follows, 4 bytes each. */
const HEAD = 8;
/** A sealed body is longer than this. */
const SHORTEST = NONCE + TAG;

/**
 * A second copy of a person's unsent work beside the desk file, for the day when that file is damaged: frames
 * of length, CRC-32 and the work sealed with a key that is made from the desk file's. It is written behind
 * the commit and before the promise, so that it never holds what was not promised; the file is what survives
 * a loss of power, so an append does not wait for the disk.
 */
export class SalvageLog {
  readonly #path: string;
  readonly #key: Uint8Array;
  #file: number;
  #length: number;

  /**
   * Opens the log beside a desk file and answers the work that it holds; what is damaged in it hides nothing
   * behind it.
   */
  static open(path: string, key: Uint8Array): { log: SalvageLog; work: Work[] } {
    const sealing = new Uint8Array(hkdfSync('sha256', key, '', KEY_PURPOSE.unsentKey, 32));
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const { bodies, length } = split(bytes);
    const work = bodies.flatMap((body) => opened(body, sealing) ?? []);
    return { log: new SalvageLog(path, sealing, length), work };
  }

  private constructor(path: string, key: Uint8Array, length: number) {
    this.#path = path;
    this.#key = key;
    this.#file = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600);
    this.#length = length;
    ftruncateSync(this.#file, length);
  }

  /** Bytes that the log has. */
  get length(): number {
    return this.#length;
  }

  append(work: readonly Work[]): void {
    const frames = Buffer.concat(work.map((each) => frameOf(each, this.#key)));
    writeWhole(this.#file, frames, this.#length);
    this.#length += frames.length;
  }

  /**
   * Puts this work in the place of everything. At each moment there is a whole log, the old one or the new.
   */
  replace(work: readonly Work[]): void {
    const frames = Buffer.concat(work.map((each) => frameOf(each, this.#key)));
    const aside = `${this.#path}.new`;
    const file = openSync(aside, 'w', 0o600);
    try {
      writeWhole(file, frames, 0);
      fdatasyncSync(file);
    } catch (error) {
      closeSync(file);
      rmSync(aside, { force: true });
      throw error;
    }
    closeSync(file);
    failpoint('copy:written');
    // Windows renames over no open file.
    closeSync(this.#file);
    try {
      renameSync(aside, this.#path);
      this.#length = frames.length;
    } finally {
      this.#file = openSync(this.#path, 'r+');
    }
    failpoint('copy:replaced');
  }

  /** Forgets everything: all of it is at central. */
  clear(): void {
    ftruncateSync(this.#file, 0);
    this.#length = 0;
  }

  close(): void {
    fdatasyncSync(this.#file);
    closeSync(this.#file);
  }
}

/** All bytes or an error: a disk that gets full takes a part of them and says nothing. */
function writeWhole(file: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}

function frameOf(work: Work, key: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const box = Buffer.concat([cipher.update(JSON.stringify(work), 'utf8'), cipher.final()]);
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

/** Where the frame at `at` ends; null: there is no whole one. */
function endOfFrame(bytes: Buffer, at: number): number | null {
  const size = bytes.readUInt32LE(at);
  const end = at + HEAD + size;
  if (size < SHORTEST || end > bytes.length) return null;
  return crc32(bytes.subarray(at + HEAD, end)) === bytes.readUInt32LE(at + 4) ? end : null;
}

/**
 * The bodies of the whole frames, wherever between damaged ones they lie, and where the last of them ends.
 */
function split(bytes: Buffer): { bodies: Buffer[]; length: number } {
  const bodies: Buffer[] = [];
  let at = 0;
  let length = 0;
  while (at + HEAD <= bytes.length) {
    const end = endOfFrame(bytes, at);
    if (end === null) {
      at += 1;
      continue;
    }
    bodies.push(bytes.subarray(at + HEAD, end));
    at = end;
    length = end;
  }
  return { bodies, length };
}

function partsOf(body: Buffer): { nonce: Buffer; tag: Buffer; box: Buffer } {
  return {
    nonce: body.subarray(0, NONCE),
    tag: body.subarray(NONCE, NONCE + TAG),
    box: body.subarray(NONCE + TAG),
  };
}

/** Null: sealed with another key. */
function opened(body: Buffer, key: Uint8Array): Work | null {
  try {
    const { nonce, tag, box } = partsOf(body);
    const decipher = createDecipheriv(ALGORITHM, key, nonce);
    decipher.setAuthTag(tag);
    return readWork(Buffer.concat([decipher.update(box), decipher.final()]).toString('utf8'));
  } catch {
    return null;
  }
}
