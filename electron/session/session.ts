import { isDeepStrictEqual } from 'node:util';
import type { SignedInUser, SignInResponse } from '../../shared/api/account.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { SessionView } from '../../shared/ipc/view.ts';
import type { MachineClock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { OpenQueue } from '../queue/messages.ts';
import type { Who } from '../store/who.ts';
import type { OpenWriter, WriterEvent } from '../sync/messages.ts';
import type { Net } from '../sync/net.ts';
import { serverAddress } from '../sync/server-address.ts';
import { type Answer, type Attempt, ask, pause, soon } from './ask.ts';
import type { DeskFolder, DeskFolders } from './desk-folder.ts';
import { OpenDesk } from './open-desk.ts';
import { deskAfterSignIn, isAway, type Unlocked, unlock, whyLocked } from './unlock.ts';

interface SessionPorts {
  folders: DeskFolders;
  device: { id: string; name: string };
  openWriter: OpenWriter;
  openQueue: OpenQueue;
  clock: MachineClock;
  log: Log;
  netOf(server: string): Net;
  onDeskEvent(event: WriterEvent): void;
  onSession(session: SessionView | null, code: ErrorCode | null): void;
}

/** A desk that is to be opened. */
interface Opening {
  server: string;
  folder: DeskFolder;
  key: Uint8Array;
  user: Who;
}

/** So long central may keep somebody from a desk that their password opens. Milliseconds. */
const PATIENCE = 1_500;

/** Who is signed in, and their open desk. One at a time; calls queue up behind each other. */
export class Session {
  readonly #ports: SessionPorts;
  #desk: OpenDesk | null = null;
  #folder: DeskFolder | null = null;
  #mode: SessionView['mode'] = 'offline';
  /** Central's last answer to an earlier program, when this one opened the desk. */
  #answeredBefore: number | null = null;
  #unsent: number | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #key: Uint8Array | null = null;
  /** Counts those who wanted to sign in. */
  #attempt = 0;
  /** How often central was asked about the present one. */
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get desk(): OpenDesk | null {
    return this.#desk;
  }

  view(): SessionView | null {
    const aside = this.#folder?.hasAside() ?? false;
    return this.#desk && { user: this.#desk.user, server: this.#desk.server, mode: this.#mode, aside };
  }

  /**
   * Opens the desk of somebody. A password that opens the one on this machine does so whatever central says
   * or does: it is waited for no longer than a moment, and what it answers later holds from then on. Anybody
   * else is let in by central alone.
   * @throws account_disabled, also when central said so earlier and cannot be asked now; else as `whyLocked`.
   */
  signIn(input: Attempt): Promise<SessionView> {
    return this.#queue(async () => {
      const typed = { ...input, server: serverAddress(input.server), account: input.account.trim() };
      this.#forgetAttempt();
      const known = await unlock(this.#ports.folders, typed.server, typed.account, typed.password);
      const attempt = known ? { ...typed, server: known.server } : typed;
      const coming = this.#ask(attempt);
      const opened = known !== null && !this.#holds(known.folder) && (await this.#openKnown(known));
      const answer = opened ? await soon(coming, PATIENCE) : await coming;
      if (answer === null) this.#hearLater(attempt, coming);
      else if ('granted' in answer) await this.#granted(attempt, answer.granted, known);
      else if (opened) await this.#refused(attempt, answer.refusal);
      else await this.#turnAway(attempt, answer.refusal, known);
      const view = this.view();
      if (!view) throw new CodedError('not_signed_in');
      this.#ports.onSession(view, null);
      return view;
    });
  }

  /** Ends the session at central if it answers, and closes the file; unsent work stays in it. */
  signOut(): Promise<void> {
    return this.#queue(async () => {
      this.#forgetAttempt();
      try {
        await this.#desk?.writer.call('signOut');
      } catch {
        this.#ports.log.write('sign_out_unheard');
      }
      await this.#close();
      this.#ports.onSession(null, null);
    });
  }

  /**
   * Signs out and deletes every desk of this machine. @throws unsent_left while one has work that is nowhere
   * else.
   */
  clear(): Promise<void> {
    return this.#queue(async () => {
      const { folders } = this.#ports;
      const left = () => folders.known().reduce((sum, desk) => sum + desk.onlyHere, 0);
      if (left() > 0) throw new CodedError('unsent_left', { count: left() });
      this.#forgetAttempt();
      try {
        await this.#desk?.writer.call('signOut');
      } catch {
        this.#ports.log.write('sign_out_unheard');
      }
      await this.#close();
      this.#ports.onSession(null, null);
      // A result may have been promised since the first look.
      if (left() > 0) throw new CodedError('unsent_left', { count: left() });
      folders.removeAll();
    });
  }

  /** Closes the file without ending the session: the program ends. */
  close(): Promise<void> {
    return this.#queue(async () => {
      this.#forgetAttempt();
      await this.#close();
    });
  }

  #ask(attempt: Attempt): Promise<Answer> {
    return ask(this.#ports.netOf(attempt.server), attempt, this.#ports.device);
  }

  /** Whether the desk is open now by its own password; not when central closed it to its person. */
  async #openKnown({ server, folder, key, user }: Unlocked): Promise<boolean> {
    await this.#close();
    try {
      await this.#open({ server, folder, key, user });
      return true;
    } catch (error) {
      if (error instanceof CodedError && error.code === 'account_disabled') return false;
      throw error;
    }
  }

  /** `unlocked`: the desk that this very password opened just now. */
  async #granted(
    { server, password }: Attempt,
    answer: SignInResponse,
    unlocked: Unlocked | null,
  ): Promise<void> {
    const held = this.#folder && this.#key && { folder: this.#folder, key: this.#key };
    const { folder, key } = await deskAfterSignIn(this.#ports.folders, answer, {
      server,
      password,
      unlocked,
      held,
    });
    await this.#openAs({ server, folder, key, user: answer.user });
    const { accessToken, refreshToken, serverTime } = answer;
    await this.#desk?.writer.call('signedIn', { accessToken, refreshToken, serverTime });
    this.#mode = 'online';
  }

  /** Central refused somebody whose desk their password has opened. */
  async #refused(attempt: Attempt, refusal: CodedError): Promise<void> {
    if (refusal.code === 'account_disabled') {
      await this.#desk?.writer.call('signInRefused', refusal.code);
      await this.#close();
      throw refusal;
    }
    const changed = refusal.code === 'wrong_credentials';
    await this.#desk?.writer.call('signInRefused', changed ? 'password_changed' : refusal.code);
    this.#mode = 'offline';
    if (changed) return;
    const nth = this.#asked;
    this.#asked += 1;
    this.#timer = setTimeout(() => this.#hearLater(attempt, this.#ask(attempt)), pause(refusal, nth));
  }

  /** Central refused somebody whose desk this password did not open just now. */
  async #turnAway(attempt: Attempt, refusal: CodedError, known: Unlocked | null): Promise<void> {
    const { folders } = this.#ports;
    const own = this.#holds(folders.find(attempt.server, attempt.account));
    const disabled = refusal.code === 'account_disabled';
    const away = known && own && refusal.code !== 'wrong_credentials';
    if (away || (own && disabled)) return this.#refused(attempt, refusal);
    // Its file says so, or the password had opened it.
    if (known && !own && isAway(refusal)) throw new CodedError('account_disabled', {}, { cause: refusal });
    throw whyLocked(folders, attempt.server, attempt.account, refusal);
  }

  /** Whether this is the desk that is open. */
  #holds(folder: DeskFolder | null): boolean {
    return this.#desk !== null && folder !== null && this.#folder?.path === folder.path;
  }

  /** Takes central's answer when it comes, unless somebody else signs in before or the desk is closed. */
  #hearLater(attempt: Attempt, coming: Promise<Answer>): void {
    const nth = this.#attempt;
    void coming.then((answer) =>
      this.#behind(async () => {
        if (nth !== this.#attempt || !this.#desk || this.#mode === 'online') return;
        if ('granted' in answer) await this.#granted(attempt, answer.granted, null);
        else await this.#refused(attempt, answer.refusal);
        this.#ports.onSession(this.view(), null);
      }),
    );
  }

  /** The desk is open for this person, as what they are now. */
  async #openAs(opening: Opening & { user: SignedInUser }): Promise<void> {
    const former = this.#holds(opening.folder) ? this.#desk : null;
    if (former?.server === opening.server && isDeepStrictEqual(former.user, opening.user)) return;
    await this.#close();
    await this.#open(opening);
    if (former) this.#desk?.goOnFrom(former);
  }

  async #open({ server, folder, key, user }: Opening): Promise<void> {
    const { openWriter, openQueue, clock } = this.#ports;
    const place = { file: folder.file, lockFile: folder.lockFile, key };
    this.#folder = folder;
    this.#key = key;
    this.#mode = 'offline';
    this.#desk = await OpenDesk.open(
      { place, user, server },
      { openWriter, openQueue, clock, onEvent: (event) => this.#take(event) },
    );
    this.#answeredBefore = this.#desk.status.lastExchangeAt;
    this.#noteUnsent(this.#desk.status.unsent);
  }

  async #close(): Promise<void> {
    const desk = this.#desk;
    this.#desk = null;
    await desk?.close();
    this.#folder = null;
    this.#key = null;
    this.#unsent = null;
  }

  /** Nothing that central still says to an earlier sign-in counts. */
  #forgetAttempt(): void {
    this.#attempt += 1;
    this.#asked = 0;
    clearTimeout(this.#timer);
  }

  /** Central says what the person is by now: their desk goes on as that. */
  async #become(user: SignedInUser): Promise<void> {
    const [folder, key, desk] = [this.#folder, this.#key, this.#desk];
    if (!folder || !key || desk?.user.id !== user.id) return;
    const mode = this.#mode;
    await this.#openAs({ server: desk.server, folder, key, user });
    this.#mode = mode;
    this.#ports.onSession(this.view(), null);
  }

  async #closeDisabled(): Promise<void> {
    if (this.#desk?.status.code !== 'account_disabled') return;
    await this.#close();
    throw new CodedError('account_disabled');
  }

  /** Work that nobody waits for; its person hears when it has closed their desk. */
  #behind(work: () => Promise<void>): void {
    this.#queue(work).catch((error: unknown) => {
      const code = error instanceof CodedError ? error.code : 'internal';
      this.#ports.log.write('sign_in_later', { code });
      if (!this.#desk) this.#ports.onSession(null, code);
    });
  }

  #take(event: WriterEvent): void {
    if (event.event === 'note') {
      this.#ports.log.write(event.name, { code: event.code, count: event.count });
      return;
    }
    if (event.event === 'user') {
      this.#behind(() => this.#become(event.user));
      return;
    }
    if (event.event === 'status') {
      this.#noteUnsent(event.status.unsent);
      if (event.status.code === 'account_disabled') this.#behind(() => this.#closeDisabled());
      const answered = event.status.lastExchangeAt !== this.#answeredBefore;
      if (this.#mode === 'offline' && this.#desk && answered) {
        this.#mode = 'online';
        this.#ports.onSession(this.view(), null);
      }
    }
    this.#ports.onDeskEvent(event);
  }

  #noteUnsent(unsent: number): void {
    if (this.#unsent === unsent) return;
    try {
      this.#folder?.writeUnsent(unsent);
      this.#unsent = unsent;
    } catch {
      // A full disk must not take the exchange down; the next status tries again.
      this.#unsent = null;
      this.#ports.log.write('unsent_note_failed');
    }
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
