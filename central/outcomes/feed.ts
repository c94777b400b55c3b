import { z } from 'zod';
import { type OutcomesRequest, OutcomesResponse } from '../../shared/api/outcomes.ts';
import { CodedError } from '../../shared/errors.ts';
import { outcomesAfter } from '../db/outcome-feed.ts';
import { headOf } from '../db/pull.ts';
import { snapshot } from '../db/transaction.ts';
import type { Caller, Services } from '../services.ts';

/** `epoch.version.place`: opaque to readers. */
const CURSOR = /^([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,9})$/;

interface Place {
  version: number;
  place: number;
}

function read(cursor: string): Place & { epoch: string } {
  const [, epoch, version, place] = CURSOR.exec(cursor) ?? [];
  if (!z.uuid().safeParse(epoch).success) throw new CodedError('invalid_input', { field: 'cursor' });
  return { epoch: epoch ?? '', version: Number(version), place: Number(place) };
}

/**
 * What other systems have not read yet, in the order of its commits: rows lie under the team's late counter, so that none
 * appears behind a cursor. Without a cursor from the beginning. Throws `invalid_input` (no cursor of ours) or
 * `outcomes_restarted`: central was restored, the reader begins anew and meets outcomes that it knows by their ids.
 */
export async function outcomes(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { teamId }: Pick<Caller, 'teamId'>,
  { cursor, limit }: z.output<typeof OutcomesRequest>,
): Promise<OutcomesResponse> {
  const from = cursor === undefined ? null : read(cursor);
  return snapshot(db, async (trx) => {
    const { epoch } = await headOf(trx, teamId);
    if (from && from.epoch !== epoch) throw new CodedError('outcomes_restarted');
    const start: Place = from ?? { version: 0, place: 0 };
    const rows = await outcomesAfter(trx, teamId, start, limit + 1);
    const page = rows.slice(0, limit);
    const { version, place } = page.at(-1) ?? start;
    return OutcomesResponse.parse({
      outcomes: page.map(({ id, type, at, caseId, body }) => ({ id, type, at, caseId, body })),
      cursor: [epoch, version, place].join('.'),
      more: rows.length > limit,
      serverTime: clock.now(),
    });
  });
}
