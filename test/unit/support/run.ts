import type { Case } from '../../../shared/case/case.ts';
import { type ApplyContext, type ApplyResult, apply } from '../../../shared/mutation/apply.ts';
import type { Mutation } from '../../../shared/mutation/mutation.ts';

/** Applies one mutation to one case. */
export const run = (subject: Case, mutation: Mutation, context: ApplyContext): ApplyResult =>
  apply(mutation, new Map([[subject.id, subject]]), context);

/** The case after mutations, of which each must be accepted. */
export function caseAfter(subject: Case, context: ApplyContext, ...mutations: Mutation[]): Case {
  return mutations.reduce((current, mutation) => {
    const result = run(current, mutation, context);
    if (!result.ok) throw new Error(`${mutation.name} was refused: ${result.code}`);
    return result.cases[0] ?? current;
  }, subject);
}
