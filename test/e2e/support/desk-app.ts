import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { codeOf, within } from '../../support/ending.ts';
import { shiftClock } from './clock.ts';
import { launchHeld } from './launch.ts';

export type Language = 'zh-CN' | 'en';

/** Many times what an action takes on a busy machine: only one that hangs gets there. */
const HANGS_AFTER_MS = 20_000;
const ARTIFACTS = resolve(process.env.CALLBACK_TEST_ARTIFACTS ?? 'artifacts/e2e', 'screens');

/** One desk on this machine: its own data folder, which survives restarts of the console. */
export class DeskApp {
  readonly folder: string;
  readonly server: string;
  #app: ElectronApplication | null = null;
  #page: Page | null = null;

  private constructor(folder: string, server: string) {
    this.folder = folder;
    this.server = server;
  }

  /** A desk that was never used, set to a language and appearance. */
  static async create(
    server: string,
    language: Language,
    theme: 'light' | 'dark' | 'system' = 'light',
  ): Promise<DeskApp> {
    const folder = await mkdtemp(join(tmpdir(), 'callback-desk-'));
    await writeFile(join(folder, 'settings.json'), JSON.stringify({ language, theme }));
    return new DeskApp(folder, server);
  }

  get page(): Page {
    if (this.#page === null) throw new Error('the console is not running');
    return this.#page;
  }

  get app(): ElectronApplication {
    if (this.#app === null) throw new Error('the console is not running');
    return this.#app;
  }

  /** Starts the console and answers when its page is there. */
  async start(): Promise<Page> {
    this.#app = await launchHeld(resolve('.'), [`--user-data-dir=${this.folder}`, `--server=${this.server}`]);
    this.#app.context().setDefaultTimeout(HANGS_AFTER_MS);
    this.#page = await this.#app.firstWindow({ timeout: HANGS_AFTER_MS });
    await shiftClock(this.#page);
    return this.#page;
  }

  /** Ends the console as a person does, by closing its window. */
  async close(): Promise<void> {
    const app = this.#app;
    this.#app = null;
    this.#page = null;
    if (app) await within(app.close(), 'the end of the console', () => app.process().kill('SIGKILL'));
  }

  /** Ends every process of the console at once, as a power cut would. */
  async kill(): Promise<void> {
    const main = this.app.process();
    main.kill('SIGKILL');
    await codeOf(main, 'the kill of the console');
    this.#app = null;
    this.#page = null;
  }

  async dispose(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async painted(what: 'queue' | 'case'): Promise<void> {
    await this.page.locator(`html[data-${what}="painted"]`).waitFor();
  }

  /** Fills in the sign-in form as a person does; the queue is there when this answers. */
  async signIn(account: string, password: string): Promise<void> {
    const { page } = this;
    const other = page.getByRole('button', { name: /Use another account|使用其他账号/ });
    const accountField = page.getByLabel(/^(Account|账号)$/);
    await accountField.or(other).first().waitFor();
    if (await other.isVisible()) await other.click();
    await accountField.fill(account);
    await page.getByLabel(/^(Password|密码)$/).fill(password);
    await page.keyboard.press('Enter');
    await this.painted('queue');
  }

  /** Answers when everything is exchanged: nothing unsent, nothing to fetch. */
  async online(): Promise<void> {
    await this.page.getByRole('button', { name: /(Online|在线)/ }).waitFor();
  }

  /** Keeps a picture of the window among the artifacts of the run. */
  async picture(name: string): Promise<void> {
    mkdirSync(ARTIFACTS, { recursive: true });
    await this.page.screenshot({ path: join(ARTIFACTS, `${name}.png`), animations: 'disabled' });
  }
}
