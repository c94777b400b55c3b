import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../support/ending.ts';

const run = promisify(execFile);
/** The system's user without any right. */
const NOBODY = 65534;

/** What the system says of a page's process while it runs. */
export interface Confinement {
  /** 2: system calls are filtered. */
  seccomp: number;
  /** In user and network spaces other than our own. */
  ownUserSpace: boolean;
  ownNetworkSpace: boolean;
  words: string[];
}

/** The console as a person without rights starts it, with Chromium's sandbox on. */
export class UnprivilegedDesk {
  readonly folder: string;
  readonly #electron: string;
  readonly #owner: number | null;

  private constructor(folder: string, electron: string, owner: number | null) {
    this.folder = folder;
    this.#electron = electron;
    this.#owner = owner;
  }

  /**
   * Lays everything that the console needs where that person may read it; other than root, that person is
   * ourselves.
   */
  static async create(): Promise<UnprivilegedDesk> {
    const electron = process.env.CALLBACK_DESK_ELECTRON_PATH ?? '';
    const binding = process.env.CALLBACK_DESK_SQLITE_BINDING;
    const folder = await mkdtemp(join(tmpdir(), 'callback-nobody-'));
    const owner = process.getuid?.() === 0 ? NOBODY : null;
    const app = join(folder, 'app');
    await mkdir(join(folder, 'home'), { recursive: true });
    await cp(dirname(electron), join(folder, 'electron'), { recursive: true });
    for (const part of ['package.json', 'dist/electron', 'dist/renderer', 'node_modules/better-sqlite3']) {
      await cp(resolve(part), join(app, part), { recursive: true, dereference: true });
    }
    if (binding) await cp(binding, join(folder, 'better_sqlite3.node'));
    const cookie = process.env.XAUTHORITY;
    // The display's key, which that person could not read where it lies.
    if (cookie) await cp(cookie, join(folder, 'display-key'));
    if (owner !== null) {
      const own = [folder, join(folder, 'home'), ...(cookie ? [join(folder, 'display-key')] : [])];
      for (const path of own) await chown(path, owner, owner);
    }
    return new UnprivilegedDesk(folder, join(folder, 'electron', basename(electron)), owner);
  }

  /**
   * Whether the kernel lets that person make a user space of their own, on which Chromium's sandbox stands.
   */
  async mayUseSandbox(): Promise<boolean> {
    const [command = '', ...words] = this.#as(['unshare', '--user', '--map-root-user', 'true']);
    return run(command, words).then(
      () => true,
      () => false,
    );
  }

  /** Starts the console to sign in, open a case and end; looks at its page's process meanwhile. */
  async smoke(server: string, who: { account: string; password: string }) {
    const home = join(this.folder, 'home');
    const [command = '', ...words] = this.#as([
      this.#electron,
      join(this.folder, 'app'),
      `--user-data-dir=${join(home, 'desk')}`,
      `--server=${server}`,
    ]);
    const child = spawn(command, words, {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        DISPLAY: process.env.DISPLAY,
        XAUTHORITY: process.env.XAUTHORITY ? join(this.folder, 'display-key') : undefined,
        HOME: home,
        CALLBACK_DESK_SQLITE_BINDING: process.env.CALLBACK_DESK_SQLITE_BINDING
          ? join(this.folder, 'better_sqlite3.node')
          : undefined,
        CALLBACK_DESK_SMOKE: join(home, 'smoke.png'),
        CALLBACK_DESK_SMOKE_ACCOUNT: who.account,
        CALLBACK_DESK_SMOKE_PASSWORD: who.password,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending = { code: null as number | null, out: '', err: '', page: null as Confinement | null };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ending.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ending.err += text;
    });
    const closed = once(child, 'close');
    const ended = codeOf(child, 'the console of a person without rights');
    const looking = lookAtPage(this.folder, () => child.exitCode === null && child.signalCode === null);
    await ended;
    [ending.code] = await closed;
    ending.page = await looking;
    return ending;
  }

  async dispose(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  #as(command: string[]): string[] {
    if (this.#owner === null) return command;
    const id = String(this.#owner);
    return ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--no-new-privs', ...command];
  }
}

/** Reads how the page's process is confined, as soon as it is fully; null when it ended before. */
async function lookAtPage(folder: string, running: () => boolean): Promise<Confinement | null> {
  let last: Confinement | null = null;
  while (running()) {
    for (const id of await readdir('/proc')) {
      const words = await wordsOf(id);
      const isPage = words.some((word) => word.includes('--type=renderer'));
      if (!isPage || !words.some((word) => word.includes(folder))) continue;
      last = (await confinementOf(id, words)) ?? last;
      if (last?.seccomp === 2) return last;
    }
  }
  return last;
}

/** Chromium rewrites a process title, so that its words are no longer apart by zeros. */
async function wordsOf(id: string): Promise<string[]> {
  if (!/^\d+$/.test(id)) return [];
  const line = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
  return line.split(/[\0 ]/);
}

async function confinementOf(id: string, words: string[]): Promise<Confinement | null> {
  try {
    const status = await readFile(`/proc/${id}/status`, 'utf8');
    const space = async (of: string, kind: string) => readlink(`/proc/${of}/ns/${kind}`);
    return {
      seccomp: Number(/^Seccomp:\s+(\d)/m.exec(status)?.[1] ?? 0),
      ownUserSpace: (await space(id, 'user')) !== (await space('self', 'user')),
      ownNetworkSpace: (await space(id, 'net')) !== (await space('self', 'net')),
      words,
    };
  } catch {
    return null;
  }
}
