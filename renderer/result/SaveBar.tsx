import { hotkeyOf } from '../app/actions.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './ResultPane.module.css';

interface Props {
  ready: boolean;
  saving: boolean;
  onSave(stay: boolean): void;
}

/** The two ways to end: on to the next case, or stay. */
export function SaveBar({ ready, saving, onSave }: Props) {
  const { t } = useWords();
  return (
    <div className={styles.save}>
      <Button disabled={!ready || saving} title={hotkeyOf('saveStay')} onClick={() => onSave(true)}>
        {t('result.saveStay')}
      </Button>
      <Button
        look="primary"
        className={styles.next}
        disabled={!ready || saving}
        hotkey={hotkeyOf('saveNext')}
        onClick={() => onSave(false)}
      >
        {saving ? t('result.saving') : t('result.saveNext')}
      </Button>
    </div>
  );
}
