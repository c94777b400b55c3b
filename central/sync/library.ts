import { type Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Queryable } from '../db/connect.ts';
import { newestDocuments } from '../db/teams.ts';

/** The newest policy, dispositions and scripts of a team. */
export async function libraryOf(db: Queryable, teamId: string): Promise<Library> {
  const documents = (await newestDocuments(db, teamId)).map((document) => LibraryDocument.parse(document));
  const policy = documents.find((document) => document.type === 'policy')?.body;
  const dispositions = documents.find((document) => document.type === 'dispositions')?.body;
  const script = (kind: string) =>
    documents.flatMap((document) =>
      document.type === 'script' && document.body.kind === kind ? [document.body] : [],
    )[0];
  const spamReport = script('spam_report');
  const realName = script('real_name');
  if (!policy || !dispositions || !spamReport || !realName)
    throw new Error(`the library of team ${teamId} is incomplete`);
  return { policy, dispositions, scripts: { spam_report: spamReport, real_name: realName } };
}
