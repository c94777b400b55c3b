import type { Mutation } from '../../../shared/mutation/mutation.ts';

const FACTS: readonly Mutation['name'][] = ['logAttempt', 'addNote', 'recordReveal'];

/** What happened, as opposed to what somebody decides: never refused by anybody. */
export function isFact({ name }: Pick<Mutation, 'name'>): boolean {
  return FACTS.includes(name);
}
