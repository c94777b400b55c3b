import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf, within } from '../../support/ending.ts';

const CLI = resolve('dist/central/cli.mjs');
const run = promisify(execFile);

/** A free port on this machine, as the system gives it. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The shipped central as a person runs it: its command line, its own data folder, its own PostgreSQL. */
export class CentralProcess {
  readonly data: string;
  readonly port: number;
  #server: ChildProcess | null = null;
  #made: Promise<unknown> | null;

  private constructor(data: string, port: number, made: Promise<unknown> | null = null) {
    this.data = data;
    this.port = port;
    this.#made = made;
  }

  static async create(): Promise<CentralProcess> {
    const data = await mkdtemp(join(tmpdir(), 'callback-central-'));
    // Under root, PostgreSQL runs as another user, who has to pass.
    await chmod(data, 0o711);
    return new CentralProcess(data, await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /**
   * Runs one command to its end and answers its output; throws with the command's own words when it fails.
   */
  async command(...words: string[]): Promise<string> {
    await this.#make();
    return this.#run(words);
  }

  /** Sets the central up, once. */
  async #make(): Promise<void> {
    this.#made ??= this.#run(['init']);
    await this.#made;
  }

  async #run(words: string[]): Promise<string> {
    const ended = run(process.execPath, [CLI, ...words], { env: this.#env, maxBuffer: 64 * 1024 * 1024 });
    const { stdout } = await within(ended, `central ${words.join(' ')}`, () => ended.child.kill('SIGKILL'));
    return stdout;
  }

  /** Runs one command with `--json` and parses its last line. */
  async json<T>(...words: string[]): Promise<T> {
    const lines = (await this.command(...words, '--json')).trimEnd().split('\n');
    return JSON.parse(lines.at(-1) ?? 'null') as T;
  }

  async addUser(
    account: string,
    name: string,
    role: 'agent' | 'lead' | 'admin',
    password: string,
  ): Promise<void> {
    await this.#make();
    await this.#withPassword(password, 'add', account, '--name', name, '--role', role);
  }

  async resetPassword(account: string, password: string): Promise<void> {
    await this.#withPassword(password, 'reset', account);
  }

  async #withPassword(password: string, ...words: string[]): Promise<void> {
    const command = ['user', ...words, '--password-stdin'];
    const child = spawn(process.execPath, [CLI, ...command], {
      env: this.#env,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    child.stdin.end(`${password}\n`);
    const code = await codeOf(child, command.join(' '));
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
  }

  /** Starts `serve` and answers when it takes requests. */
  serve(): Promise<void> {
    return this.#start('serve');
  }

  /**
   * Serves the demo's invented team instead: about 400 cases in every stage, made at the first start. Without
   * the systems around it, which would change cases while a test looks at them.
   */
  serveDemo(): Promise<void> {
    return this.#start('demo', '--no-systems');
  }

  /** The data of the demo as a central of their own, for commands. */
  get ofDemo(): CentralProcess {
    return new CentralProcess(join(this.data, 'demo'), this.port, Promise.resolve());
  }

  async #start(command: 'serve' | 'demo', ...words: string[]): Promise<void> {
    // The demo ends when its input does.
    const server = spawn(process.execPath, [CLI, command, '--port', String(this.port), ...words], {
      env: this.#env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#server = server;
    const ready = new Promise<void>((done, fail) => {
      server.once('exit', (code) => fail(new Error(`${command} ended with ${code}`)));
      server.stdout.on('data', (text: Buffer) => {
        if (text.toString().includes(String(this.port))) done();
      });
    });
    await within(ready, `the start of ${command}`, () => server.kill('SIGKILL'));
  }

  /** Ends `serve`: politely by default, or as a power cut would. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    server.removeAllListeners('exit');
    server.kill(signal);
    await codeOf(server, 'the end of central');
  }

  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.data, { recursive: true, force: true });
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, CALLBACK_DESK_DATA: this.data };
  }
}
