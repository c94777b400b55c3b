import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { between } from '../../central/demo/random.ts';
import { type Failpoint, onFailpoint } from '../../electron/failpoint.ts';
import type { DeskFile } from '../../electron/store/desk-store.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Case } from '../../shared/case/case.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Ids, Rng } from '../../shared/ports.ts';
import type { ImportFile } from './actions/intake.ts';
import { SimCentral, type SimServer } from './central.ts';
import { idsFor, rngFor } from './chance.ts';
import { SimDesk } from './desk.ts';
import { currentLane } from './lane.ts';
import type { OutsideSystem } from './outside/system.ts';
import { LEAVER } from './staff.ts';
import { TrapCount } from './traps.ts';

const BEGINNING = Date.UTC(2026, 2, 4, 2, 0);

const KILLED: readonly [prefix: string, trap: Parameters<TrapCount['fire']>[0]][] = [
  ['commit:begin', 'desk killed before the commit'],
  ['commit:written', 'desk killed before the commit'],
  ['commit:done', 'desk killed after the commit'],
  ['answer', 'desk killed while answering'],
  ['snapshot', 'desk killed in a snapshot'],
  ['stage', 'desk killed while applying'],
  ['apply', 'desk killed while applying'],
];

/** Ids of whoever does something beside others, so that their order among each other does not matter. */
function ofTheLane(ids: Ids): Ids {
  return { uuid: () => (currentLane()?.ids ?? ids).uuid() };
}

/** One run: central, the desks, the time, and what has gone wrong. */
export class World {
  readonly seed: number;
  readonly server: SimServer;
  readonly desks: SimDesk[] = [];
  readonly traps = new TrapCount();
  readonly violations: string[] = [];
  readonly trace: string[] = [];
  readonly folder = mkdtempSync(join(process.platform === 'linux' ? '/dev/shm' : tmpdir(), 'callback-sim-'));
  readonly ids: Ids;
  central!: SimCentral;
  now = BEGINNING;
  /** What central's clock is ahead of the time. */
  jump = 0;
  faults = true;
  pageRows = 1_000;
  /** Central runs the program before the present one. */
  olderCentral = false;
  /** Desks that did something in the present step. */
  readonly acted = new Set<SimDesk>();
  /** How often several did something at once. */
  turn = 0;
  #rng: Rng;
  #acting: SimDesk | null = null;
  /** How many cases were made. */
  cases = 0;
  /** How often central was put back: what arrived in an earlier history may be unknown in this one. */
  history = 0;
  /** At least once a standby took over that lacked commits, and said nothing. */
  failedOver = false;
  readonly arrivedIn = new Map<string, number>();
  /** When central took work first, in any history. */
  readonly arrivedAt = new Map<string, number>();
  /**
   * What was decided about numbers: until when whoever decided can have known what arrived, and what they had
   * told themselves.
   */
  readonly decided: { number: string; knew: number; told?: ReadonlySet<string> }[] = [];
  /** Work that a desk was told is done, in any history. */
  readonly done = new Set<string>();
  /** In which of those histories a desk was told of a refusal. */
  readonly refusedIn = new Map<string, number>();
  /** What each person's desk showed of a case, by entry, when they did something about it. */
  readonly known = new Map<string, ReadonlySet<string>>();
  /** Files that were imported; those that the backup contains, and which are to be imported again. */
  readonly files: ImportFile[] = [];
  filesInBackup: ReadonlySet<ImportFile> = new Set();
  backedUpAt = 0;
  filesAgain: ImportFile[] = [];
  readonly systems: OutsideSystem[] = [];
  /** Messages that central asked for, by case, purpose and reason. */
  readonly asked = new Map<string, string>();
  /** Who was added in the middle; after a restore central may not know them until they are added again. */
  newcomer: { user: SignedInUser; isKnown: boolean; inBackup: boolean } | null = null;
  /** Accounts whose sessions were ended at central. */
  readonly signedOut = new Set<string>([LEAVER]);
  /** Work that nobody did: pushed by hand. */
  readonly forged = new Set<string>();
  /** Numbers that were noted, by the team of who did and the case: also when the desk died behind it. */
  readonly noted = new Map<string, Set<string>>();
  /** Calls that people made about cases of their own, on machines with nothing wrong about them. */
  readonly honest = new Set<string>();
  /** Older copies of desk files, and how much had been promised when they were made. */
  readonly attic = new Map<SimDesk, { place: DeskFile; had: number }>();

  constructor(seed: number, server: SimServer) {
    this.seed = seed;
    this.server = server;
    this.#rng = rngFor(seed, 'world');
    this.ids = ofTheLane(idsFor(seed, 'made'));
    onFailpoint((name) => this.acting?.passes(name));
  }

  async begin(name: string): Promise<void> {
    const clock = { now: () => this.now + this.jump };
    this.central = await SimCentral.start(this.server, name, clock, ofTheLane(idsFor(this.seed, 'central')));
    this.pageRows = between(this.rng, 2, 12);
    this.olderCentral = this.rng.next() < 0.4;
  }

  /** What the present step, or the party that does something beside others, draws from. */
  get rng(): Rng {
    return currentLane()?.rng ?? this.#rng;
  }

  beginStep(rng: Rng): void {
    this.#rng = rng;
    this.acted.clear();
  }

  /** Whose program runs now. */
  get acting(): SimDesk | null {
    return currentLane()?.desk ?? this.#acting;
  }

  set acting(desk: SimDesk) {
    this.#acting = desk;
    this.acted.add(desk);
  }

  between(from: number, to: number): number {
    return between(this.rng, from, to);
  }

  get restored(): boolean {
    return this.history > 0;
  }

  /** Central took a push. */
  arrived(body: unknown): void {
    for (const { mutation } of (body as { mutations: { mutation: { id: string } }[] }).mutations) {
      this.arrivedIn.set(mutation.id, this.history);
      if (!this.arrivedAt.has(mutation.id)) this.arrivedAt.set(mutation.id, this.now);
    }
  }

  /** A person looks at a case and does something. */
  saw(mutationId: string, subject: Case | null): void {
    this.known.set(mutationId, new Set(subject?.history.map(({ id }) => id)));
  }

  /** Everybody whom central knows. */
  get people(): SignedInUser[] {
    const { newcomer } = this;
    return newcomer?.isKnown ? [...this.server.staff, newcomer.user] : [...this.server.staff];
  }

  /** The account name of a person; null: nobody. */
  accountOf(id: string | null): string | null {
    return this.people.find((person) => person.id === id)?.account ?? null;
  }

  note(text: string): void {
    this.trace.push(text);
    this.server.tell?.(text);
  }

  violated(text: string): void {
    this.violations.push(text);
    this.note(`VIOLATION ${text}`);
  }

  killed(name: Failpoint): void {
    this.note(`killed at ${name}`);
    const [, trap] = KILLED.find(([prefix]) => name.startsWith(prefix)) ?? [];
    if (trap) this.traps.fire(trap);
  }

  failed(desk: SimDesk, code: ErrorCode): void {
    this.note(`${desk.name} failed ${code}`);
    if (code === 'cache_differs') this.traps.fire('rows differed and were read again');
  }

  async addDesk(name: string, user: SignedInUser, from: SimDesk | null = null): Promise<SimDesk> {
    const desk = new SimDesk(this, name, user, from);
    this.desks.push(desk);
    if (!from) await desk.signIn();
    return desk;
  }

  async end(): Promise<void> {
    onFailpoint(null);
    for (const desk of this.desks) {
      while (desk.waiting) await desk.deliver();
      desk.close();
    }
    await this.central.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
