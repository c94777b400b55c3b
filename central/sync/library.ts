import type { DispositionSet } from '../../shared/case/disposition.ts';
import { type Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Queryable } from '../db/connect.ts';
import { documentsById, newestDocumentIds } from '../db/teams.ts';

/** Documents are immutable, so a library that was read once stays right for the same set of them. */
const known = new Map<string, { ids: string; library: Library }>();

function assembled(teamId: string, documents: readonly LibraryDocument[]): Library {
  const policy = documents.find((document) => document.type === 'policy')?.body;
  const dispositions = documents.find((document) => document.type === 'dispositions')?.body;
  const scripts = documents.flatMap((document) => (document.type === 'script' ? [document.body] : []));
  const spamReport = scripts.find((script) => script.kind === 'spam_report');
  const realName = scripts.find((script) => script.kind === 'real_name');
  if (!policy || !dispositions || !spamReport || !realName) {
    throw new Error(`the library of team ${teamId} is incomplete`);
  }
  return { policy, dispositions, scripts: { spam_report: spamReport, real_name: realName } };
}

/** Sets of dispositions by version, for work that was done under older ones; null for versions that there never were. */
export async function dispositionsByVersion(
  db: Queryable,
  teamId: string,
  versions: readonly number[],
): Promise<(version: number) => DispositionSet | null> {
  const { dispositions } = await libraryOf(db, teamId);
  const older = [...new Set(versions)].filter((version) => version !== dispositions.version);
  const sets = new Map([[dispositions.version, dispositions]]);
  const ids = older.map((version) => `dispositions@${version}`);
  for (const stored of ids.length > 0 ? await documentsById(db, teamId, ids) : []) {
    const document = LibraryDocument.parse(stored);
    if (document.type === 'dispositions') sets.set(document.body.version, document.body);
  }
  return (version) => sets.get(version) ?? null;
}

/** The newest policy, dispositions and scripts of a team. */
export async function libraryOf(db: Queryable, teamId: string): Promise<Library> {
  const newest = await newestDocumentIds(db, teamId);
  const ids = newest.join(' ');
  const before = known.get(teamId);
  if (before?.ids === ids) return before.library;
  const documents = await documentsById(db, teamId, newest);
  const library = assembled(
    teamId,
    documents.map((document) => LibraryDocument.parse(document)),
  );
  known.set(teamId, { ids, library });
  return library;
}
