import { useEffect } from 'react';
import type { Library } from '../../../shared/policy/library.ts';
import type { Words } from '../../i18n/words.ts';
import type { OpenCase } from '../use-case.ts';
import { type Begun, decisions, isTouched, keyOf } from './decision-store.ts';
import { ANSWERING } from './forms.ts';
import { type ShownMatter, shownMatters } from './matters.ts';
import type { DecisionName } from './offers.ts';

interface Context {
  found: OpenCase;
  library: Library | null;
  words: Words;
  now: number;
  nameOf(id: string | null): string | null;
  begun: Begun;
}

interface Matters {
  /** Whether what is open is known: nobody decides before it is shown. */
  ready: boolean;
  matters: readonly ShownMatter[];
  /** What came since the form was opened. */
  came: readonly ShownMatter[];
  /**
   * Ids of what the decision answers: what its maker was shown when the form was opened, and took up since.
   */
  answers: string[] | undefined;
}

/** What a form decides about. What was open when it was opened stays with what is begun in it. */
export function useMatters(name: DecisionName, { found, library, begun, ...context }: Context): Matters {
  const key = keyOf(found.id, name);
  const known = library !== null && ANSWERING.includes(name);
  const matters = known ? shownMatters(found, { library, ...context }) : [];
  const { seen } = begun;
  useEffect(() => {
    if (known && seen === null) decisions.write(key, { seen: matters.map(({ id }) => id) });
  });
  useEffect(
    () => () => {
      // Whoever has begun nothing is shown everything at the next opening.
      if (!isTouched(decisions.get(key))) decisions.forget(key);
    },
    [key],
  );
  if (!known) return { ready: !ANSWERING.includes(name), matters: [], came: [], answers: undefined };
  const answers = seen ?? matters.map(({ id }) => id);
  return { ready: true, matters, came: matters.filter(({ id }) => !answers.includes(id)), answers };
}
