import type { Case } from '../case/case.ts';
import type { ErrorCode } from '../errors.ts';
import { Mutation } from './mutation.ts';

/** What a mutation waits for: the case itself, or other work on it. */
export type Missing = 'case' | 'work';

/** The work that a mutation names: what it puts right, replaces, decides about or answers. */
export function premisesOf({ name, args }: Mutation): string[] {
  switch (name) {
    case 'correctAttempt':
      return [args.attemptId];
    case 'confirmCalls':
      return args.attemptIds;
    case 'reassign':
      return args.expected === null ? [] : [args.expected];
    case 'decideMeasure':
      return [args.measureId];
    case 'recordFinding':
    case 'resolveReview':
    case 'decideAppeal':
      return args.answers ?? [];
    default:
      return [];
  }
}

/** Whatever else comes, this does not become right. */
const FINAL: readonly ErrorCode[] = [
  'own_proposal',
  'own_call',
  'too_many_decisions',
  'invalid_input',
  'internal',
];
/** Where the case stands is the reason; more work may bring it to where the mutation fits. */
const OF_STATE: readonly ErrorCode[] = [
  'not_found',
  // Whose the case is decides too.
  'forbidden',
  'illegal_transition',
  'not_in_review',
  'assignee_unavailable',
];

/** What is known beside the case. */
export interface Known {
  /** Why the mutation cannot be applied now; null: it could. */
  refusal: ErrorCode | null;
  /** Whether central has taken or refused this work, wherever it shows. */
  settled(id: string): boolean;
  /** It comes again after a restore: what it fitted then may only not have come yet. */
  again: boolean;
}

/** What has to come before the mutation can be judged; null: nothing, what `apply` says of it holds. */
export function missingFor(mutation: Mutation, subject: Case | undefined, known: Known): Missing | null {
  const { refusal, settled, again } = known;
  if (refusal !== null && FINAL.includes(refusal)) return null;
  if (!subject) return 'case';
  const here = (id: string) =>
    id === subject.assignmentId || subject.history.some((entry) => entry.id === id) || settled(id);
  const ready = premisesOf(mutation).every(here);
  // What a decision names must be there before it is judged at all.
  if (refusal === null) return ready || !('answers' in mutation.args) ? null : 'work';
  if (refusal === 'forbidden' && !again) return null;
  if (!ready) return 'work';
  return again && OF_STATE.includes(refusal) ? 'work' : null;
}

/** What happened, whatever becomes of it: it waits for its case as long as it takes. */
const FACTS: readonly string[] = ['logAttempt', 'correctAttempt', 'addNote', 'recordReveal', 'addNumber'];

/**
 * Whether work of that name is a fact: it keeps its id, and is judged again when it was refused and comes
 * again.
 */
export function isFact(name: unknown): boolean {
  return FACTS.some((fact) => fact === name);
}

/**
 * Whether work of that name may wait as long as it takes: a fact, or something that only newer programs know.
 */
export function mayWait(name: string): boolean {
  return !REFUSED_IN_THE_END.includes(name);
}

/** The mutations whose wait ends in a refusal when nothing came for long: decisions. */
export const REFUSED_IN_THE_END: readonly string[] = Mutation.options
  .map(({ shape }) => shape.name.value)
  .filter((name) => !FACTS.includes(name));
