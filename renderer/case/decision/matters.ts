import { asCorrected, type HistoryEntry } from '../../../shared/case/history.ts';
import { openMatters } from '../../../shared/mutation/answers.ts';
import type { Library } from '../../../shared/policy/library.ts';
import type { Words } from '../../i18n/words.ts';
import { entryTitle } from '../entry-title.ts';
import type { OpenCase } from '../use-case.ts';

/** Something that a decision answers, as a form shows it. */
export interface ShownMatter {
  id: string;
  title: string;
  /** Who told it; null: the system. */
  by: string | null;
  at: number;
  /** In the words of whoever wrote it down; empty: nothing was written. */
  text: string;
}

interface Context {
  library: Library;
  words: Words;
  now: number;
  nameOf(id: string | null): string | null;
}

function textOf(entry: HistoryEntry): string {
  switch (entry.type) {
    case 'attempt':
      return entry.note || entry.reason || '';
    case 'correction':
      return entry.reason || entry.why;
    case 'review':
    case 'message':
    case 'verification':
    case 'measure':
    case 'appeal':
      return entry.why ?? '';
    default:
      return '';
  }
}

/** What is open about a case, the oldest first: who told what, and when. */
export function shownMatters(found: OpenCase, { library, words, now, nameOf }: Context): ShownMatter[] {
  const told = [...asCorrected(found.history), ...found.history];
  return openMatters(found, library).map(({ id, since }) => {
    const entry = told.find((known) => known.id === id);
    return {
      id,
      title: entry ? entryTitle(entry, { library, words, nameOf }) : words.why(found.plan, now),
      by: entry ? nameOf(entry.byId) : null,
      at: entry?.at ?? since,
      text: entry ? textOf(entry) : '',
    };
  });
}
