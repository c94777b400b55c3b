import { type ElectronApplication, expect, type Page } from '@playwright/test';
import type { DeskBridge } from '../../../shared/ipc/channels.ts';
import type { ChannelName } from '../../../shared/ipc/names.ts';

declare global {
  interface Window {
    readonly desk: DeskBridge;
  }
}

/** Calls of the bridge: the channel and its argument as JSON. */
export type Calls = readonly (readonly [name: ChannelName, input: string])[];

/** Calls the bridge as the page's own code would; answers the code of each refusal, `ok` for none. */
export function callEach(page: Page, calls: Calls): Promise<string[]> {
  return page.evaluate(async (all) => {
    const bridge: Readonly<Record<string, unknown>> = { ...window.desk };
    return Promise.all(
      all.map(async ([name, input]) => {
        const call = bridge[name] as (input: unknown) => Promise<{ ok: boolean; code?: string }>;
        const answer = await call(JSON.parse(input));
        return answer.ok ? 'ok' : String(answer.code);
      }),
    );
  }, calls);
}

/** The same from another window with the console's own preload, at `url`. */
export async function callFromOtherWindow(
  app: ElectronApplication,
  where: { preload: string; url: string },
  calls: Calls,
): Promise<string[]> {
  const opened = app.waitForEvent('window');
  await app.evaluate(({ BrowserWindow }, { preload, url }) => {
    const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    return window.loadURL(url);
  }, where);
  const other = await opened;
  await expect(other).toHaveURL(where.url);
  const codes = await callEach(other, calls);
  const window = await app.browserWindow(other);
  await window.evaluate((strange) => strange.destroy());
  return codes;
}

/**
 * Main shows `url` in the window of this page; answers when the page is `landing`, where a refused address
 * ends.
 */
export async function show(
  { app, page }: { app: ElectronApplication; page: Page },
  url: string,
  landing = url,
): Promise<void> {
  const window = await app.browserWindow(page);
  await window.evaluate((own, address) => own.loadURL(address).catch(() => undefined), url);
  await expect(page).toHaveURL(landing);
}

/** The channels that main refused with this code, by its log. */
export function refusedByMain(log: string, code: string): Set<string> {
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; channel?: string; code?: string });
  return new Set(lines.filter((line) => line.code === code).map(({ channel }) => channel ?? ''));
}
