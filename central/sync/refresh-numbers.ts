import type { Clock, Ids } from '../../shared/ports.ts';
import type { Database, Trx } from '../db/connect.ts';
import { type Publication, publish } from '../db/feed.ts';
import { numbersDue } from '../db/number-calls.ts';
import { retried } from '../db/transaction.ts';
import { Libraries } from './library.ts';
import { numbersAgain } from './number-rows.ts';

/** Numbers per transaction. */
const BATCH = 100;

interface Parts {
  db: Database;
  clock: Clock;
  ids: Ids;
  hub?: { announce(publication: Publication): void };
}

async function refresh(trx: Trx, { clock, ids }: Parts) {
  const at = clock.now();
  const due = await numbersDue(trx, at, BATCH);
  if (due.length === 0) return { due: 0, publications: [] };
  const entries = await numbersAgain(trx, due, { libraries: new Libraries(trx), ids, at });
  const publications: Publication[] = [];
  for (const [teamId, ofTeam] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
    publications.push(await publish(trx, teamId, ids.uuid(), ofTeam));
  return { due: due.length, publications };
}

/**
 * Makes the rows of numbers again whose oldest call holds nobody back any more, and those of calls from
 * before central kept them apart.
 */
export async function refreshNumbers(parts: Parts): Promise<void> {
  for (;;) {
    const { due, publications } = await retried(parts.db, (trx) => refresh(trx, parts));
    for (const publication of publications) parts.hub?.announce(publication);
    if (due < BATCH) return;
  }
}
