import { writeFileSync } from 'node:fs';
import { app, type BrowserWindow } from 'electron';
import type { QueueFilter } from '../shared/ipc/view.ts';
import type { Clock } from '../shared/ports.ts';
import type { Session } from './session/session.ts';

interface SmokeOrder {
  screenshot: string;
  server: string;
  account: string;
  password: string;
}

const EVERYTHING: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };
/** Longer than any healthy start takes; a hanging one must say so instead of hanging. */
const LIMIT_MS = 90_000;

interface Running {
  window: BrowserWindow;
  session: Session;
  sqlite: string;
  clock: Clock;
}

/** Whether the start script asks for a proof that everything works, and with whom. */
export function readSmokeOrder(environment: NodeJS.ProcessEnv, server: string): SmokeOrder | null {
  const screenshot = environment.CALLBACK_DESK_SMOKE;
  if (!screenshot) return null;
  return {
    screenshot,
    server,
    account: environment.CALLBACK_DESK_SMOKE_ACCOUNT ?? '',
    password: environment.CALLBACK_DESK_SMOKE_PASSWORD ?? '',
  };
}

/**
 * Signs in, waits until the queue is painted, opens its first case (if there is one) with the keyboard, saves
 * a screenshot, says so in one line of JSON and ends; or ends with the reason and exit code 1.
 */
export async function runSmoke(
  order: SmokeOrder,
  { window, session, sqlite, clock }: Running,
): Promise<void> {
  const limit = setTimeout(() => tell(session, 'nothing was painted in time'), LIMIT_MS);
  try {
    await pageLoaded(window);
    const [, msToQueue] = await Promise.all([
      session.signIn(order).then(() => session.desk?.whenComplete()),
      queuePainted(window).then(() => clock.now() - (process.getCreationTime() ?? clock.now())),
    ]);
    const { desk } = session;
    const counts = await desk?.queue.call('counts', { filter: EVERYTHING, moment: desk.moment() });
    if (counts && counts.open > 0) await openFirst(window);
    const picture = await window.webContents.capturePage();
    writeFileSync(order.screenshot, picture.toPNG());
    const line = {
      ready: true,
      electron: process.versions.electron,
      sqlite,
      cases: (counts?.open ?? 0) + (counts?.closed ?? 0),
      msToQueue: Math.round(msToQueue),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`, () => end(session, 0));
  } catch (error) {
    tell(session, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(limit);
  }
}

function tell(session: Session, reason: string): void {
  process.stderr.write(`The console did not get ready: ${reason}\n`, () => end(session, 1));
}

function end(session: Session, exitCode: number): void {
  session.close().finally(() => app.exit(exitCode));
}

function pageLoaded(window: BrowserWindow): Promise<void> {
  const { webContents } = window;
  if (!webContents.isLoading()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    webContents.once('did-finish-load', () => resolve());
    webContents.once('did-fail-load', (_event, _code, description) => reject(new Error(description)));
  });
}

function queuePainted(window: BrowserWindow): Promise<unknown> {
  return window.webContents.executeJavaScript(`new Promise((resolve) => {
    const root = document.documentElement;
    const look = () => root.dataset.queue === 'painted' && resolve(true);
    new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ['data-queue'] });
    look();
  })`);
}

async function openFirst(window: BrowserWindow): Promise<void> {
  await rowShown(window);
  window.focus();
  window.webContents.focus();
  const opened = casePainted(window);
  for (const type of ['keyDown', 'char', 'keyUp'] as const) {
    window.webContents.sendInputEvent({ type, keyCode: 'Return' });
  }
  await opened;
}

/** The first row of the queue's list. */
function rowShown(window: BrowserWindow): Promise<unknown> {
  return window.webContents.executeJavaScript(`new Promise((resolve) => {
    const look = () => document.querySelector('[role="listbox"] [role="option"]') && resolve(true);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    look();
  })`);
}

function casePainted(window: BrowserWindow): Promise<unknown> {
  return window.webContents.executeJavaScript(`new Promise((resolve) => {
    const root = document.documentElement;
    const look = () => root.dataset.case === 'painted' && resolve(true);
    new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ['data-case'] });
    look();
  })`);
}
