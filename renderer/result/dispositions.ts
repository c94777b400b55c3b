import type { Disposition } from '../../shared/case/disposition.ts';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Words } from '../i18n/words.ts';

export interface Choices {
  /** On the keys 1-9, in that order. */
  favourites: Disposition[];
  rest: Disposition[];
}

/**
 * The dispositions of a kind of case: the favourites by their keys, then the others in the order of the
 * library.
 */
export function choicesFor(library: Library, kind: CaseKind): Choices {
  const all = library.dispositions.dispositions.filter((known) => known.kinds.includes(kind));
  const place = (known: Disposition) => known.favourite[kind] ?? 0;
  return {
    favourites: all.filter((known) => place(known) > 0).sort((a, b) => place(a) - place(b)),
    rest: all.filter((known) => place(known) === 0),
  };
}

/** What a disposition demands of the form; a newer list may demand more than this program knows. */
export function demandsOf(disposition: Disposition | undefined): readonly string[] {
  return disposition?.demands ?? [];
}

/** The disposition of a code, if this desk knows it. */
export function dispositionOf(
  library: Library | null | undefined,
  code: string | null,
): Disposition | undefined {
  return library?.dispositions.dispositions.find((known) => known.code === code);
}

/** The word for a disposition; a code that this desk does not know is shown as it came. */
export function labelOf(library: Library | null | undefined, code: string, words: Words): string {
  const known = dispositionOf(library, code);
  return known ? words.pick(known.label) : code;
}
