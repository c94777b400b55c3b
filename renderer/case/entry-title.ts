import type { HistoryEntry } from '../../shared/case/history.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { Words } from '../i18n/words.ts';
import { labelOf } from '../result/dispositions.ts';
import type { IconName } from '../ui/Icon.tsx';

export const ENTRY_ICONS: Readonly<Record<HistoryEntry['type'], IconName>> = {
  attempt: 'phone',
  correction: 'pencil',
  calls_confirmed: 'check',
  note: 'note',
  assignment: 'user',
  investigation: 'search',
  finding: 'shield',
  number: 'plus',
  review: 'scale',
  message: 'message',
  verification: 'check',
  measure: 'flag',
  appeal: 'scale',
  reveal: 'eye',
};

interface Context {
  library: Library | null | undefined;
  words: Words;
  nameOf(id: string | null): string | null;
}

/** What an entry of the history says happened. */
export function entryTitle(entry: HistoryEntry, { library, words, nameOf }: Context): string {
  const { t, term, level } = words;
  switch (entry.type) {
    case 'attempt':
      return labelOf(library, entry.disposition, words);
    case 'correction':
      return t('case.correction.to', { label: labelOf(library, entry.disposition, words) });
    case 'calls_confirmed':
      return t('case.timeline.calls_confirmed', { count: entry.attemptIds.length });
    case 'reveal':
      return t(entry.what === undefined ? 'case.timeline.reveal' : 'case.timeline.revealId');
    case 'note':
    case 'investigation':
    case 'number':
      return t(`case.timeline.${entry.type}`);
    case 'finding': {
      const verdict = term('finding', entry.verdict);
      return entry.action ? `${verdict} · ${term('action', entry.action)}` : verdict;
    }
    case 'assignment': {
      const to = nameOf(entry.toId) ?? t('common.unknown');
      if (entry.toId === null) return t('case.timeline.released');
      const from = nameOf(entry.fromId);
      return from ? t('case.timeline.reassigned', { from, to }) : t('case.timeline.assigned', { to });
    }
    case 'review':
      return t('case.timeline.review', { decision: t(`decision.choice.${entry.decision}`) });
    case 'message':
      return t(`case.timeline.message.${entry.purpose}.${entry.step}`);
    case 'verification':
      return t(`case.timeline.verification.${entry.passed ? 'passed' : 'failed'}`);
    case 'measure':
      return t(`case.timeline.measure.${entry.step}`, { level: level(entry.level) });
    case 'appeal':
      return t(`case.timeline.appeal.${entry.step}`);
  }
}
