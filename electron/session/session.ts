import type { SignedInUser } from '../../shared/api/account.ts';
import { CodedError, type ErrorCode } from '../../shared/errors.ts';
import type { SessionView } from '../../shared/ipc/view.ts';
import type { MachineClock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { OpenQueue } from '../queue/messages.ts';
import type { OpenWriter, Tokens, WriterEvent } from '../sync/messages.ts';
import type { Net } from '../sync/net.ts';
import { serverAddress } from '../sync/server-address.ts';
import type { DeskFolder, DeskFolders } from './desk-folder.ts';
import { OpenDesk } from './open-desk.ts';
import { keyAfterSignIn, unlockOffline } from './unlock.ts';

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

interface Opening {
  folder: DeskFolder;
  key: Uint8Array;
  user: SignedInUser;
  tokens: Tokens | null;
}

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

  /** Signs in at central or, when it is away, unlocks the desk that is on this machine. */
  signIn(input: { server: string; account: string; password: string }): Promise<SessionView> {
    return this.#queue(async () => {
      const server = serverAddress(input.server);
      const opening = await this.#authenticate(server, input.account.trim(), input.password);
      const same = this.#desk && this.#folder?.path === opening.folder.path ? this.#desk : null;
      if (!same) {
        await this.#close();
        await this.#open(server, opening);
      }
      const desk = this.#desk;
      if (opening.tokens) await desk?.writer.call('signedIn', opening.tokens);
      this.#mode = opening.tokens ? 'online' : 'offline';
      const aside = opening.folder.hasAside();
      const view: SessionView = { user: opening.user, server, mode: this.#mode, aside };
      this.#ports.onSession(view, null);
      return view;
    });
  }

  /** Ends the session at central if it answers, and closes the file; unsent work stays in it. */
  signOut(): Promise<void> {
    return this.#queue(async () => {
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
    return this.#queue(() => this.#close());
  }

  async #authenticate(server: string, account: string, password: string): Promise<Opening> {
    const { folders, device } = this.#ports;
    try {
      const answer = await this.#ports.netOf(server).signIn({ account, password, device });
      const folder = folders.of(server, answer.user.id);
      const key = await keyAfterSignIn(folder, answer, server, password);
      const { accessToken, refreshToken, serverTime } = answer;
      return { folder, key, user: answer.user, tokens: { accessToken, refreshToken, serverTime } };
    } catch (reason) {
      return { ...(await unlockOffline(folders, server, account, password, reason)), tokens: null };
    }
  }

  async #open(server: string, { folder, key, user }: Opening): Promise<void> {
    const { openWriter, openQueue, clock } = this.#ports;
    const place = { file: folder.file, lockFile: folder.lockFile, key };
    this.#folder = folder;
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
    this.#unsent = null;
  }

  #take(event: WriterEvent): void {
    if (event.event === 'note') {
      this.#ports.log.write(event.name, { code: event.code, count: event.count });
      return;
    }
    if (event.event === 'status') {
      this.#noteUnsent(event.status.unsent);
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
