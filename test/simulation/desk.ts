import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failpoint } from '../../electron/failpoint.ts';
import { DeskReader } from '../../electron/store/desk-reader.ts';
import { type CommitOutcome, type DeskFile, DeskStore } from '../../electron/store/desk-store.ts';
import type { Connection } from '../../electron/store/open.ts';
import { SyncEngine } from '../../electron/sync/engine.ts';
import type { NewMutation } from '../../electron/sync/messages.ts';
import type { PulledPage } from '../../electron/sync/net.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { HOUR } from '../../shared/time.ts';
import { idsFor, rngFor } from './chance.ts';
import { SimDisk } from './disk.ts';
import { contentsOf } from './look.ts';
import { netOf } from './net.ts';
import type { World } from './world.ts';

/** A mutation that this desk told its person is safe. */
export interface Promised {
  mutation: Mutation;
  /** It lay only in a file that was put out of use on purpose. */
  forfeited: boolean;
}

const PRESENT = '0.1.0';
const OLDER = '0.0.9';

/** Ends the simulated process at a failpoint. */
class Killed extends Error {}

/** One desk of one person: the real engine over a real file, ended and begun again at will. */
export class SimDesk {
  readonly name: string;
  readonly user: SignedInUser;
  readonly promised: Promised[] = [];
  /** Other files with the same history exist: this client's numbers may be used by them. */
  cloned = false;
  /** Cases that left this desk while it held work on them. */
  readonly takenAway = new Set<string>();
  skew = 0;
  wasSkewed = false;
  poison: string | null = null;
  /** Something in front of central has had enough of our pushes for a while. */
  pushRefused = false;
  /** Central said once that everything is gone, which was not so. */
  liedTo = false;
  /** As of when central answered what this desk read last. */
  readAt = 0;
  /** Its session may be over: its file was lost, or is another one. */
  lostSession = false;
  /** What was pulled last may be gone. */
  lostPower = false;
  disk!: SimDisk;
  /** How often its program was begun. */
  lives = 0;
  lie: ((page: PulledPage) => Promise<PulledPage>) | null = null;
  store: DeskStore;
  reader: DeskReader;
  engine: SyncEngine;
  place: DeskFile;
  /** A request whose answer is still on its way. */
  running: Promise<unknown> | null = null;
  /** Its program is the one before the present one, and cannot read everything. */
  older: boolean;
  /** Its program is newer than central's may be. */
  readonly newer: boolean;
  /** Cases of which it was sent what it cannot read. */
  readonly unread = new Set<string>();
  /** Work for which the second copy had no room, until somebody works again with room. */
  readonly #uncopied = new Set<string>();
  readonly #world: World;
  #files = 0;
  #release: (() => void) | null = null;
  #killAt: { name: Failpoint; left: number; power: boolean } | null = null;
  #rescued: DeskFile | null = null;

  constructor(world: World, name: string, user: SignedInUser, from: SimDesk | null = null) {
    this.#world = world;
    this.name = name;
    this.user = user;
    const chance = rngFor(world.seed, name, 'program').next();
    this.older = from?.older ?? (!world.olderCentral && chance < 0.3);
    this.newer = world.olderCentral && chance < 0.6;
    for (const id of from?.unread ?? []) this.unread.add(id);
    this.readAt = from?.readAt ?? 0;
    this.place = from ? this.copyOf(from.place) : this.#newPlace(rngKey(world.seed, name));
    ({ store: this.store, reader: this.reader, engine: this.engine } = this.#open());
  }

  get killed(): boolean {
    return this.#rescued !== null;
  }

  get waiting(): boolean {
    return this.running !== null;
  }

  /**
   * A copy of a file with its log, as a backup program or a cloned disk makes it; `second`: with the second
   * copy of unsent work.
   */
  copyOf(place: DeskFile, second = true): DeskFile {
    const copy = this.#newPlace(place.key);
    for (const part of ['', '-wal', ...(second ? ['-unsent'] : [])])
      if (existsSync(place.file + part)) copyFileSync(place.file + part, copy.file + part);
    return copy;
  }

  /** The disk loses the desk file; what only this desk had must come back from the second copy. */
  damage(): void {
    const contents = contentsOf(this);
    const unfinished = contents.unfinished;
    contents.close();
    for (const promised of this.promised)
      if (!unfinished.has(promised.mutation.id) || this.#uncopied.has(promised.mutation.id))
        promised.forfeited = true;
    this.close();
    this.lostSession = true;
    writeFileSync(this.place.file, 'damaged');
    rmSync(`${this.place.file}-wal`, { force: true });
    this.restart(this.place, false);
  }

  /** A person does something about a case that the desk shows. */
  does(subject: Pick<Case, 'externalId'>, made: NewMutation): CommitOutcome | undefined {
    this.#world.note(`${this.name} ${made.name} ${subject.externalId}`);
    return this.commit(made)[0];
  }

  commit(...mutations: NewMutation[]): CommitOutcome[] {
    const world = this.#world;
    const made = mutations.map(
      (mutation) => ({ ...mutation, id: world.ids.uuid(), v: 1, at: this.engine.at() }) as Mutation,
    );
    for (const mutation of made) {
      const { id, args, name } = mutation;
      const subject = this.reader.case(args.caseId);
      if (mutation.name === 'addNumber') {
        const key = `${this.user.teamId} ${mutation.args.caseId}`;
        world.noted.set(key, (world.noted.get(key) ?? new Set()).add(mutation.args.phone));
      }
      world.saw(id, subject);
      if (name === 'recordFinding' && subject?.kind === 'spam_report')
        world.decided.push({
          number: subject.facts.reportedNumber,
          knew: this.readAt,
          told: new Set(this.promised.map((promised) => promised.mutation.id)),
        });
      const own = name === 'logAttempt' && subject?.assigneeId === this.user.id;
      if (own && this.#isSound()) world.honest.add(id);
    }
    const outcomes = this.act(() => this.store.commit(made)) ?? [];
    for (const [index, outcome] of outcomes.entries()) {
      const mutation = made[index];
      if (outcome.ok && mutation) this.promised.push({ mutation, forfeited: false });
    }
    if (this.disk.copyIsFull) for (const { id } of made) this.#uncopied.add(id);
    else if (outcomes.some(({ ok }) => ok)) this.#uncopied.clear();
    if (!this.killed) this.engine.committed();
    return outcomes;
  }

  /**
   * Whether nothing was ever wrong with this person's machines: no copy, no older file, no clock that was
   * off; and whether this desk did not take over a wrong clock of central, by which it would date its work.
   */
  #isSound(): boolean {
    const own = this.#world.desks.filter(({ user }) => user.id === this.user.id);
    const right = Math.abs(this.engine.at() - this.#world.now) < HOUR;
    return right && own.every(({ cloned, wasSkewed }) => !cloned && !wasSkewed);
  }

  /** One step of the exchange; an answer that is held back lets the world go on. */
  async exchange(): Promise<number | null> {
    if (this.running) return 0;
    this.#world.acting = this;
    let next: number | null = null;
    const step = this.engine.exchange().then((answer) => {
      next = answer.at;
    });
    if (!(await this.#ends(step))) {
      this.running = step;
      return 0;
    }
    this.#revive();
    return next;
  }

  async listen(): Promise<void> {
    this.#world.acting = this;
    if (!this.running) await this.engine.listen();
    this.#revive();
  }

  #onHeld: () => void = () => undefined;

  /** Whether a step ends before the network holds back an answer to it. */
  async #ends(step: Promise<unknown>): Promise<boolean> {
    const held = new Promise<boolean>((resolve) => {
      this.#onHeld = () => resolve(false);
    });
    if (await Promise.race([step.then(() => true), held])) return true;
    if (!this.killed) return false;
    // Nobody is left to wait for that answer.
    this.#release?.();
    return this.#ends(step);
  }

  /** Called by the network: this answer arrives when the world says so. */
  held(): Promise<void> {
    this.#world.traps.fire('answer delayed across other work');
    return new Promise((resolve) => {
      this.#release = resolve;
      this.#onHeld();
    });
  }

  /** The answer that was held back arrives; another one may be held back behind it. */
  async deliver(): Promise<void> {
    this.#world.acting = this;
    if (!this.running) return;
    const ended = this.#ends(this.running);
    this.#release?.();
    if (!(await ended)) return;
    this.running = null;
    this.#revive();
  }

  /**
   * The process will be killed at the `left`-th time that it passes a failpoint; `power`: and whatever the
   * disk was not told to keep is gone.
   */
  killAt(name: Failpoint, left: number, power = false): void {
    this.#killAt = { name, left, power };
    if (power) this.disk.watch();
  }

  /** Nothing is going to kill it any more. */
  spare(): void {
    this.#killAt = null;
  }

  /** Called at every failpoint that this desk passes. */
  passes(name: Failpoint): void {
    this.disk.passes(name);
    if (this.#killAt?.name !== name) return;
    this.#killAt.left -= 1;
    if (this.#killAt.left > 0) return;
    const { power } = this.#killAt;
    this.#killAt = null;
    // What the disk has at this moment is all that the next life will know.
    this.#rescued = power ? this.#leftByPower() : this.copyOf(this.place);
    this.#world.killed(name);
    throw new Killed(name);
  }

  /** The power fails between two things; it was known since `killAt` what the disk is told to keep. */
  losePower(): void {
    this.spare();
    this.restart(this.#leftByPower());
  }

  #leftByPower(): DeskFile {
    const place = this.#newPlace(this.place.key);
    this.disk.leave(place, rngFor(this.#world.seed, this.name, 'power', this.lives));
    this.lostPower = true;
    this.lostSession = true;
    this.#world.traps.fire('power lost');
    this.#world.note(`${this.name} loses power`);
    return place;
  }

  /**
   * Something the person does; a process that dies in it answers nothing, and a full disk says so and
   * promises nothing.
   */
  act<T>(work: () => T): T | null {
    this.#world.acting = this;
    try {
      return work();
    } catch (error) {
      if (error instanceof CodedError && error.code === 'disk_full') this.#world.traps.fire('disk full');
      else if (!(error instanceof Killed)) throw error;
      return null;
    } finally {
      this.#revive();
    }
  }

  /** Ends the process (with its files as they lie there) and begins it again on `place`. */
  restart(place: DeskFile, running = true): void {
    if (running) this.close();
    this.place = place;
    this.#rescued = null;
    this.#uncopied.clear();
    ({ store: this.store, reader: this.reader, engine: this.engine } = this.#open());
  }

  /** The present program takes the place of the one before it. */
  update(): void {
    if (!this.older) return;
    this.older = false;
    this.#world.traps.fire('desk updated');
    this.#world.note(`${this.name} is updated`);
    this.restart(this.place);
  }

  /** Nobody can whom central does not know. */
  async signIn(): Promise<void> {
    if (!this.#world.people.some(({ id }) => id === this.user.id)) return;
    const tokens = await this.#world.central.signIn(this.user, idsFor(this.name, 'device').uuid());
    this.engine.signedIn(tokens);
  }

  close(): void {
    this.reader.close();
    this.engine.close();
    this.store.close();
  }

  #revive(): void {
    if (this.#rescued) this.restart(this.#rescued);
  }

  #newPlace(key: Uint8Array): DeskFile {
    this.#files += 1;
    const folder = join(this.#world.folder, `${this.name}-${this.#files}`);
    mkdirSync(folder, { recursive: true });
    return { file: join(folder, 'desk.db'), lockFile: join(folder, 'desk.lock'), key };
  }

  #open() {
    const world = this.#world;
    this.lives += 1;
    this.disk = new SimDisk(this.place);
    let connection: Connection | null = null;
    const prepare = (opened: Connection) => {
      connection = opened;
    };
    const program = this.older ? OLDER : PRESENT;
    const store = DeskStore.open(this.place, this.user, { now: () => world.now }, prepare, program);
    this.disk.opened(connection);
    const silent = () => undefined;
    const engine = new SyncEngine({
      clock: { now: () => world.now + this.skew, uptime: () => world.now },
      ids: idsFor(world.seed, this.name, 'engine', this.lives),
      rng: rngFor(world.seed, this.name, 'engine', this.lives),
      net: netOf(world, this),
      store,
      events: {
        cases: silent,
        library: silent,
        status: silent,
        user: silent,
        wake: silent,
        unreadable: silent,
        failed: (code) => world.failed(this, code),
      },
      breathe: () => Promise.resolve(),
    });
    return { store, engine, reader: new DeskReader(this.place.file, this.place.key) };
  }
}

function rngKey(seed: number, name: string): Uint8Array {
  const rng = rngFor(seed, name, 'key');
  return Uint8Array.from({ length: 32 }, () => Math.floor(rng.next() * 256));
}
