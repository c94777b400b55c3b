import { Member } from '../../shared/api/account.ts';
import type { DispositionSet } from '../../shared/case/disposition.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { type Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { Script } from '../../shared/script/graph.ts';
import type { Connection } from './open.ts';

/** Policies, dispositions, scripts and the people of the team, as sync delivered them. */
export class LibraryTable {
  readonly #connection: Connection;
  readonly #body;
  /**
   * Documents by their text. They never change, so each is read once although every commit asks for the
   * newest ones.
   */
  readonly #read = new Map<string, LibraryDocument | null>();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#body = connection
      .prepare<[string, string | null, number], string>(
        'SELECT body FROM document WHERE type = ? AND kind IS ? AND version = ?',
      )
      .pluck();
  }

  /** Whether the document is new here. */
  putDocument(id: string, document: LibraryDocument): boolean {
    const kind = document.type === 'script' ? document.body.kind : null;
    const text = JSON.stringify(document);
    const known = this.#connection
      .prepare<[string], string>('SELECT body FROM document WHERE id = ?')
      .pluck();
    if (known.get(id) === text) return false;
    this.#connection
      .prepare('INSERT OR REPLACE INTO document (id, type, kind, version, body) VALUES (?, ?, ?, ?, ?)')
      .run(id, document.type, kind, document.body.version, text);
    return true;
  }

  removeDocument(id: string): void {
    this.#connection.prepare('DELETE FROM document WHERE id = ?').run(id);
  }

  putMember(member: Member): void {
    this.#connection
      .prepare('INSERT OR REPLACE INTO person (id, body) VALUES (?, ?)')
      .run(member.id, JSON.stringify(member));
  }

  removeMember(id: string): void {
    this.#connection.prepare('DELETE FROM person WHERE id = ?').run(id);
  }

  members(): Member[] {
    const rows = this.#connection.prepare<[], string>('SELECT body FROM person').pluck().all();
    return rows.flatMap((text) => Member.safeParse(JSON.parse(text)).data ?? []);
  }

  /** The newest version of each document; what central did not deliver yet is the product's own default. */
  newest(): Library {
    const library: Library = { ...DEFAULT_LIBRARY, scripts: { ...DEFAULT_LIBRARY.scripts } };
    const found = new Set<string>();
    for (const { type, kind, version } of this.#versions()) {
      const name = `${type} ${kind}`;
      const document = found.has(name) ? null : this.#document(type, kind, version);
      if (!document) continue;
      found.add(name);
      if (document.type === 'policy') library.policy = document.body;
      if (document.type === 'dispositions') library.dispositions = document.body;
      if (document.type === 'script') library.scripts[document.body.kind] = document.body;
    }
    return library;
  }

  /** What there is, the newest first, without the documents: only the newest that can be read is wanted. */
  #versions() {
    return this.#connection
      .prepare<[], { type: LibraryDocument['type']; kind: CaseKind | null; version: number }>(
        'SELECT type, kind, version FROM document ORDER BY version DESC',
      )
      .all();
  }

  /** A script in the version that a result pinned. */
  script(kind: CaseKind, version: number): Script | null {
    const document = this.#document('script', kind, version);
    const product = DEFAULT_LIBRARY.scripts[kind];
    if (document?.type === 'script') return document.body;
    return product.version === version ? product : null;
  }

  /** A policy in the version that a call began with. */
  policy(version: number): Policy | null {
    const document = this.#document('policy', null, version);
    if (document?.type === 'policy') return document.body;
    return DEFAULT_LIBRARY.policy.version === version ? DEFAULT_LIBRARY.policy : null;
  }

  /** The dispositions in the version that a call began with. */
  dispositions(version: number): DispositionSet | null {
    const document = this.#document('dispositions', null, version);
    if (document?.type === 'dispositions') return document.body;
    return DEFAULT_LIBRARY.dispositions.version === version ? DEFAULT_LIBRARY.dispositions : null;
  }

  #document(type: LibraryDocument['type'], kind: CaseKind | null, version: number): LibraryDocument | null {
    const text = this.#body.get(type, kind, version);
    return text === undefined ? null : this.#readable(text);
  }

  /** A stored document; null: not readable. */
  #readable(text: string): LibraryDocument | null {
    const known = this.#read.get(text);
    if (known !== undefined) return known;
    const document = LibraryDocument.safeParse(JSON.parse(text)).data ?? null;
    this.#read.set(text, document);
    return document;
  }
}
