import type { DeskStore } from '../../electron/store/desk-store.ts';
import { rowHash } from '../../electron/store/digest.ts';
import { TextRow } from '../../electron/store/text-row.ts';
import type { SignedInUser } from '../../shared/api/account.ts';
import type { Change, Digest, PushResult } from '../../shared/api/sync.ts';
import type { Case } from '../../shared/case/case.ts';
import { callsOf, type NumberCalls } from '../../shared/case/number-calls.ts';
import { queueColumnsOf } from '../../shared/case/queue-columns.ts';
import { apply } from '../../shared/mutation/apply.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { idOf } from './cases.ts';

type Put = Exclude<Change, { entity: 'revoke' }>;

/** Central as one desk meets it, in memory: rows with versions, and what it took of the desk's work. */
export class SmallCentral {
  readonly scope: string;
  readonly #author: SignedInUser;
  #rows = new Map<string, Put>();
  readonly #backup: ReadonlyMap<string, Put>;
  /** What was taken before, by the id of the work. */
  readonly #known = new Map<string, PushResult>();
  #news: Change[] = [];
  #version = 1;
  readonly #lastSeq = new Map<string | null, number>();
  #library = DEFAULT_LIBRARY;

  constructor(scope: string, author: SignedInUser, cases: readonly Case[]) {
    this.scope = scope;
    this.#author = author;
    for (const subject of cases) this.put(subject);
    this.#backup = new Map(this.#rows);
  }

  case(id: string): Case | null {
    const row = this.#rows.get(id);
    return row?.entity === 'case' ? row.row : null;
  }

  put(subject: Case): void {
    this.#publish({ entity: 'case', id: subject.id, row: subject });
    for (const { number } of callsOf(subject)) this.#putCalls(number);
  }

  #putCalls(number: string): void {
    const cases = [...this.#rows.values()].flatMap((row) => (row.entity === 'case' ? callsOf(row.row) : []));
    const calls = cases
      .filter((call) => call.number === number)
      .map(({ startedAt, endedAt }) => ({ startedAt, endedAt }));
    const row: NumberCalls = { id: idOf('calls', number), number, calls };
    this.#publish({ entity: 'calls', id: row.id, row });
  }

  /** New rules: so many minutes between two calls of a case and to a number, and so many calls. */
  rule(minGapMinutes: number, maxAttempts: number): void {
    const { policy } = this.#library;
    const body = {
      ...policy,
      version: policy.version + 1,
      rules: { ...policy.rules, spam_report: { ...policy.rules.spam_report, minGapMinutes, maxAttempts } },
      perNumber: { ...policy.perNumber, minGapMinutes },
    };
    this.#library = { ...this.#library, policy: body };
    this.#publish({ entity: 'document', id: idOf('policy', body.version), row: { type: 'policy', body } });
  }

  revoke(id: string): void {
    if (!this.#rows.delete(id)) return;
    this.#version += 1;
    this.#news.push({ scope: this.scope, id, version: this.#version, entity: 'revoke', of: 'case' });
  }

  #publish(what: Pick<Put, 'entity' | 'id' | 'row'>): void {
    this.#version += 1;
    const row = { scope: this.scope, version: this.#version, op: 'put', ...what } as Put;
    this.#rows.set(row.id, row);
    this.#news.push(row);
  }

  /** Takes the desk's oldest work; the answer may be lost on its way. */
  take(store: DeskStore, count: number, answered: boolean): void {
    const client = store.meta.get('clientId');
    const results = store.pending(count, 1_000_000).map(({ seq, mutation }): PushResult => {
      this.#lastSeq.set(client, Math.max(this.#lastSeq.get(client) ?? 0, seq));
      const known = this.#known.get(mutation.id);
      if (known) return known;
      const before = this.case(mutation.args.caseId);
      const result = this.#apply(mutation, before);
      const [after] = result.ok ? result.cases : [];
      if (after) this.put(after);
      const [status, code] = result.ok ? (['applied', null] as const) : (['rejected', result.code] as const);
      const answer: PushResult = { id: mutation.id, status, code, params: {}, flags: [] };
      this.#known.set(mutation.id, answer);
      return answer;
    });
    if (answered) store.answered(results);
  }

  #apply(mutation: Mutation, subject: Case | null) {
    const cases = new Map(subject ? [[subject.id, subject]] : []);
    const { id, role, teamId, permissions } = this.#author;
    const author = { id, role, teamId, permissions };
    return apply(mutation, cases, { author, receivedAt: mutation.at + 60_000, library: this.#library });
  }

  /** What changed, in two pages. `ahead`: the rows that come are put in before the others. */
  pull(store: DeskStore, ahead: boolean): string {
    const base = store.meta.get('cursor');
    if (!base) return 'no cursor';
    const half = Math.ceil(this.#news.length / 2);
    for (const changes of [this.#news.slice(0, half), this.#news.slice(half)])
      store.pull.stage({
        rows: { changes, unreadable: [] },
        scopes: [this.scope],
        cursor: { ...base, version: this.#version },
        lastSeq: this.#lastSeq.get(store.meta.get('clientId')) ?? 0,
        digests: [this.#digest()],
      });
    this.#news = [];
    if (ahead) for (let done = store.pull.applyAhead(0); done; ) done = store.pull.applyAhead(done.part);
    const { outcome, differs } = store.pull.applyStaged(base, 0);
    return differs.length > 0 ? 'differs' : outcome;
  }

  /** Forgets all that came since it began; the desk begins anew and brings its work again. */
  restore(store: DeskStore, clientId: string): void {
    this.#rows = new Map(this.#backup);
    this.#known.clear();
    this.snapshot(store, true, { clientId });
  }

  /** Everything anew. `text`: cases come as they do in a first pull. */
  snapshot(store: DeskStore, text: boolean, forget: { clientId: string } | null = null): void {
    store.pull.restart(null, forget);
    this.#news = [];
    const rows = [...this.#rows.values()];
    const texts = rows.flatMap((row) => (text && row.entity === 'case' ? this.#textOf(row) : []));
    const changes = rows.filter((row) => !text || row.entity !== 'case');
    const cursor = { epoch: idOf('epoch'), version: this.#version, tag: idOf('tag') };
    const step = { scopes: [this.scope], cursor, next: null, received: rows.length, total: rows.length };
    store.pull.snapshotRows({ changes, texts, unreadable: [] }, step);
  }

  #textOf(row: Extract<Put, { entity: 'case' }>): TextRow {
    const { id, version } = row;
    const columns = queueColumnsOf(row.row);
    return new TextRow({
      scope: this.scope,
      id,
      version,
      text: Buffer.from(JSON.stringify(row.row)),
      columns,
    });
  }

  #digest(): Digest {
    const hashes = [...this.#rows.values()].map(({ entity, id, version }) => rowHash(entity, id, version));
    const sum = hashes.reduce((total, each) => total + each, 0) % 2 ** 40;
    return { scope: this.scope, count: hashes.length, sum };
  }
}
