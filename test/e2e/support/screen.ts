import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOptions, run } from 'axe-core';
import type { DeskApp, Language } from './desk-app.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
] as const;
const THEMES = ['light', 'dark'] as const;

/** Names and texts that are data, not words of the product: people, and a language named in itself. */
const DATA = '[role="option"], [lang], [data-person], ul button:has(b), [class*="person"], [class*="agent"]';

interface Faults {
  keys: string[];
  foreign: string[];
  overflowing: string[];
}

const FAULTLESS: Faults = { keys: [], foreign: [], overflowing: [] };
const softly = expect.configure({ soft: true });

/**
 * What is wrong on the page at its present size: keys without text, words of the other language, things
 * beyond the edge.
 */
async function faultsOf(page: Page, language: Language): Promise<Faults> {
  return page.evaluate(
    ({ speaks, data }) => {
      const visible = (element: Element) =>
        element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
        element.closest('.visually-hidden') === null;
      const elements = [...document.body.querySelectorAll('*')].filter(visible);
      const own = (element: Element) =>
        [...element.childNodes]
          .filter((node) => node.nodeType === Node.TEXT_NODE)
          .map((node) => node.textContent ?? '')
          .join('')
          .trim();
      const said = elements.flatMap((element) => [
        own(element),
        ...['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
      ]);
      const key =
        /\b(common|queue|board|approvals|case|result|script|session|status|settings|plan|keys|errors|decision)\.[a-z]\w*(\.\w+)*\b/;
      const chinese = /[\u4e00-\u9fff]/;
      const words = elements.filter(
        (element) =>
          element.matches('button, label, legend, h1, h3, dt, th, summary') && !element.closest(data),
      );
      const wrong = (text: string) =>
        speaks === 'en' ? chinese.test(text) : /[a-z]{3,} [a-z]{2,}/i.test(text) && !chinese.test(text);
      const edge = document.documentElement.clientWidth;
      const beyond = (element: Element) => {
        const box = element.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowX);
        const wider = scrolls && element.scrollWidth > element.clientWidth + 1;
        return box.width > 0 && (box.right > edge + 1 || box.left < -1 || wider);
      };
      const name = (element: Element) =>
        `${element.tagName} ${element.className} ${own(element).slice(0, 40)}`;
      return {
        keys: said.filter((text) => key.test(text)),
        foreign: words.map(own).filter((text) => text !== '' && wrong(text)),
        overflowing: elements.filter(beyond).map(name),
      };
    },
    { speaks: language, data: DATA },
  );
}

/** Violations that keep somebody from working, one line each. */
async function barriers(page: Page, options: RunOptions): Promise<string[]> {
  const known = await page.evaluate(() => 'axe' in window);
  if (!known) await page.evaluate(AXE);
  const { violations } = await page.evaluate<Pick<AxeResults, 'violations'>, RunOptions>(
    (how) => (window as unknown as { axe: { run: typeof run } }).axe.run(document, how),
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} (${any[0]?.message ?? ''})`),
    );
}

/** Looks closely at what is on the screen, at every size and in both themes, and keeps a picture of each. */
export class ScreenCheck {
  readonly #desk: DeskApp;
  readonly #language: Language;
  readonly #seen: string[] = [];

  constructor(desk: DeskApp, language: Language) {
    this.#desk = desk;
    this.#language = language;
  }

  /** How many screens were looked at so far. */
  get count(): number {
    return this.#seen.length;
  }

  /** Everything wrong is reported under the name of the screen; the remaining screens are still visited. */
  async look(name: string): Promise<void> {
    const { page } = this.#desk;

    expect(this.#seen, 'each screen has its own name').not.toContain(name);
    this.#seen.push(name);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      // What floats above the page finds its place a frame after the window has changed.
      await softly
        .poll(() => faultsOf(page, this.#language), `${name} at ${size.width}x${size.height}`)
        .toEqual(FAULTLESS);
    }
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
      await this.#desk.picture(`${name}-${this.#language}-${theme}`);
      const options = this.#rulesFor(theme);
      if (options) expect.soft(await barriers(page, options), `${name}, ${theme}`).toEqual([]);
    }
  }

  /** The two themes differ in colours alone, and colours do not depend on the language. */
  #rulesFor(theme: 'light' | 'dark'): RunOptions | null {
    const resultTypes: RunOptions['resultTypes'] = ['violations'];
    if (this.#language === 'en')
      return theme === 'light' ? { resultTypes, rules: { 'color-contrast': { enabled: false } } } : null;
    return theme === 'light' ? { resultTypes } : { resultTypes, runOnly: ['color-contrast'] };
  }
}
