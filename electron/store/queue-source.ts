import type { CaseKind } from '../../shared/case/kinds.ts';
import type { QueueKeys } from '../../shared/case/queue.ts';
import type { QueuePlace } from '../../shared/case/queue-columns.ts';
import { withStoreErrors } from './errors.ts';
import { numberOfCase } from './item-table.ts';
import type { Connection } from './open.ts';

/** A case as the queue knows it. `searchText` is empty until it was asked for. */
export interface QueueEntry extends QueueKeys {
  id: string;
  kind: CaseKind;
  assigneeId: string | null;
}

const COLUMNS = `SELECT id, kind, assignee_id, open, tried, due_at, not_before, not_after, appointment_at, half_at, soon_at,
  plan_kind, code, waits_until, close_by, doubtful FROM queue`;

const BY_ID = `WHERE n = ${numberOfCase('@id')}`;

/** Reads the narrow rows of the queue: all of them once, then those that changed. */
export class QueueSource {
  readonly #connection: Connection;
  readonly #one;
  readonly #text;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#one = connection.prepare<[{ id: string }], QueuePlace>(`${COLUMNS} ${BY_ID}`).raw();
    this.#text = connection.prepare<[{ id: string }], string>(`SELECT search FROM queue ${BY_ID}`).pluck();
  }

  entries(): QueueEntry[] {
    return withStoreErrors(() => this.#connection.prepare<[], QueuePlace>(COLUMNS).raw().all().map(entryOf));
  }

  entry(id: string): QueueEntry | null {
    const row = withStoreErrors(() => this.#one.get({ id }));
    return row ? entryOf(row) : null;
  }

  /** Pairs of case id and normalised text to search in. */
  searchTexts(): [id: string, text: string][] {
    return withStoreErrors(() =>
      this.#connection.prepare<[], [string, string]>('SELECT id, search FROM queue').raw().all(),
    );
  }

  searchText(id: string): string {
    return withStoreErrors(() => this.#text.get({ id })) ?? '';
  }
}

function entryOf(row: QueuePlace): QueueEntry {
  const [id, kind, assigneeId, open, tried, dueAt, notBefore, notAfter, appointmentAt, ...rest] = row;
  const [halfAt, soonAt, planKind, code, waitsUntil, closeBy, doubtful] = rest;
  return {
    id,
    kind: kind === 'real_name' ? 'real_name' : 'spam_report',
    assigneeId,
    open: open === 1,
    tried: tried === 1,
    dueAt,
    notBefore,
    notAfter,
    appointmentAt,
    halfAt,
    soonAt,
    planKind,
    code,
    waitsUntil,
    closeBy,
    doubtful: doubtful === 1,
    searchText: '',
  };
}
