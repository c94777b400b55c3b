import type { Case } from '../../shared/case/case.ts';
import { recordAudit } from '../db/accounts.ts';
import { callersOfNumbers, openCasesOf, openLoads, proposedCases } from '../db/assignment.ts';
import type { Queryable } from '../db/connect.ts';
import type { IntakeParts } from '../intake/new-cases.ts';
import { readableCase } from '../sync/stored-case.ts';
import { giveAll } from './assign.ts';
import { balanced } from './balanced.ts';

interface Person {
  id: string;
  teamId: string;
}

/** What is in somebody's hands. */
export interface Held {
  openCases: number;
  /** Of them: cases with a call that was promised for a time. */
  appointments: number;
  /** Measures that they proposed and nobody has decided about; a lead of the team will. */
  proposals: number;
}

const isPromised = (doc: unknown): boolean => readableCase(doc)?.plan.code === 'appointment';

/** Whether the measure that stands proposed is of that person. */
function isProposedBy({ history }: Case, personId: string): boolean {
  const last = history.findLast((entry) => entry.type === 'measure' && entry.step === 'proposed');
  return last?.byId === personId;
}

export async function heldBy(db: Queryable, { id, teamId }: Person): Promise<Held> {
  const cases = await openCasesOf(db, id);
  const proposed = (await proposedCases(db, teamId)).flatMap((doc) => readableCase(doc) ?? []);
  return {
    openCases: cases.length,
    appointments: cases.filter(({ doc }) => isPromised(doc)).length,
    proposals: proposed.filter((subject) => isProposedBy(subject, id)).length,
  };
}

export interface SharedOut {
  /** Cases that went to somebody else. */
  given: number;
  /** Cases for which there is nobody: with nobody if they are released, else where they were. */
  left: number;
  agents: number;
  unreadable: number;
}

/**
 * Shares a person's open cases out among the other active agents of the cases' team, evenly: promised calls
 * first, cases of one number to one agent. `release`: what finds nobody goes to nobody.
 */
export async function shareOut(
  parts: Omit<IntakeParts, 'teamId'>,
  person: Person,
  { release = false }: { release?: boolean } = {},
): Promise<SharedOut> {
  const { db, clock, ids } = parts;
  const all = await openCasesOf(db, person.id);
  const promised = new Set(all.flatMap(({ id, doc }) => (isPromised(doc) ? id : [])));
  const ordered = [...all.filter(({ id }) => promised.has(id)), ...all.filter(({ id }) => !promised.has(id))];
  const counts: SharedOut = { given: 0, left: 0, agents: 0, unreadable: 0 };
  for (const teamId of new Set(all.map((each) => each.teamId))) {
    const cases = ordered.filter((each) => each.teamId === teamId);
    const loads = (await openLoads(db, teamId)).filter(({ agentId }) => agentId !== person.id);
    const callers = await callersOfNumbers(db, teamId);
    const others = new Map([...callers].filter(([, agentId]) => agentId !== person.id));
    const found = balanced(cases, loads, others);
    const owners = cases.flatMap(({ id }) => {
      const toId = found.get(id) ?? null;
      return toId !== null || release ? [[id, toId] as const] : [];
    });
    const { assigned, unreadable } = await giveAll({ ...parts, teamId }, owners, person.id);
    const given = loads.length > 0 ? assigned : 0;
    counts.given += given;
    counts.left += cases.length - given - unreadable;
    counts.unreadable += unreadable;
    counts.agents += loads.length;
  }
  if (counts.given + counts.left > 0) {
    const detail = { given: String(counts.given), left: String(counts.left) };
    const made = { id: ids.uuid(), at: clock.now(), accountId: person.id };
    await recordAudit(db, { ...made, kind: 'cases_shared_out', detail });
  }
  return counts;
}
