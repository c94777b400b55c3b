import type { Moved } from '../../shared/api/sync.ts';
import { Case } from '../../shared/case/case.ts';
import { numbersOf } from '../../shared/case/number-calls.ts';
import { Plan } from '../../shared/case/plan.ts';
import { type ErrorCode, ErrorParams } from '../../shared/errors.ts';
import { Draft, OtherCase, type QueueRow, type UnsentItem } from '../../shared/ipc/view.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { withStoreErrors } from './errors.ts';
import { numberOfCase } from './item-table.ts';
import { LibraryTable } from './library-table.ts';
import { type Meta, metaOf } from './meta.ts';
import { NumberCallsReader } from './number-calls.ts';
import { type Connection, openDeskFile } from './open.ts';
import { StoredCode } from './outbox.ts';
import { queueRowOf, unreadableRowOf } from './queue-entry.ts';
import { QueueSource } from './queue-source.ts';
import { readCase } from './text-row.ts';
import { shownOf, understood } from './work.ts';

interface UnsentRow {
  id: string;
  mutation: string;
  externalId: string | null;
  state: UnsentItem['state'];
  code: string | null;
  params: string | null;
}

/** More cases of a number than these are not listed. */
const MOST_OTHERS = 50;

/** `plan`: the next step as the calls to the number leave it; null: as the case has it. */
interface StoredCase {
  doc: string;
  plan: string | null;
}

/** Null: this program cannot read it. */
function shownOfStored({ doc, plan }: StoredCase, id: string): Case | null {
  const subject = readCase(doc, id);
  const held = plan === null ? null : (Plan.safeParse(JSON.parse(plan)).data ?? null);
  return subject && held ? { ...subject, plan: held } : subject;
}

/** The read-only side of a desk file: never waits for the writer. */
export class DeskReader {
  readonly meta: Meta;
  readonly library: LibraryTable;
  readonly queue: QueueSource;
  readonly calls: NumberCallsReader;
  readonly #connection: Connection;
  readonly #case;
  readonly #others;
  readonly #state;
  readonly #draft;

  constructor(file: string, key: Uint8Array) {
    this.#connection = openDeskFile(file, key, 'read');
    this.meta = metaOf(this.#connection);
    this.library = new LibraryTable(this.#connection);
    this.queue = new QueueSource(this.#connection);
    this.calls = new NumberCallsReader(this.#connection);
    this.#case = this.#connection.prepare<[{ id: string }], StoredCase>(
      `SELECT doc, plan FROM case_ LEFT JOIN held ON held.n = case_.n WHERE case_.n = ${numberOfCase('@id')}`,
    );
    this.#others = this.#connection.prepare<[{ id: string; numbers: string }], Record<string, unknown>>(
      `SELECT queue.id AS caseId, kind, assignee_id AS ownerId, iif(json_valid(doc), doc ->> '$.stage', NULL) AS stage
         FROM queue JOIN case_ ON case_.n = queue.n
        WHERE queue.n IN (SELECT n FROM json_each(@numbers) AS asked JOIN queue ON phone = asked.value
                          UNION SELECT n FROM json_each(@numbers) AS asked JOIN queue ON alt_phone = asked.value)
          AND queue.id <> @id
        ORDER BY open DESC, due_at, queue.id LIMIT ${MOST_OTHERS}`,
    );
    this.#state = this.#connection.prepare<[{ id: string }], { unsent: number; hasDraft: number }>(
      `SELECT EXISTS (SELECT 1 FROM outbox_case JOIN outbox USING (id)
                       WHERE outbox_case.case_id = @id AND state = 'pending') AS unsent,
              EXISTS (SELECT 1 FROM draft WHERE case_id = @id) AS hasDraft`,
    );
    this.#draft = this.#connection
      .prepare<[string], string>('SELECT body FROM draft WHERE case_id = ?')
      .pluck();
  }

  /**
   * The case as the person sees it, pending work included and held back by the calls to its number; null when
   * it is not on this desk (any more), or cannot be read.
   */
  case(id: string): Case | null {
    const stored = withStoreErrors(() => this.#case.get({ id }));
    const found = stored === undefined ? null : shownOfStored(stored, id);
    // With what this program adds to documents of before.
    return found && (Case.safeParse(found).data ?? null);
  }

  /** Whether this desk has a case, readable or not. */
  has(id: string): boolean {
    return withStoreErrors(() => this.#case.get({ id })) !== undefined;
  }

  /** The other cases of a number, of this desk and as far as the case knows others. */
  others(subject: Case): OtherCase[] {
    const here = withStoreErrors(() =>
      this.#others.all({ id: subject.id, numbers: JSON.stringify(numbersOf(subject)) }),
    ).flatMap(({ caseId, kind, ...here }) => OtherCase.safeParse({ caseId, kind, here }).data ?? []);
    const known = new Set(here.map(({ caseId }) => caseId));
    const elsewhere = subject.related.filter(({ caseId }) => !known.has(caseId));
    return [...here, ...elsewhere.map(({ caseId, kind }) => ({ caseId, kind, here: null }))];
  }

  /** Where a case went that left this desk; null when nobody said. */
  gone(caseId: string): Moved | null {
    const found = withStoreErrors(() => this.meta.get('gone'))?.find(({ id }) => id === caseId);
    return found ? { toId: found.toId, byId: found.byId, at: found.at } : null;
  }

  draft(caseId: string): Draft | null {
    const text = withStoreErrors(() => this.#draft.get(caseId));
    return text === undefined ? null : (Draft.safeParse(JSON.parse(text)).data ?? null);
  }

  /** Rows in the order of the ids; one that left the desk meanwhile is left out. */
  queueRows(ids: readonly string[]): QueueRow[] {
    return withStoreErrors(() =>
      ids.flatMap((id) => {
        const stored = this.#case.get({ id });
        if (stored === undefined) return [];
        const found = this.#state.get({ id });
        const state = { unsent: found?.unsent === 1, hasDraft: found?.hasDraft === 1 };
        const subject = shownOfStored(stored, id);
        if (subject) return queueRowOf(subject, state);
        const entry = this.queue.entry(id);
        return entry ? unreadableRowOf(entry, state) : [];
      }),
    );
  }

  /**
   * Ids of this case's mutations that central has not answered; they are the ids of the history entries too.
   */
  unsentEntries(caseId: string): string[] {
    return withStoreErrors(() =>
      this.#connection
        .prepare<[string], string>(
          "SELECT id FROM outbox_case JOIN outbox USING (id) WHERE outbox_case.case_id = ? AND state = 'pending' ORDER BY seq",
        )
        .pluck()
        .all(caseId),
    );
  }

  /** Unfinished work item by item, oldest first, then what central refused, then what waits there. */
  unsentItems(): UnsentItem[] {
    const rows = withStoreErrors(() =>
      this.#connection
        .prepare<[], UnsentRow>(
          `SELECT work.id, work.mutation, work.state, work.code, work.params,
                  iif(json_valid(doc), doc ->> '$.externalId', NULL) AS externalId
             FROM (SELECT 0 AS place, seq, id, mutation, state, code, params, case_id FROM outbox
                   UNION ALL
                   SELECT 2, seq, id, mutation, 'waits_for_' || waits, NULL, NULL, iif(json_valid(mutation), mutation ->> '$.args.caseId', NULL)
                     FROM journal WHERE waits IS NOT NULL
                   UNION ALL
                   SELECT 1, at, id, mutation, 'rejected', code, params, iif(json_valid(mutation), mutation ->> '$.args.caseId', NULL) FROM notice) AS work
             LEFT JOIN case_ ON case_.n = ${numberOfCase('work.case_id')}
            ORDER BY work.place, work.seq`,
        )
        .all(),
    );
    return rows.map((row) => {
      const { name, at, caseId } = shownOf(row.mutation);
      return {
        id: row.id,
        name,
        caseId,
        externalId: row.externalId,
        at,
        state: row.state,
        code: StoredCode.parse(row.code),
        params: ErrorParams.safeParse(JSON.parse(row.params ?? '{}')).data ?? {},
      };
    });
  }

  /**
   * Work that central refused, and why; null when there is none of this id (any more). `mutation` null: not
   * understood here.
   */
  refused(id: string): { name: string; mutation: Mutation | null; code: ErrorCode | null } | null {
    const found = withStoreErrors(() =>
      this.#connection
        .prepare<[string], Pick<UnsentRow, 'mutation' | 'code'>>(
          'SELECT mutation, code FROM notice WHERE id = ?',
        )
        .get(id),
    );
    if (!found) return null;
    const { name } = shownOf(found.mutation);
    return { name, mutation: understood(found.mutation), code: StoredCode.parse(found.code) };
  }

  close(): void {
    this.#connection.close();
  }
}
