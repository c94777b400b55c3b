import type { Library, LibraryDocument } from '../../shared/policy/library.ts';
import type { Clock, Ids } from '../../shared/ports.ts';
import { recordAudit } from '../db/accounts.ts';
import type { Database } from '../db/connect.ts';
import { publish } from '../db/feed.ts';
import { commonScope, documentId, documentName, insertDocument, newestDocuments } from '../db/teams.ts';
import { retried } from '../db/transaction.ts';
import { libraryWith } from '../sync/library.ts';
import { spreadLeft } from '../sync/spread.ts';
import { understandWaiting } from '../sync/understand.ts';
import { afterPublishing } from './after-publishing.ts';
import { documentFaults } from './faults.ts';

interface PublishParts {
  db: Database;
  clock: Clock;
  ids: Ids;
  teamId: string;
}

/** The documents of a library that are newest, each as a person may edit and publish it. */
export function documentsOf({ policy, dispositions, scripts }: Library): LibraryDocument[] {
  return [
    { type: 'policy', body: policy },
    { type: 'dispositions', body: dispositions },
    ...Object.values(scripts).map((body): LibraryDocument => ({ type: 'script', body })),
  ];
}

function withVersion(document: LibraryDocument, version: number): LibraryDocument {
  return { ...document, body: { ...document.body, version } } as LibraryDocument;
}

/**
 * Publishes the next version of a document to all desks of a team; older versions stay, because results pin
 * them. What could not be done while the library could not be read is done then. `renumber`: gives it the
 * version after the newest one. Answers its id, or why it must not be published; then nothing was changed.
 */
export async function publishDocument(
  { db, clock, ids, teamId }: PublishParts,
  given: LibraryDocument,
  renumber: boolean,
): Promise<{ id: string } | { faults: string[] }> {
  const done = await retried(db, async (trx) => {
    const name = documentName(given);
    const newest = (await newestDocuments(trx, teamId)).find(({ id }) => id.startsWith(`${name}@`));
    const next = (newest?.version ?? 0) + 1;
    const document = renumber ? withVersion(given, next) : given;
    const { version } = document.body;
    const faults = [
      ...(version === next ? [] : [`version: is ${version}, the next one is ${next} (--next sets it)`]),
      ...documentFaults(document, await libraryWith(trx, teamId, document)),
    ];
    if (faults.length > 0) return { faults };
    const id = documentId(document);
    const at = clock.now();
    await insertDocument(trx, teamId, document);
    await recordAudit(trx, {
      id: ids.uuid(),
      at,
      kind: 'document_published',
      accountId: null,
      detail: { id, teamId },
    });
    const entry = { scope: commonScope(teamId), entity: 'document', entityId: id, op: 'put' } as const;
    await publish(trx, teamId, ids.uuid(), [entry]);
    return { id, document };
  });
  if ('faults' in done) return done;
  await afterPublishing({ db, clock, ids, teamId }, done.document);
  await spreadLeft({ db, clock, ids });
  await understandWaiting({ db, clock, ids });
  return { id: done.id };
}
