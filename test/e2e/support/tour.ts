import { expect, type Locator, type Page } from '@playwright/test';
import type { CentralProcess } from './central-process.ts';
import type { DeskApp, Language } from './desk-app.ts';
import { ScreenCheck } from './screen.ts';

export const AGENT = { account: 'agent1', name: '陈晓慧', password: 'demo1234' };
export const LEAD = { account: 'lead', name: '沈玉兰', password: 'demo1234' };
/** Somebody who has just been added and has no work yet. */
export const NEWCOMER = { account: 'newcomer', name: '林静', password: 'correct-horse-1' };

type Account = Pick<typeof AGENT, 'account' | 'password'>;

/** A walk through the console in one language. */
export class Tour {
  readonly desk: DeskApp;
  readonly central: CentralProcess;
  readonly language: Language;
  readonly #check: ScreenCheck;

  constructor(desk: DeskApp, central: CentralProcess, language: Language) {
    this.desk = desk;
    this.central = central;
    this.language = language;
    this.#check = new ScreenCheck(desk, language);
  }

  get page(): Page {
    return this.desk.page;
  }

  /** The text that this language has. */
  say(zh: string, en: string): string {
    return this.language === 'zh-CN' ? zh : en;
  }

  /** Waits for what makes the screen what it is called, then looks closely at it. */
  async sees(name: string, ...shown: (Locator | string)[]): Promise<void> {
    for (const what of shown) {
      const locator = typeof what === 'string' ? this.page.getByText(what).first() : what;
      await expect.soft(locator, name).toBeVisible();
    }
    await this.#check.look(name);
  }

  button(zh: string | RegExp, en: string | RegExp): Locator {
    return this.page.getByRole('button', { name: this.language === 'zh-CN' ? zh : en }).first();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async tab(zh: string, en: string): Promise<void> {
    const bar = this.page.getByRole('toolbar');
    const tab = bar.getByRole('button', { name: new RegExp(`^${this.say(zh, en)}\\s?[\\d–]`) });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-pressed', 'true');
  }

  async signIn({ account, password }: Account): Promise<void> {
    await this.desk.signIn(account, password);
    await this.desk.online();
  }

  async signOut(): Promise<void> {
    await this.press('Escape');
    await this.page.getByRole('banner').getByRole('button', { expanded: false }).last().click();
    await this.button('退出登录', 'Sign out').click();
    await this.page.getByLabel(/^(Password|密码)$/).waitFor();
  }

  /** Opens the `nth` case of the list that is in sight and is of this kind. */
  async openCase(kind: 'spam_report' | 'real_name', nth = 0): Promise<void> {
    const word = kind === 'spam_report' ? this.say('举报', 'Spam') : this.say('实名', 'Real-name');
    const row = this.page
      .getByRole('option')
      .filter({ has: this.page.getByText(word, { exact: true }) })
      .nth(nth);
    await row.click();
    await expect(row).toHaveAttribute('aria-selected', 'true');
    await this.desk.painted('case');
  }
}
