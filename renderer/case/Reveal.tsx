import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import { SECOND } from '../../shared/time.ts';
import { type ActionId, hotkeyOf } from '../app/actions.ts';
import { useActions } from '../app/use-actions.ts';
import { clock, useSeconds } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './Reveal.module.css';

const SHOWN_MS = 30 * SECOND;

interface Props {
  /** The key that asks, and what its button says. */
  action: ActionId;
  label: string;
  title: string;
  hint: string;
  masked: string;
  /** What may be seen, once that was logged. */
  read(): Promise<string>;
}

/** Something masked. Showing it takes a second key, is logged, and ends by itself. */
export function Reveal({ action, label, title, hint, masked, read }: Props) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<{ text: string; until: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const hide = () => setShown(null);
  const reveal = async () => {
    try {
      setShown({ text: await read(), until: clock.now() + SHOWN_MS });
      setAsking(false);
    } catch (caught) {
      setError(caught);
    }
  };
  const ask = () => {
    setError(null);
    setAsking(true);
  };
  useActions({ [action]: shown ? hide : ask });
  return (
    <>
      <Popover
        opened={asking}
        onChange={setAsking}
        position="bottom-start"
        trapFocus
        width={300}
        withRoles={false}
      >
        <Popover.Target>
          <span className={styles.number} data-shown={shown !== null || undefined}>
            {shown ? shown.text : masked}
          </span>
        </Popover.Target>
        <Popover.Dropdown role="dialog" aria-label={title}>
          <p className={styles.title}>{title}</p>
          <p className={styles.hint}>{hint}</p>
          {error ? <Problem error={error} /> : null}
          <div className={styles.buttons}>
            <Button onClick={() => void reveal()} look="primary" data-autofocus>
              {label}
            </Button>
            <Button look="quiet" onClick={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
          </div>
        </Popover.Dropdown>
      </Popover>
      {shown ? (
        <Countdown until={shown.until} onEnd={hide} />
      ) : (
        <Button look="quiet" icon="eye" hotkey={hotkeyOf(action)} aria-label={label} onClick={ask} />
      )}
    </>
  );
}

function Countdown({ until, onEnd }: { until: number; onEnd: () => void }) {
  const { t } = useWords();
  const seconds = Math.ceil((until - useSeconds()) / SECOND);
  useEffect(() => {
    if (seconds <= 0) onEnd();
  }, [seconds, onEnd]);
  return (
    <button type="button" className={styles.countdown} onClick={onEnd} title={t('case.hide')}>
      {t('case.revealed', { seconds: Math.max(0, seconds) })}
    </button>
  );
}
