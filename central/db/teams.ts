import { sql } from 'kysely';
import type { Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Ids } from '../../shared/ports.ts';
import { anyOf } from './any-of.ts';
import type { Database, Queryable } from './connect.ts';
import { type FeedEntry, publish } from './feed.ts';
import { newNamedId } from './namespace.ts';

export interface Team {
  id: string;
  name: string;
}

export async function findTeam(db: Queryable, name: string): Promise<Team | null> {
  return (await db.selectFrom('team').selectAll().where('name', '=', name).executeTakeFirst()) ?? null;
}

export function allTeams(db: Queryable): Promise<Team[]> {
  return db.selectFrom('team').selectAll().orderBy('name').execute();
}

/** The scope that carries people and library of a team to all its desks. */
export function commonScope(teamId: string): string {
  return `common:${teamId}`;
}

/** The teams whose desks know a person. */
export async function teamsWithMember(db: Queryable, accountId: string): Promise<string[]> {
  const scopes = (await allTeams(db)).map(({ id }) => commonScope(id));
  const rows = await db
    .selectFrom('sync_change')
    .select('team_id')
    .where('scope', '=', anyOf('text', scopes))
    .where('entity', '=', 'member')
    .where('entity_id', '=', accountId)
    .where('op', '=', 'put')
    .execute();
  return rows.map(({ team_id }) => team_id);
}

export async function renameTeam(db: Queryable, id: string, name: string): Promise<void> {
  await db.updateTable('team').set({ name }).where('id', '=', id).execute();
}

/** What all versions of a document are called: `policy`, `dispositions`, `script:real_name`. */
export function documentName(document: LibraryDocument): string {
  return document.type === 'script' ? `script:${document.body.kind}` : document.type;
}

/** Name of a document in feed and table: `policy@1`, `dispositions@1`, `script:real_name@1`. */
export function documentId(document: LibraryDocument): string {
  return `${documentName(document)}@${document.body.version}`;
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
      .values({ id: await newNamedId(trx, 'team', name, ids), name })
      // Of several processes that make it at once, all with the same id, the first one does.
      .onConflict((conflict) => conflict.doNothing())
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
    await publish(trx, made.id, ids.uuid(), entries);
    return made;
  });
}

/** The name of a team, for a sentence; its id when there is none. */
export async function teamName(db: Queryable, id: string): Promise<string> {
  return (await db.selectFrom('team').select('name').where('id', '=', id).executeTakeFirst())?.name ?? id;
}

/** The newest version of each document of the team's library, and a hash of its text. */
export async function newestDocuments(
  db: Queryable,
  teamId: string,
): Promise<{ id: string; version: number; hash: string }[]> {
  return db
    .selectFrom('library_document')
    .distinctOn(['type', sql`split_part(id, '@', 1)`])
    .select(['id', 'version', 'hash'])
    .where('team_id', '=', teamId)
    .orderBy('type')
    .orderBy(sql`split_part(id, '@', 1)`)
    .orderBy('version', 'desc')
    .execute();
}

export interface StoredDocument {
  id: string;
  doc: unknown;
}

/** Documents of the team's library as stored. */
export async function documentsById(
  db: Queryable,
  teamId: string,
  ids: readonly string[],
): Promise<StoredDocument[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('library_document')
    .select(['id', 'doc'])
    .where('team_id', '=', teamId)
    .where('id', '=', anyOf('text', ids))
    .execute();
}
