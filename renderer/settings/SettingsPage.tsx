import { SegmentedControl, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../app/queries.ts';
import { useWords } from '../i18n/words.ts';
import { DisplaySettings } from './DisplaySettings.tsx';
import { Field } from './Field.tsx';
import styles from './SettingsPage.module.css';
import { saveSettings } from './save-settings.ts';

const SCHEMES = ['tel', 'sip'] as const;

/** What this computer remembers for its people. */
export function SettingsPage() {
  const { t } = useWords();
  const settings = useQuery(queries.settings()).data;
  const [domain, setDomain] = useState(settings?.sipDomain ?? '');
  if (!settings) return null;
  return (
    <main className={styles.page}>
      <div className={styles.sheet}>
        <h1 className={styles.title}>{t('settings.title')}</h1>
        <p className={styles.hint}>{t('settings.hint')}</p>

        <h2 className={styles.group}>{t('settings.display')}</h2>
        <DisplaySettings />

        <h2 className={styles.group}>{t('settings.dialling')}</h2>
        <Field label={t('settings.dialScheme')} hint={t('settings.dialHint')}>
          <SegmentedControl
            aria-label={t('settings.dialScheme')}
            value={settings.dialScheme}
            data={SCHEMES.map((value) => ({ value, label: t(`settings.dialSchemes.${value}`) }))}
            onChange={(dialScheme) => void saveSettings({ dialScheme })}
          />
        </Field>
        {settings.dialScheme === 'sip' ? (
          <Field label={t('settings.sipDomain')} hint={t('settings.sipDomainHint')}>
            <TextInput
              aria-label={t('settings.sipDomain')}
              maxLength={120}
              value={domain}
              onChange={(event) => setDomain(event.currentTarget.value)}
              onBlur={() => void saveSettings({ sipDomain: domain.trim() })}
            />
          </Field>
        ) : null}

        <About />
      </div>
    </main>
  );
}

function About() {
  const { t } = useWords();
  const info = useQuery(queries.info()).data;
  const session = useQuery(queries.session()).data;
  const facts: [string, string | undefined | null][] = [
    [t('settings.desk'), session && `${session.user.name} (${session.user.account})`],
    [t('settings.team'), session?.user.teamName],
    [t('settings.server'), session && `${session.server} · ${t(`settings.mode.${session.mode}`)}`],
    [t('settings.profile'), info?.profile],
    [
      t('settings.version'),
      info &&
        `${info.version} · Electron ${info.electron} · Chromium ${info.chromium} · SQLite ${info.sqlite}`,
    ],
  ];
  return (
    <>
      <h2 className={styles.group}>{t('settings.about')}</h2>
      <dl className={styles.about}>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
