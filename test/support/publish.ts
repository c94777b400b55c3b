import type { Database } from '../../central/db/connect.ts';
import { publish } from '../../central/db/feed.ts';
import { commonScope, documentId } from '../../central/db/teams.ts';
import { retried } from '../../central/db/transaction.ts';
import type { LibraryDocument } from '../../shared/policy/library.ts';
import type { Ids } from '../../shared/ports.ts';

/** Puts further versions of a team's policy, dispositions or scripts into central, for all its desks. */
export async function publishDocuments(
  { db, ids }: { db: Database; ids: Ids },
  teamId: string,
  documents: readonly LibraryDocument[],
): Promise<void> {
  await retried(db, async (trx) => {
    const rows = documents.map((document) => ({
      team_id: teamId,
      id: documentId(document),
      type: document.type,
      version: document.body.version,
      doc: JSON.stringify(document),
    }));
    await trx.insertInto('library_document').values(rows).execute();
    const entries = rows.map(({ id }) => ({
      scope: commonScope(teamId),
      entity: 'document' as const,
      entityId: id,
      op: 'put' as const,
    }));
    await publish(trx, teamId, ids.uuid(), entries);
  });
}
