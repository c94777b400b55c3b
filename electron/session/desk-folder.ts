import { createHash } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SignedInUser } from '../../shared/api/account.ts';
import type { KnownDesk } from '../../shared/ipc/view.ts';
import { normaliseAccount } from '../../shared/names.ts';
import { ensureFolder, readJson, writeFileAtomic } from '../files.ts';
import { WrappedKey } from './key-box.ts';
import { onlyHere } from './unsent-file.ts';

/** What lies in the open beside a desk file: whose it is, and its key under two locks. */
const DeskCard = z.object({
  server: z.string(),
  /** Which central it is, at whatever address; absent: an earlier program or central did not know. */
  installation: z.uuid().optional(),
  /** What the sign-in screen says. What a person may do is in the encrypted file alone. */
  user: SignedInUser.pick({ id: true, account: true, name: true }),
  key: WrappedKey,
});
export type DeskCard = z.infer<typeof DeskCard>;

/** One folder per central and user; its name says neither. */
export class DeskFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get file(): string {
    return join(this.path, 'desk.db');
  }

  get lockFile(): string {
    return join(this.path, 'desk.lock');
  }

  card(): DeskCard | null {
    return DeskCard.safeParse(readJson(join(this.path, 'desk.json'))).data ?? null;
  }

  writeCard(card: DeskCard): void {
    writeFileAtomic(join(this.path, 'desk.json'), JSON.stringify(card));
  }

  /**
   * Unsent results, readable without the key so that the sign-in screen can say them; null where a desk could
   * not note them.
   */
  unsent(): number | null {
    const read = z.object({ unsent: z.int().min(0) }).safeParse(readJson(this.#unsentNote));
    return read.data?.unsent ?? (this.hasFile() ? null : 0);
  }

  /** Without room for the new number the old one must not stay either. */
  writeUnsent(unsent: number): void {
    try {
      writeFileAtomic(this.#unsentNote, JSON.stringify({ unsent }));
    } catch (error) {
      rmSync(this.#unsentNote, { force: true });
      throw error;
    }
  }

  get #unsentNote(): string {
    return join(this.path, 'unsent.json');
  }

  hasFile(): boolean {
    return existsSync(this.file);
  }

  /** When the desk was last opened or closed, which makes or removes files beside its own. Milliseconds. */
  usedAt(): number {
    return statSync(this.path).mtimeMs;
  }

  /** Moves a desk that nobody can open out of the way, whole: what is in it may still be needed. */
  setAside(): void {
    let number = 1;
    while (existsSync(this.#aside(number))) number += 1;
    renameSync(this.path, this.#aside(number));
  }

  /** Whether a desk of this person lies aside. */
  hasAside(): boolean {
    return existsSync(this.#aside(1));
  }

  #aside(number: number): string {
    return `${this.path}.unreadable-${number}`;
  }
}

interface Central {
  server: string;
  installation?: string | undefined;
}

/** All desks of this machine's user. */
export class DeskFolders {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The desk of somebody at a central, which may have moved to another address since; a new one when there is
   * none. `proves`: whether central knows the secret of a desk from before it said which central it is.
   */
  of(
    { server, installation }: Central,
    userId: string,
    proves: (card: DeskCard) => boolean = () => false,
  ): DeskFolder {
    const own = this.#all().filter(({ card }) => card.user.id === userId);
    const told = installation !== undefined;
    const here = own.find(
      ({ card }) =>
        card.server === server && (!told || [undefined, installation].includes(card.installation)),
    );
    const moved = own.find(({ card }) => told && card.installation === installation);
    const found = here ?? moved ?? own.find(({ card }) => card.installation === undefined && proves(card));
    if (found) return found.folder;
    const old = this.#at(server, userId);
    // One whose card is damaged is found by its name, and set aside for all to see.
    const lost = existsSync(old.path) && old.card() === null;
    return lost || installation === undefined ? this.apart(server, userId) : this.#made(installation, userId);
  }

  /** The desk of somebody at an address, whichever central is there. */
  apart(server: string, userId: string): DeskFolder {
    return this.#made(server, userId);
  }

  #made(central: string, userId: string): DeskFolder {
    const folder = this.#at(central, userId);
    ensureFolder(folder.path);
    return folder;
  }

  #at(central: string, userId: string): DeskFolder {
    const name = createHash('sha256').update(`${central}\n${userId}`).digest('hex').slice(0, 32);
    return new DeskFolder(join(this.#root, name));
  }

  find(server: string, account: string): DeskFolder | null {
    return (
      this.#all().find(({ card }) => card.server === server && sameAccount(card.user.account, account))
        ?.folder ?? null
    );
  }

  knows(server: string): boolean {
    return this.#all().some(({ card }) => card.server === server);
  }

  /** Whoever worked here last comes first. */
  known(): KnownDesk[] {
    const desks = this.#all().sort((a, b) => b.folder.usedAt() - a.folder.usedAt());
    return desks.map(({ folder, card }) => ({
      server: card.server,
      account: card.user.account,
      name: card.user.name,
      unsent: folder.unsent() ?? 1,
      onlyHere: onlyHere(folder),
    }));
  }

  /** Deletes every desk. What nobody could open and was set aside stays. */
  removeAll(): void {
    for (const { folder } of this.#all()) rmSync(folder.path, { recursive: true, force: true });
  }

  #all(): { folder: DeskFolder; card: DeskCard }[] {
    if (!existsSync(this.#root)) return [];
    return readdirSync(this.#root)
      .filter((name) => /^[0-9a-f]{32}$/.test(name))
      .flatMap((name) => {
        const folder = new DeskFolder(join(this.#root, name));
        const card = folder.card();
        return card ? [{ folder, card }] : [];
      });
  }
}

function sameAccount(a: string, b: string): boolean {
  return normaliseAccount(a) === normaliseAccount(b);
}
