import { isAnswering, openMatters } from '../../shared/mutation/answers.ts';
import type { Mutation } from '../../shared/mutation/mutation.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Matter } from '../../shared/policy/matters.ts';
import type { Trx } from '../db/connect.ts';
import { lastRead } from '../db/desks.ts';
import { arrivalsOf } from '../db/mutations.ts';
import { readableCase } from './stored-case.ts';

/** Whether the maker of a mutation can have known an open matter. */
export type Knowing = (matter: Matter, mutation: Mutation) => boolean;

/** What mutations may settle on the cases that they name. */
function mattersOf(
  mutations: readonly Mutation[],
  documents: ReadonlyMap<string, unknown>,
  libraryOf: (teamId: string) => Library | null,
): Matter[] {
  const named = mutations.flatMap((mutation) =>
    isAnswering(mutation) && !mutation.args.answers ? mutation.args.caseId : [],
  );
  return [...new Set(named)].flatMap((id) => {
    const subject = readableCase(documents.get(id));
    const library = subject && libraryOf(subject.teamId);
    return library ? openMatters(subject, library) : [];
  });
}

/** Whose mutations they are, and what central knows of the desk where they were made. */
export interface Maker {
  caller: { id: string };
  /** When the desk last read; null: it never did under this id, or that is forgotten. */
  readAt: number | null;
  /** What its clock is ahead of central's, ms. */
  ahead: number;
  receivedAt: number;
}

/**
 * What desks can have known that do not say so: what central had when the desk last read, and what its own
 * person told. What it has read since a decision was made does not count: a desk may read before it sends
 * what was done offline. A finding of somebody who never read anything ends the wait for it, and nothing
 * else.
 */
export async function knowingOf(
  trx: Trx,
  { caller, readAt: known, ahead, receivedAt }: Maker,
  given: {
    mutations: readonly Mutation[];
    documents: ReadonlyMap<string, unknown>;
    libraryOf: (teamId: string) => Library | null;
    /** What waits for a finding on other reports of the numbers that are decided about. */
    evidence: readonly Matter[];
  },
): Promise<Knowing> {
  const { mutations, documents, libraryOf, evidence } = given;
  const matters = [...mattersOf(mutations, documents, libraryOf), ...evidence];
  const arrivals = await arrivalsOf(
    trx,
    matters.map(({ id }) => id),
  );
  const readAt = known ?? (matters.length > 0 ? await lastRead(trx, caller.id) : null);
  const own = new Set(mutations.map(({ id }) => id));
  return (matter, mutation) => {
    const arrival = arrivals.get(matter.id);
    if (own.has(matter.id) || arrival?.accountId === caller.id) return true;
    const madeAt = mutation.at - ahead;
    if (mutation.name === 'recordFinding' && readAt === null && matter.kind !== 'new_evidence') return false;
    const read = (mutation.name === 'recordFinding' && mutation.args.readAt) || readAt || madeAt;
    return (arrival?.receivedAt ?? matter.since) <= Math.min(read, madeAt, receivedAt);
  };
}
