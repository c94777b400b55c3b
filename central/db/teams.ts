import { sql } from 'kysely';
import type { Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Ids } from '../../shared/ports.ts';
import type { Database, Queryable } from './connect.ts';
import { type FeedEntry, publish } from './feed.ts';

export interface Team {
  id: string;
  name: string;
  version: number;
}

export async function findTeam(db: Queryable, name: string): Promise<Team | null> {
  return (await db.selectFrom('team').selectAll().where('name', '=', name).executeTakeFirst()) ?? null;
}

/** The scope that carries people and library of a team to all its desks. */
export function commonScope(teamId: string): string {
  return `common:${teamId}`;
}

/** Name of a document in feed and table: `policy@1`, `dispositions@1`, `script:real_name@1`. */
export function documentId(document: LibraryDocument): string {
  const kind = document.type === 'script' ? `:${document.body.kind}` : '';
  return `${document.type}${kind}@${document.body.version}`;
}

/** Adds a document to a team's library. */
export async function insertDocument(
  db: Queryable,
  teamId: string,
  document: LibraryDocument,
): Promise<void> {
  await db.insertInto('library_document').values(documentRow(teamId, document)).execute();
}

function documentRow(teamId: string, document: LibraryDocument) {
  return {
    team_id: teamId,
    id: documentId(document),
    type: document.type,
    version: document.body.version,
    doc: JSON.stringify(document),
  };
}

function documentsOf(library: Library): LibraryDocument[] {
  return [
    { type: 'policy', body: library.policy },
    { type: 'dispositions', body: library.dispositions },
    ...Object.values(library.scripts).map((body): LibraryDocument => ({ type: 'script', body })),
  ];
}

/** The team of that name; made, with its library in the first version, when there is none. */
export async function ensureTeam(db: Database, name: string, library: Library, ids: Ids): Promise<Team> {
  const known = await findTeam(db, name);
  if (known) return known;
  return db.transaction().execute(async (trx) => {
    const made = await trx
      .insertInto('team')
      .values({ id: ids.uuid(), name, version: 0 })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!made) return trx.selectFrom('team').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
    const documents = documentsOf(library);
    await trx
      .insertInto('library_document')
      .values(documents.map((document) => documentRow(made.id, document)))
      .execute();
    const entries = documents.map(
      (document): FeedEntry => ({
        scope: commonScope(made.id),
        entity: 'document',
        entityId: documentId(document),
        op: 'put',
      }),
    );
    const { version } = await publish(trx, made.id, ids.uuid(), entries);
    return { ...made, version };
  });
}

/** Ids of the newest version of each document of the team's library. */
export async function newestDocumentIds(db: Queryable, teamId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('library_document')
    .distinctOn(['type', sql`split_part(id, '@', 1)`])
    .select('id')
    .where('team_id', '=', teamId)
    .orderBy('type')
    .orderBy(sql`split_part(id, '@', 1)`)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => row.id);
}

/** Documents of the team's library as stored. */
export async function documentsById(
  db: Queryable,
  teamId: string,
  ids: readonly string[],
): Promise<unknown[]> {
  const rows = await db
    .selectFrom('library_document')
    .select('doc')
    .where('team_id', '=', teamId)
    .where('id', 'in', ids)
    .execute();
  return rows.map((row) => row.doc);
}
