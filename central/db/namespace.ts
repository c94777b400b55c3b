import { v5 } from 'uuid';
import type { Ids } from '../../shared/ports.ts';
import type { Queryable } from './connect.ts';

/**
 * The namespace in which this installation derives ids from names, so that what is made again after a restore
 * has the id of before and nobody outside can compute one. Made once; in every backup; never changed.
 */
export async function namespaceOf(db: Queryable, ids: Ids): Promise<string> {
  const known = await knownNamespace(db);
  if (known !== null) return known;
  await keepNamespace(db, ids.uuid());
  return (await db.selectFrom('installation').select('namespace').executeTakeFirstOrThrow()).namespace;
}

export async function knownNamespace(db: Queryable): Promise<string | null> {
  return (await db.selectFrom('installation').select('namespace').executeTakeFirst())?.namespace ?? null;
}

/** Makes this the namespace unless there is one. */
async function keepNamespace(db: Queryable, namespace: string): Promise<void> {
  await db
    .insertInto('installation')
    .values({ id: 1, namespace })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Goes on with a namespace, in the place of one that was derived for data from before there was one. */
export async function continueNamespace(db: Queryable, namespace: string): Promise<void> {
  await keepNamespace(db, namespace);
  await db.updateTable('installation').set({ namespace }).execute();
}

/** The id by which desks know this installation, at whatever address it answers and after a restore. */
export async function installationIdOf(db: Queryable, ids: Ids): Promise<string> {
  return derived(await namespaceOf(db, ids), 'installation');
}

/** The id of a new case: external ids are unique per team and kind. */
export function newCaseId(
  namespace: string,
  { teamId, kind, externalId }: { teamId: string; kind: string; externalId: string },
): string {
  return derived(namespace, 'case', teamId, kind, externalId);
}

/** The id of the row with the calls to a number. */
export function numberRowId(namespace: string, number: string): string {
  return derived(namespace, 'calls', number);
}

/**
 * The id of a move that central makes: made again after a restore, it is the one that later moves name.
 * `former`: the assignment that it replaces.
 */
export function newAssignmentId(
  namespace: string,
  { caseId, former, toId }: { caseId: string; former: string | null; toId: string | null },
): string {
  return derived(namespace, 'assignment', caseId, former ?? '', toId ?? '');
}

/**
 * The id of a new team or account: of its name. One that was renamed keeps its id, so whoever takes its
 * former name gets the second id of that name, then the third.
 */
export async function newNamedId(
  db: Queryable,
  table: 'team' | 'account',
  name: string,
  ids: Ids,
): Promise<string> {
  const namespace = await namespaceOf(db, ids);
  for (let nth = 1; ; nth += 1) {
    const id = derived(namespace, table, name, nth);
    const taken = await db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst();
    if (!taken) return id;
  }
}

/** Words are told apart whatever signs they hold. */
function derived(namespace: string, ...words: (string | number)[]): string {
  return v5(JSON.stringify(words), namespace);
}
