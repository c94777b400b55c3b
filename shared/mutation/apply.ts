import type { Role } from '../api/account.ts';
import type { Case } from '../case/case.ts';
import type { FactFlag, HistoryEntry } from '../case/history.ts';
import type { ErrorCode, ErrorParams } from '../errors.ts';
import type { Library } from '../policy/library.ts';
import { reassign } from './assignment.ts';
import { logAttempt } from './attempt.ts';
import { correctAttempt } from './correction.ts';
import { withEntry } from './history.ts';
import type { Mutation } from './mutation.ts';

/** Everything that `apply` may know beside the mutation and the cases it reads. No clock, no ids: replays must agree. */
export interface ApplyContext {
  author: { id: string; role: Role; teamId: string };
  /** Central: arrival, so that a device ahead of the time cannot write into the future. Desk: the mutation's own `at`. */
  receivedAt: number;
  library: Library;
  /** Whom cases may be given to. Central knows; a desk, whose list may be old, leaves the decision to it. */
  assignable?: ReadonlySet<string>;
}

/** The cases that changed, as they are after the mutation, and what a person should know about it. */
export type ApplyResult =
  | { ok: true; cases: Case[]; flags: FactFlag[] }
  | { ok: false; code: ErrorCode; params: ErrorParams };

export type Apply = (
  mutation: Mutation,
  cases: ReadonlyMap<string, Case>,
  context: ApplyContext,
) => ApplyResult;

function added(subject: Case | undefined, entry: HistoryEntry): ApplyResult {
  if (!subject || subject.history.some(({ id }) => id === entry.id))
    return { ok: true, cases: [], flags: [] };
  return { ok: true, cases: [{ ...subject, history: withEntry(subject.history, entry) }], flags: [] };
}

/**
 * Applies one mutation to the cases that it `reads`, keyed by id. Pure; the same on a desk and on central. Facts (attempts,
 * notes, reveals) are never refused; a reassignment may be. A mutation that is already in the history changes nothing.
 */
export const apply: Apply = (mutation, cases, context) => {
  const subject = cases.get(mutation.args.caseId);
  const made = {
    id: mutation.id,
    at: Math.min(mutation.at, context.receivedAt),
    byId: context.author.id,
  };
  switch (mutation.name) {
    case 'logAttempt':
      return logAttempt(mutation, subject, context);
    case 'correctAttempt':
      return correctAttempt(mutation, subject, context);
    case 'addNote':
      return added(subject, { ...made, type: 'note', text: mutation.args.text });
    case 'recordReveal':
      return added(subject, { ...made, type: 'reveal' });
    case 'reassign':
      return reassign(mutation, subject, context);
  }
};
