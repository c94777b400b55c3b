import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../support/ending.ts';

const run = promisify(execFile);

export interface Ending {
  code: number | null;
  out: string;
  err: string;
}

interface Start {
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** The program as it is shipped, started as a person's system starts it: nothing attaches to it. */
export class PackedProgram {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Packs the present sources unless that was done, and answers the result. */
  static async make(): Promise<PackedProgram> {
    const { stdout } = await run(process.execPath, [resolve('scripts/pack.mjs')], { maxBuffer: 1 << 24 });
    return new PackedProgram(stdout.trimEnd().split('\n').at(-1) ?? '');
  }

  get resources(): string {
    const folder = dirname(this.path);
    return process.platform === 'darwin' ? join(folder, '..', 'Resources') : join(folder, 'resources');
  }

  /** Runs the program on a data folder that was never used, until it ends by itself. */
  async run({ args = [], env = {} }: Start = {}): Promise<Ending> {
    const folder = await mkdtemp(join(tmpdir(), 'callback-packed-'));
    // Chromium refuses its sandbox to root.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(this.path, [...asRoot, `--user-data-dir=${folder}`, ...args], {
      env: { ...process.env, CALLBACK_DESK_SQLITE_BINDING: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ending: Ending = { code: null, out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ending.out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ending.err += text;
    });
    try {
      const closed = once(child, 'close');
      await codeOf(child, `the packed program with ${args.join(' ')}`);
      [ending.code] = await closed;
      return ending;
    } finally {
      child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  }
}
