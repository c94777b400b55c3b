import type { DispositionSet } from '../../shared/case/disposition.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import { type Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Queryable } from '../db/connect.ts';
import { documentsById, newestDocuments, type StoredDocument, teamName } from '../db/teams.ts';

/**
 * Libraries by team, each under what it was read from: after a restore the same version may hold something
 * else.
 */
const known = new Map<string, { content: string; library: Library }>();

/** A team's library of which something is missing or cannot be read: nothing of that team can be planned. */
export class UnreadableLibrary extends Error {}

async function assembled(
  db: Queryable,
  teamId: string,
  documents: readonly LibraryDocument[],
  unreadable: readonly string[],
): Promise<Library> {
  const policy = documents.find((document) => document.type === 'policy')?.body;
  const dispositions = documents.find((document) => document.type === 'dispositions')?.body;
  const scripts = documents.flatMap((document) => (document.type === 'script' ? [document.body] : []));
  const spamReport = scripts.find((script) => script.kind === 'spam_report');
  const realName = scripts.find((script) => script.kind === 'real_name');
  if (!policy || !dispositions || !spamReport || !realName) {
    const why = unreadable.join(', ') || 'it is incomplete';
    throw new UnreadableLibrary(
      `The library of the team ${await teamName(db, teamId)} cannot be read: ${why}.`,
    );
  }
  return { policy, dispositions, scripts: { spam_report: spamReport, real_name: realName } };
}

function documentIn(stored: StoredDocument): LibraryDocument | null {
  return LibraryDocument.safeParse(stored.doc).data ?? null;
}

/** The sets of dispositions that work was done under. */
export function versionsUsed(mutations: readonly Mutation[]): number[] {
  return mutations.flatMap(({ args }) => ('dispositionsVersion' in args ? args.dispositionsVersion : []));
}

/**
 * A team's sets of dispositions by version, for work that was done under older ones than its newest; null for
 * versions that there never were.
 */
async function dispositionsByVersion(
  db: Queryable,
  teamId: string,
  dispositions: DispositionSet,
  versions: readonly number[],
): Promise<(version: number) => DispositionSet | null> {
  const older = [...new Set(versions)].filter((version) => version !== dispositions.version);
  const sets = new Map([[dispositions.version, dispositions]]);
  const ids = older.map((version) => `dispositions@${version}`);
  for (const stored of await documentsById(db, teamId, ids)) {
    const document = documentIn(stored);
    if (document?.type === 'dispositions') sets.set(document.body.version, document.body);
  }
  return (version) => sets.get(version) ?? null;
}

/** `dispositionsByVersion` of several teams; null also where a team's library cannot be read. */
export async function dispositionsOfTeams(
  db: Queryable,
  libraries: Libraries,
  teamIds: readonly string[],
  versions: readonly number[],
): Promise<(teamId: string, version: number) => DispositionSet | null> {
  const found = new Map<string, (version: number) => DispositionSet | null>();
  for (const teamId of new Set(teamIds)) {
    const library = await libraries.readable(teamId);
    if (library) found.set(teamId, await dispositionsByVersion(db, teamId, library.dispositions, versions));
  }
  return (teamId, version) => found.get(teamId)?.(version) ?? null;
}

/** The newest policy, dispositions and scripts of a team. Throws `UnreadableLibrary`. */
export async function libraryOf(db: Queryable, teamId: string): Promise<Library> {
  const newest = await newestDocuments(db, teamId);
  const content = newest.map(({ id, hash }) => `${id} ${hash}`).join('\n');
  const before = known.get(teamId);
  if (before?.content === content) return before.library;
  const stored = await documentsById(
    db,
    teamId,
    newest.map(({ id }) => id),
  );
  const library = await assembled(
    db,
    teamId,
    stored.flatMap((each) => documentIn(each) ?? []),
    stored.filter((each) => documentIn(each) === null).map(({ id }) => id),
  );
  known.set(teamId, { content, library });
  return library;
}

/**
 * The library of a team; null when it cannot be read: what is done for one team must not fail for another.
 */
export async function readableLibrary(db: Queryable, teamId: string): Promise<Library | null> {
  try {
    return await libraryOf(db, teamId);
  } catch (error) {
    if (error instanceof UnreadableLibrary) return null;
    throw error;
  }
}

/**
 * A team's library with a document in the place of its newest of that kind, which may be what cannot be read.
 */
export async function libraryWith(
  db: Queryable,
  teamId: string,
  document: LibraryDocument,
): Promise<Library> {
  const newest = await newestDocuments(db, teamId);
  const stored = await documentsById(
    db,
    teamId,
    newest.map(({ id }) => id),
  );
  const others = stored.flatMap((each) => documentIn(each) ?? []);
  return assembled(
    db,
    teamId,
    [document, ...others],
    stored.filter((each) => documentIn(each) === null).map(({ id }) => id),
  );
}

/** The libraries of the teams that a transaction touches, each read once. */
export class Libraries {
  readonly #db: Queryable;
  readonly #known = new Map<string, Library | null>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** Throws `UnreadableLibrary`. */
  async of(teamId: string): Promise<Library> {
    return (await this.readable(teamId)) ?? libraryOf(this.#db, teamId);
  }

  async readable(teamId: string): Promise<Library | null> {
    const seen = this.#known.get(teamId);
    if (seen !== undefined) return seen;
    const library = await readableLibrary(this.#db, teamId);
    this.#known.set(teamId, library);
    return library;
  }

  /** The library of each of these teams; null when it cannot be read. */
  async all(teamIds: Iterable<string>): Promise<(teamId: string) => Library | null> {
    for (const teamId of new Set(teamIds)) await this.readable(teamId);
    return (teamId) => this.#known.get(teamId) ?? null;
  }
}
