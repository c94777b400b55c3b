import { PROTOCOL_VERSION } from '../../shared/api/sync.ts';
import type { PulledRows, Touched } from '../store/changes.ts';
import type { SnapshotStep } from '../store/pull-store.ts';
import type { PulledPage } from './net.ts';
import type { EnginePorts } from './ports.ts';
import { readChanges } from './read-changes.ts';

const ROWS_PER_PAGE = 1_000;
/** Small enough that a result saved meanwhile waits a few milliseconds at most. */
const ROWS_PER_TRANSACTION = 500;
/** Above this a screen asks for everything again. */
const NAMED_CASES = 1_000;

type SnapshotPage = Extract<PulledPage, { kind: 'snapshot' }>;
type DeltaPage = Extract<PulledPage, { kind: 'delta' }>;

/** Brings the desk to central's state: a resumable snapshot first, then staged changes. */
export class Pull {
  readonly #ports: EnginePorts;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
  }

  /** One request. `complete`: the desk is where central was when it answered. */
  async step(token: string): Promise<{ serverTime: number | null; complete: boolean }> {
    const { store, net, ids } = this.#ports;
    const { from, scopes } = store.pull.position();
    const base = store.meta.get('cursor');
    const page = await net.pull(
      {
        protocol: PROTOCOL_VERSION,
        clientId: this.#clientId(),
        scopes,
        from,
        limit: ROWS_PER_PAGE,
        digest: false,
        unsent: store.unsent(),
        deviceNow: this.#ports.clock.now(),
      },
      token,
    );
    if (page.kind === 'reset') {
      const forgotten = page.reason === 'epoch' || page.reason === 'fork';
      store.pull.restart(forgotten ? { clientId: ids.uuid() } : null);
      return { serverTime: null, complete: false };
    }
    if (page.kind === 'snapshot') {
      await this.#takeSnapshot(page);
      // What changed while the snapshot was read follows as a delta from the cursor that it began at.
      return { serverTime: page.serverTime, complete: false };
    }
    this.#takeDelta(page);
    if (!page.more && base) this.#tell(store.pull.applyStaged(base, this.#ports.clock.now()));
    return { serverTime: page.serverTime, complete: !page.more };
  }

  #clientId(): string {
    const { store, ids } = this.#ports;
    const known = store.meta.get('clientId');
    if (known !== null) return known;
    const made = ids.uuid();
    store.requeue(made);
    return made;
  }

  async #takeSnapshot(page: SnapshotPage): Promise<void> {
    const { store, clock } = this.#ports;
    const rows = this.#read(page.changes);
    const before = store.meta.get('snapshot');
    const step: SnapshotStep = {
      scopes: page.scopes,
      cursor: page.cursor,
      next: page.next,
      received: (before?.received ?? 0) + page.changes.length,
      total: page.total,
      lastSeq: page.lastSeq,
    };
    const chunks = Math.max(1, Math.ceil(rows.changes.length / ROWS_PER_TRANSACTION));
    for (let index = 0; index < chunks; index += 1) {
      const from = index * ROWS_PER_TRANSACTION;
      const last = index === chunks - 1;
      const part: PulledRows = {
        changes: rows.changes.slice(from, from + ROWS_PER_TRANSACTION),
        unreadable: last ? rows.unreadable : [],
      };
      this.#tell(store.pull.snapshotRows(part, last ? step : null, clock.now()));
      await this.#ports.breathe();
    }
  }

  #takeDelta(page: DeltaPage): void {
    const { changes, unreadable } = this.#read(page.changes);
    this.#ports.store.pull.stage({
      rows: { changes, unreadable },
      scopes: page.scopes,
      cursor: page.cursor,
      lastSeq: page.lastSeq,
    });
  }

  #read(lines: readonly unknown[]): PulledRows {
    const { changes, unreadable, strangers } = readChanges(lines);
    const count = unreadable.length + strangers;
    if (count > 0) this.#ports.events.unreadable(count);
    return { changes, unreadable };
  }

  #tell(touched: Touched): void {
    const { events } = this.#ports;
    if (touched.library) events.library();
    if (touched.cases.size === 0) return;
    events.cases(touched.cases.size > NAMED_CASES ? null : [...touched.cases]);
  }
}
