import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useWords } from '../i18n/use-words.ts';
import { phaseOf, useWork } from '../result/work-store.ts';
import { signOut } from '../session/sign-out.ts';
import { saveSettings } from '../settings/save-settings.ts';
import { Icon } from '../ui/Icon.tsx';
import { queries } from './queries.ts';
import styles from './TopBar.module.css';
import { useView } from './view-store.ts';

const LANGUAGES = ['system', 'zh-CN', 'en'] as const;
const THEMES = ['system', 'light', 'dark'] as const;
const DENSITIES = ['comfortable', 'standard', 'compact'] as const;

interface ChoiceProps<V extends string> {
  title: string;
  values: readonly V[];
  value: V | undefined;
  label(value: V): string;
  onChoose(value: V): void;
}

function ChoiceGroup<V extends string>({ title, values, value, label, onChoose }: ChoiceProps<V>) {
  return (
    <>
      <Menu.Label>{title}</Menu.Label>
      {values.map((one) => (
        <Menu.Item
          key={one}
          role="menuitemradio"
          aria-checked={one === value}
          closeMenuOnClick={false}
          rightSection={one === value ? <Icon name="check" size={14} /> : null}
          onClick={() => onChoose(one)}
        >
          {label(one)}
        </Menu.Item>
      ))}
    </>
  );
}

/** Who works here and whether they are on the phone; below, language, appearance and the way out. */
export function AgentMenu() {
  const { t } = useWords();
  const user = useQuery(queries.session()).data?.user;
  const settings = useQuery(queries.settings()).data;
  const unsent = useQuery(queries.sync()).data?.unsent ?? 0;
  const phase = useWork(({ drafts }) => {
    const phases = Object.values(drafts).map(phaseOf);
    return phases.find((one) => one === 'calling') ?? phases.find((one) => one === 'wrapup') ?? 'idle';
  });
  const { go, show } = useView.getState();
  return (
    <Menu position="bottom-end" offset={6} width={232}>
      <Menu.Target>
        <button type="button" className={styles.agent} aria-label={`${user?.name}, ${t('common.bar.menu')}`}>
          <b>{user?.name}</b>
          <span className={styles.presence}>{t(`common.bar.${phase}`)}</span>
          <Icon name="down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="calc(100vh - 64px)" style={{ overflowY: 'auto' }}>
        <Menu.Label>
          {user?.teamName} · {user ? t(`common.role.${user.role}`) : null} {user?.staffNumber}
        </Menu.Label>
        <ChoiceGroup
          title={t('common.menu.language')}
          values={LANGUAGES}
          value={settings?.language}
          label={(one) => t(`settings.languages.${one}`)}
          onChoose={(language) => void saveSettings({ language })}
        />
        <ChoiceGroup
          title={t('common.menu.theme')}
          values={THEMES}
          value={settings?.theme}
          label={(one) => t(`settings.themes.${one}`)}
          onChoose={(theme) => void saveSettings({ theme })}
        />
        <ChoiceGroup
          title={t('common.menu.density')}
          values={DENSITIES}
          value={settings?.density}
          label={(one) => t(`settings.densities.${one}`)}
          onChoose={(density) => void saveSettings({ density })}
        />
        <Menu.Divider />
        <Menu.Item onClick={() => show('keys')}>{t('common.menu.keys')}</Menu.Item>
        <Menu.Item onClick={() => go('settings')}>{t('common.menu.settings')}</Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t('common.menu.signOut')}</Menu.Item>
        {unsent > 0 ? <Menu.Label>{t('common.menu.signOutUnsent', { count: unsent })}</Menu.Label> : null}
      </Menu.Dropdown>
    </Menu>
  );
}
