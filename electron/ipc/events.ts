import type { BrowserWindow } from 'electron';
import type { EventPayload } from '../../shared/ipc/channels.ts';
import type { EventName } from '../../shared/ipc/names.ts';

/** At most so often does a screen hear of changes: a long pull must not make it draw all the time. */
const COALESCE_MS = 120;
const NAMED_CASES = 500;

/** Speaks to the page; what comes in quick succession is put together. */
export class PageEvents {
  readonly #window: () => BrowserWindow | null;
  #cases: Set<string> | 'all' | null = null;
  #status: EventPayload<'sync.status'> | null = null;
  #library = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(window: () => BrowserWindow | null) {
    this.#window = window;
  }

  casesChanged(ids: readonly string[] | null): void {
    if (ids === null || this.#cases === 'all') this.#cases = 'all';
    else {
      const changed = this.#cases ?? new Set<string>();
      for (const id of ids) changed.add(id);
      this.#cases = changed.size > NAMED_CASES ? 'all' : changed;
    }
    this.#later();
  }

  libraryChanged(): void {
    this.#library = true;
    this.#later();
  }

  statusChanged(status: EventPayload<'sync.status'>): void {
    this.#status = status;
    this.#later();
  }

  /** At once, and what waited belongs to the session before. */
  sessionChanged(payload: EventPayload<'session.changed'>): void {
    if (payload.session === null) this.#forget();
    this.#send('session.changed', payload);
  }

  #later(): void {
    this.#timer ??= setTimeout(() => this.#flush(), COALESCE_MS);
  }

  #flush(): void {
    const [cases, status, library] = [this.#cases, this.#status, this.#library];
    this.#forget();
    if (library) this.#send('library.changed', {});
    if (cases) this.#send('cases.changed', { ids: cases === 'all' ? null : [...cases] });
    if (status) this.#send('sync.status', status);
  }

  #forget(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#cases = null;
    this.#status = null;
    this.#library = false;
  }

  #send<N extends EventName>(name: N, payload: EventPayload<N>): void {
    const window = this.#window();
    if (window && !window.isDestroyed()) window.webContents.send(name, payload);
  }
}
