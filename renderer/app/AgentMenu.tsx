import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { phaseOf, useWork } from '../result/work-store.ts';
import { signOut } from '../session/sign-out.ts';
import { DisplaySettings } from '../settings/DisplaySettings.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import styles from './AgentMenu.module.css';
import { queries } from './queries.ts';
import { useView } from './view-store.ts';

/** Who works here and whether they are on the phone; below, language, appearance and the way out. */
export function AgentMenu() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const user = useQuery(queries.session()).data?.user;
  const unsent = useQuery(queries.sync()).data?.unsent ?? 0;
  const phase = useWork(({ drafts }) => {
    const phases = Object.values(drafts).map(phaseOf);
    return phases.find((one) => one === 'calling') ?? phases.find((one) => one === 'wrapup') ?? 'idle';
  });
  const { go, show } = useView.getState();
  const leaveTo = (act: () => void) => () => {
    setOpen(false);
    act();
  };
  if (!user) return null;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" offset={6} width={400} trapFocus>
      <Popover.Target>
        <button
          type="button"
          className={styles.agent}
          aria-label={`${user.name}, ${t(`common.bar.${phase}`)}, ${t('common.bar.menu')}`}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <b>{user.name}</b>
          <span className={styles.presence} data-phase={phase}>
            {t(`common.bar.${phase}`)}
          </span>
          <Icon name="down" size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('common.bar.menu')}>
        <p className={styles.who}>
          <b>{user.name}</b>
          <span>
            {t(`common.role.${user.role}`)} {user.staffNumber} · {user.teamName}
          </span>
        </p>
        <DisplaySettings />
        <div className={styles.ways}>
          <Button look="quiet" hotkey="?" onClick={leaveTo(() => show('keys'))}>
            {t('common.menu.keys')}
          </Button>
          <Button look="quiet" onClick={leaveTo(() => go('settings'))}>
            {t('common.menu.settings')}
          </Button>
          <span className={styles.out}>
            <Button look="quiet" onClick={leaveTo(() => show('clear'))}>
              {t('session.clear')}
            </Button>
            <Button onClick={leaveTo(() => void signOut())}>{t('common.menu.signOut')}</Button>
          </span>
        </div>
        {unsent > 0 ? (
          <p className={styles.safe}>{t('common.menu.signOutUnsent', { count: unsent })}</p>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
