import type { Case } from '../../shared/case/case.ts';
import type { Ids } from '../../shared/ports.ts';
import { updateCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { nextVersion, type Publication, writeFeed } from '../db/feed.ts';
import { feedOfCase } from './scopes.ts';

/** A case as a transaction leaves it, and whose it was before. */
export interface ChangedCase {
  formerOwner: string | null;
  subject: Case;
}

/**
 * Writes changed cases and tells the feed, one version per team. The last thing a transaction does: it moves the teams'
 * counters, in the order of their ids so that two transactions never wait for each other.
 */
export async function publishCases(
  trx: Trx,
  ids: Ids,
  changed: readonly ChangedCase[],
): Promise<Publication[]> {
  const teamIds = [...new Set(changed.map(({ subject }) => subject.teamId))].sort();
  const publications: Publication[] = [];
  for (const teamId of teamIds) {
    const ofTeam = changed.filter(({ subject }) => subject.teamId === teamId);
    const version = await nextVersion(trx, teamId, ids.uuid());
    await updateCases(
      trx,
      ofTeam.map(({ subject }) => subject),
      version,
    );
    const entries = ofTeam.flatMap(({ formerOwner, subject }) => feedOfCase(formerOwner, subject));
    publications.push(await writeFeed(trx, teamId, version, entries));
  }
  return publications;
}
