import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { useWords } from '../i18n/words.ts';
import { Field } from './Field.tsx';
import { saveSettings } from './save-settings.ts';

const LANGUAGES = ['system', 'zh-CN', 'en'] as const;
const THEMES = ['system', 'light', 'dark'] as const;
const DENSITIES = ['comfortable', 'standard', 'compact'] as const;

/** How the screen speaks and looks; each change shows at once. */
export function DisplaySettings() {
  const { t } = useWords();
  const settings = useQuery(queries.settings()).data;
  if (!settings) return null;
  return (
    <>
      <Field label={t('settings.language')}>
        <SegmentedControl
          aria-label={t('settings.language')}
          value={settings.language}
          data={LANGUAGES.map((value) => ({ value, label: t(`settings.languages.${value}`) }))}
          onChange={(language) => void saveSettings({ language })}
        />
      </Field>
      <Field label={t('settings.theme')}>
        <SegmentedControl
          aria-label={t('settings.theme')}
          value={settings.theme}
          data={THEMES.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
          onChange={(theme) => void saveSettings({ theme })}
        />
      </Field>
      <Field label={t('settings.density')}>
        <SegmentedControl
          aria-label={t('settings.density')}
          value={settings.density}
          data={DENSITIES.map((value) => ({ value, label: t(`settings.densities.${value}`) }))}
          onChange={(density) => void saveSettings({ density })}
        />
      </Field>
    </>
  );
}
