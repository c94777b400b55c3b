import { spotlight } from '@mantine/spotlight';
import { useWords } from '../i18n/words.ts';
import { StatusChip } from '../status/StatusChip.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { Logo } from '../ui/Logo.tsx';
import { AgentMenu } from './AgentMenu.tsx';
import { hotkeyOf } from './actions.ts';
import { CallChip } from './CallChip.tsx';
import styles from './TopBar.module.css';

/** The product, the search, the truth about the network, the call in progress, and who works here. */
export function TopBar() {
  const { t } = useWords();
  return (
    <header className={styles.bar}>
      <span className={styles.product}>
        <Logo size={18} />
        {t('common.product')}
      </span>
      <button type="button" className={styles.search} onClick={() => spotlight.open()}>
        <Icon name="search" size={14} />
        <span>{t('common.bar.search')}</span>
        <Kbd>{hotkeyOf('palette')}</Kbd>
      </button>
      <span className={styles.spring} />
      <CallChip />
      <StatusChip />
      <AgentMenu />
    </header>
  );
}
