import { isClosed } from '../../shared/case/kinds.ts';
import { assigned } from '../../shared/mutation/assignment.ts';
import { callersOfNumbers, openLoads, unassignedCases } from '../db/assignment.ts';
import { lockCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { insertEvents } from '../db/facts.ts';
import { refreshStatistics } from '../db/statistics.ts';
import { retried } from '../db/transaction.ts';
import type { IntakeParts } from '../intake/new-cases.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { readCase } from '../sync/stored-case.ts';
import { balanced } from './balanced.ts';

/** Cases per transaction. */
const BATCH = 500;

async function give(
  trx: Trx,
  parts: IntakeParts,
  owners: readonly (readonly [string, string])[],
): Promise<number> {
  const { clock, ids } = parts;
  const documents = await lockCases(
    trx,
    owners.map(([caseId]) => caseId),
  );
  const at = clock.now();
  const moved: ChangedCase[] = [];
  for (const [caseId, toId] of owners) {
    const subject = readCase(documents.get(caseId));
    // Between the plan and the lock a lead may have given it to somebody, or a call may have closed it.
    if (subject.assigneeId !== null || isClosed(subject)) continue;
    const given = assigned(subject, { id: ids.uuid(), at, byId: null, toId });
    moved.push({ before: subject, subject: given });
  }
  if (moved.length === 0) return 0;
  await insertEvents(
    trx,
    moved.map(({ subject }) => ({
      id: ids.uuid(),
      caseId: subject.id,
      name: 'assign',
      authorId: null,
      at,
      receivedAt: at,
      status: 'applied' as const,
      detail: { toId: subject.assigneeId, assignmentId: subject.assignmentId },
    })),
  );
  await publishCases(trx, { ids, at }, moved);
  return moved.length;
}

/** Gives the team's open cases without an owner to its active agents, evenly. `left`: how many found nobody. */
export async function assignBalanced(
  parts: IntakeParts,
): Promise<{ assigned: number; left: number; agents: number }> {
  const { db, teamId } = parts;
  const cases = await unassignedCases(db, teamId);
  const loads = await openLoads(db, teamId);
  const owners = [...balanced(cases, loads, await callersOfNumbers(db, teamId))];
  let count = 0;
  for (let from = 0; from < owners.length; from += BATCH) {
    count += await retried(db, (trx) => give(trx, parts, owners.slice(from, from + BATCH)));
  }
  if (count > 0) await refreshStatistics(db);
  return { assigned: count, left: cases.length - count, agents: loads.length };
}
