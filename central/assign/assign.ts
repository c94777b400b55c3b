import { isClosed } from '../../shared/case/kinds.ts';
import { assigned } from '../../shared/mutation/assignment.ts';
import { callersOfNumbers, heldActive, openLoads, unassignedCases } from '../db/assignment.ts';
import { lockCases } from '../db/cases.ts';
import type { Trx } from '../db/connect.ts';
import { insertEvents } from '../db/facts.ts';
import { namespaceOf, newAssignmentId } from '../db/namespace.ts';
import { refreshStatistics } from '../db/statistics.ts';
import { retried } from '../db/transaction.ts';
import type { IntakeParts } from '../intake/new-cases.ts';
import { type ChangedCase, publishCases } from '../sync/publish-cases.ts';
import { spreadAll } from '../sync/spread.ts';
import { readableCase } from '../sync/stored-case.ts';
import { balanced } from './balanced.ts';

/** Cases per transaction. */
const BATCH = 500;

/** Cases with whom they go to; null: nobody. */
export type Owners = readonly (readonly [caseId: string, toId: string | null])[];

/**
 * Moves cases that are still in the hands of `fromId` (null: nobody's) and open, to people who are still
 * there.
 */
export async function give(
  trx: Trx,
  parts: IntakeParts,
  { owners, fromId, decided }: { owners: Owners; fromId: string | null; decided: Set<string> },
): Promise<{ assigned: number; unreadable: number }> {
  const { clock, ids } = parts;
  const documents = await lockCases(
    trx,
    owners.map(([caseId]) => caseId),
  );
  const there = await heldActive(trx, parts.teamId);
  const namespace = await namespaceOf(trx, ids);
  const at = clock.now();
  const moved: ChangedCase[] = [];
  let unreadable = 0;
  for (const [caseId, toId] of owners) {
    const subject = readableCase(documents.get(caseId));
    if (!subject) {
      unreadable += 1;
      continue;
    }
    // Between the plan and the lock a lead may have given it to somebody, or a call may have closed it.
    if (subject.assigneeId !== fromId || isClosed(subject)) continue;
    if (toId !== null && !there.has(toId)) continue;
    const id = newAssignmentId(namespace, { caseId, former: subject.assignmentId, toId });
    const given = assigned(subject, { id, at, byId: null, toId });
    moved.push({ before: subject, subject: given });
  }
  if (moved.length === 0) return { assigned: 0, unreadable };
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
  await publishCases(trx, { ids, clock, at, decided: (number) => decided.add(number) }, moved);
  return { assigned: moved.length, unreadable };
}

export interface AssignCounts {
  assigned: number;
  /** How many found nobody. */
  left: number;
  agents: number;
  /** How many cannot be read and stay with nobody; absent: none. */
  unreadable?: number;
}

/** Gives the team's open cases without an owner to its active agents, evenly. */
export async function assignBalanced(parts: IntakeParts): Promise<AssignCounts> {
  const { db, teamId } = parts;
  const cases = await unassignedCases(db, teamId);
  const loads = await openLoads(db, teamId);
  const owners = [...balanced(cases, loads, await callersOfNumbers(db, teamId))];
  const { assigned, unreadable } = await giveAll(parts, owners, null);
  const left = cases.length - assigned - unreadable;
  return { assigned, left, agents: loads.length, ...(unreadable > 0 && { unreadable }) };
}

/** Moves cases as `give` does, a batch in a transaction. */
export async function giveAll(
  parts: IntakeParts,
  owners: Owners,
  fromId: string | null,
): Promise<{ assigned: number; unreadable: number }> {
  const { db } = parts;
  const decided = new Set<string>();
  let [assigned, unreadable] = [0, 0];
  for (let from = 0; from < owners.length; from += BATCH) {
    const batch = owners.slice(from, from + BATCH);
    const given = await retried(db, (trx) => give(trx, parts, { owners: batch, fromId, decided }));
    assigned += given.assigned;
    unreadable += given.unreadable;
  }
  // What waited for the moves may decide about numbers.
  await spreadAll({ db, clock: parts.clock, ids: parts.ids }, decided);
  if (assigned > 0) await refreshStatistics(db);
  return { assigned, unreadable };
}
