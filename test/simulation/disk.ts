import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Failpoint } from '../../electron/failpoint.ts';
import type { DeskFile } from '../../electron/store/desk-store.ts';
import type { Connection } from '../../electron/store/open.ts';
import { logOf } from '../../electron/store/quarantine.ts';
import type { Rng } from '../../shared/ports.ts';
import { leaveRoom } from '../support/full-disk.ts';

/** Behind these lies a commit that a person, or an answer of central, relies on. */
const RELIED_ON: readonly Failpoint[] = ['commit:done', 'answer:done', 'requeue:done'];
/** SQLite waits for the disk at each commit. */
const FULL = 2;

const read = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));

/**
 * The disk under a desk's files: knows what it was told to keep, and is full when the seed says so. What a
 * pull writes need not be kept; a commit is only when the connection waits for the disk, and the second copy
 * of unsent work only as it was when it was last begun anew.
 */
export class SimDisk {
  readonly #place: DeskFile;
  copyIsFull = false;
  #connection: Connection | null = null;
  #log: Buffer = Buffer.alloc(0);
  #kept: { file: Buffer; wal: Buffer } | null = null;

  constructor(place: DeskFile) {
    this.#place = place;
    this.copyRoom(null);
  }

  /** The desk file is open: the second copy has just been begun anew. */
  opened(connection: Connection | null): void {
    this.#connection = connection;
    this.#log = read(logOf(this.#place.file));
  }

  /** From now on it is known what a loss of power would leave. */
  watch(): void {
    const { file } = this.#place;
    this.#kept = { file: read(file), wal: read(`${file}-wal`) };
  }

  /** The desk passes a failpoint. */
  passes(name: Failpoint): void {
    if (name === 'copy:replaced') this.#log = read(logOf(this.#place.file));
    const waits = this.#connection?.pragma('synchronous', { simple: true }) === FULL;
    if (this.#kept && waits && RELIED_ON.includes(name)) this.watch();
  }

  /** The power fails: leaves in another place what the disk had kept. */
  leave({ file }: DeskFile, rng: Rng): void {
    if (!this.#kept) throw new Error('nobody watched the disk');
    writeFileSync(file, this.#kept.file);
    writeFileSync(`${file}-wal`, this.#kept.wal);
    const written = read(logOf(this.#place.file));
    const roll = rng.next();
    // What was not kept is there, or gone, or was to be there and is nothing.
    const lost = Buffer.alloc(Math.max(0, written.length - this.#log.length));
    const log = roll < 0.3 ? written : roll < 0.65 ? this.#log : Buffer.concat([this.#log, lost]);
    writeFileSync(logOf(file), log);
  }

  /** Leaves room for so many pages more; null: for as many as there may be. */
  room(pages: number | null): void {
    const size = Number(this.#connection?.pragma('page_count', { simple: true }));
    this.#connection?.pragma(`max_page_count=${pages === null ? 1_000_000 : size + pages}`);
  }

  /** Leaves room for so many bytes more in the second copy; null: for all. */
  copyRoom(bytes: number | null): void {
    this.copyIsFull = bytes !== null;
    leaveRoom(logOf(this.#place.file), bytes);
  }
}
