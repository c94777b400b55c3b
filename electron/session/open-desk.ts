import type { SignedInUser } from '../../shared/api/account.ts';
import type { Moved } from '../../shared/api/sync.ts';
import type { Case } from '../../shared/case/case.ts';
import type { SyncStatus } from '../../shared/ipc/view.ts';
import { spanAt } from '../../shared/policy/calendar.ts';
import type { Library } from '../../shared/policy/library.ts';
import { centralNow, offsetNow } from '../central-time.ts';
import type { MachineClock } from '../clock.ts';
import type { DeskQueue, OpenQueue } from '../queue/messages.ts';
import type { Moment } from '../queue/queue-index.ts';
import { DeskReader } from '../store/desk-reader.ts';
import { personOf } from '../store/who.ts';
import type { DeskWriter, OpenWriter, WriterEvent, WriterStart } from '../sync/messages.ts';

interface DeskPorts {
  openWriter: OpenWriter;
  openQueue: OpenQueue;
  clock: MachineClock;
  onEvent(event: WriterEvent): void;
}

/**
 * An open desk: the threads of the writer and of the queue, the reader beside them, and what is kept of them.
 */
export class OpenDesk {
  readonly user: SignedInUser;
  readonly server: string;
  readonly writer: DeskWriter;
  readonly reader: DeskReader;
  readonly queue: DeskQueue;
  readonly #clock: MachineClock;
  #library: Library | null = null;
  #status: SyncStatus;
  readonly #awaitingCompletion: (() => void)[] = [];
  /**
   * The case on the screen, kept so that its result can be finished when the case is taken away in the middle
   * of a call.
   */
  #onScreen: Case | null = null;
  /** What central found for a caller, to be read and to log the call on; in memory alone. */
  #visiting: ReadonlyMap<string, Case> = new Map();

  static async open(start: WriterStart, ports: DeskPorts): Promise<OpenDesk> {
    let desk: OpenDesk | null = null;
    const writer = await ports.openWriter(start, (event) => {
      desk?.take(event);
      ports.onEvent(event);
    });
    try {
      const reader = new DeskReader(start.place.file, start.place.key);
      const queue = ports.openQueue(
        { file: start.place.file, key: start.place.key },
        {
          unreadable: (count) => ports.onEvent({ event: 'note', name: 'unreadable_rows', count }),
          ended() {
            ports.onEvent({ event: 'note', name: 'queue_ended' });
            // What is on the screen is asked for again.
            ports.onEvent({ event: 'cases', ids: null });
          },
        },
      );
      desk = new OpenDesk(start, { writer, reader, queue }, ports.clock, await writer.call('status'));
      return desk;
    } catch (error) {
      await writer.close();
      throw error;
    }
  }

  private constructor(
    start: WriterStart,
    { writer, reader, queue }: Pick<OpenDesk, 'writer' | 'reader' | 'queue'>,
    clock: MachineClock,
    status: SyncStatus,
  ) {
    this.user = personOf(start.user, reader.meta.get('user'));
    this.server = start.server;
    this.writer = writer;
    this.reader = reader;
    this.queue = queue;
    this.#clock = clock;
    this.#status = status;
  }

  /**
   * Where the exchange stands. What the clock is ahead is of this moment: it may have been set since the
   * writer told.
   */
  get status(): SyncStatus {
    return { ...this.#status, clockAhead: -this.clockOffset() };
  }

  get library(): Library {
    this.#library ??= this.reader.library.newest();
    return this.#library;
  }

  /** The case as the person sees it; also one that left the desk while it was on the screen. */
  case(id: string): Case | null {
    const kept = this.#onScreen?.id === id ? this.#onScreen : null;
    const found = this.reader.case(id) ?? kept ?? this.#visiting.get(id) ?? null;
    if (found) this.#onScreen = found;
    return found;
  }

  /** Lets the cases that central found for a caller be opened, in the place of those of the caller before. */
  visit(cases: readonly Case[]): void {
    this.#visiting = new Map(cases.map((found) => [found.id, found]));
  }

  /** Whether a case can be opened only because a caller was looked up. */
  isVisiting(id: string): boolean {
    return this.#visiting.has(id) && this.reader.case(id) === null;
  }

  /** Where a case went that left this desk, see `CaseView`. */
  gone(id: string): Moved | null {
    return this.reader.case(id) === null && !this.#visiting.has(id) ? this.reader.gone(id) : null;
  }

  /** Central's clock minus this machine's, as far as known. Milliseconds. */
  clockOffset(): number {
    return offsetNow(this.#clock, this.reader.meta.get('clock'));
  }

  /** Central's time, as far as known. */
  now(): number {
    return centralNow(this.#clock, this.reader.meta.get('clock'));
  }

  moment(): Moment {
    const now = this.now();
    return { now, callingTime: spanAt(this.library.policy.calendar, now) !== null };
  }

  /** The readers first: an open read must not keep the writer from tidying up. */
  async close(): Promise<void> {
    await this.queue.close();
    this.reader.close();
    await this.writer.close();
  }

  /** Cases changed: the queue follows at once, so that an answer after this is never older than the event. */
  take(event: WriterEvent): void {
    if (event.event === 'cases') this.queue.changed(event.ids);
    if (event.event === 'library') this.#library = null;
    if (event.event !== 'status') return;
    this.#status = event.status;
    if (this.#awaitingCompletion.length > 0 && this.reader.meta.get('cursor') !== null) {
      for (const resolve of this.#awaitingCompletion.splice(0)) resolve();
    }
  }

  /** Resolves when the initial pull is done; at once on a desk that had it before. */
  whenComplete(): Promise<void> {
    if (this.reader.meta.get('cursor') !== null) return Promise.resolve();
    return new Promise((resolve) => this.#awaitingCompletion.push(resolve));
  }

  /** Goes on with what the same person had in memory before their desk was opened anew. */
  goOnFrom(former: OpenDesk): void {
    this.#onScreen = former.#onScreen;
    this.#visiting = former.#visiting;
  }

  /** Keeps a case as it is after a change that its own rows cannot show any more. */
  keepOnScreen(subject: Case): void {
    this.#onScreen = subject;
    if (this.#visiting.has(subject.id)) this.#visiting = new Map(this.#visiting).set(subject.id, subject);
  }
}
