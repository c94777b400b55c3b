import { useQuery } from '@tanstack/react-query';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { signOut } from '../session/sign-out.ts';
import { saveSettings } from '../settings/save-settings.ts';
import { ACTION_IDS, type ActionId, hotkeyOf } from './actions.ts';
import { queries } from './queries.ts';
import { isOffered, runAction } from './use-actions.ts';
import { useView } from './view-store.ts';

export interface Command {
  id: string;
  label: string;
  keys: string | null;
  run(): void;
}

/** Moving about in the list is what keys are for; a digit needs its digit. */
const NOT_LISTED: readonly ActionId[] = [
  'next',
  'previous',
  'open',
  'back',
  'palette',
  'choice',
  'disposition',
];

/** The commands that make sense now and match what is typed. */
export function usePaletteCommands(query: string): Command[] {
  const { t, language } = useWords();
  const theme = useQuery(queries.settings()).data?.theme;
  const offered: Command[] = ACTION_IDS.filter((id) => !NOT_LISTED.includes(id) && isOffered(id)).map(
    (id) => ({
      id,
      label: t(`keys.action.${id}`),
      keys: hotkeyOf(id),
      // After the palette has closed and given the focus back.
      run: () => setTimeout(() => runAction(id)),
    }),
  );
  const more: Command[] = [
    { id: 'syncNow', label: t('keys.action.syncNow'), keys: null, run: () => void call('sync.now', {}) },
    {
      id: 'themeToggle',
      label: t('keys.action.themeToggle'),
      keys: null,
      run: () => void saveSettings({ theme: theme === 'dark' ? 'light' : 'dark' }),
    },
    {
      id: 'languageToggle',
      label: t('keys.action.languageToggle'),
      keys: null,
      run: () => void saveSettings({ language: language === 'en' ? 'zh-CN' : 'en' }),
    },
    { id: 'signOut', label: t('keys.action.signOut'), keys: null, run: () => void signOut() },
    {
      id: 'clear',
      label: t('session.clear'),
      keys: null,
      // After the palette has closed and given the focus back.
      run: () => setTimeout(() => useView.getState().show('clear')),
    },
  ];
  const needle = query.trim().toLowerCase();
  return [...offered, ...more].filter(({ label }) => label.toLowerCase().includes(needle));
}
