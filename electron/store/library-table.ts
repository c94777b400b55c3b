import { Member } from '../../shared/api/account.ts';
import type { DispositionSet } from '../../shared/case/disposition.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { type Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Script } from '../../shared/script/graph.ts';
import type { Connection } from './open.ts';

/** Policies, dispositions, scripts and the people of the team, as sync delivered them. */
export class LibraryTable {
  readonly #connection: Connection;
  /** Documents by their text. They never change, so each is read once although every commit asks for the newest ones. */
  readonly #read = new Map<string, LibraryDocument | null>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  putDocument(id: string, document: LibraryDocument): void {
    const kind = document.type === 'script' ? document.body.kind : null;
    this.#connection
      .prepare('INSERT OR REPLACE INTO document (id, type, kind, version, body) VALUES (?, ?, ?, ?, ?)')
      .run(id, document.type, kind, document.body.version, JSON.stringify(document));
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
    const rows = this.#connection
      .prepare<[], string>('SELECT body FROM document ORDER BY version')
      .pluck()
      .all();
    const library: Library = { ...DEFAULT_LIBRARY, scripts: { ...DEFAULT_LIBRARY.scripts } };
    for (const text of rows) {
      const document = this.#document(text);
      if (document?.type === 'policy') library.policy = document.body;
      if (document?.type === 'dispositions') library.dispositions = document.body;
      if (document?.type === 'script') library.scripts[document.body.kind] = document.body;
    }
    return library;
  }

  /** The dispositions in the version that a call was made under; null: not delivered here. */
  dispositions(version: number): DispositionSet | null {
    const text = this.#connection
      .prepare<[number], string>("SELECT body FROM document WHERE type = 'dispositions' AND version = ?")
      .pluck()
      .get(version);
    const document = text === undefined ? null : this.#document(text);
    return document?.type === 'dispositions' ? document.body : null;
  }

  /** A script in the version that a result pinned. */
  script(kind: string, version: number): Script | null {
    const text = this.#connection
      .prepare<[string, number], string>(
        "SELECT body FROM document WHERE type = 'script' AND kind = ? AND version = ?",
      )
      .pluck()
      .get(kind, version);
    const document = text === undefined ? null : this.#document(text);
    return document?.type === 'script' ? document.body : null;
  }

  /** A stored document; null: not readable. */
  #document(text: string): LibraryDocument | null {
    const known = this.#read.get(text);
    if (known !== undefined) return known;
    const document = LibraryDocument.safeParse(JSON.parse(text)).data ?? null;
    this.#read.set(text, document);
    return document;
  }
}
