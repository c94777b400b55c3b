import { Popover } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { CaseView } from '../../shared/ipc/view.ts';
import { SECOND } from '../../shared/time.ts';
import { useActions } from '../app/use-actions.ts';
import { clock, useSeconds } from '../clock.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './NumberReveal.module.css';

const SHOWN_MS = 30 * SECOND;

/** Groups a full number for reading aloud: 138 1234 5678. */
function spoken(phone: string): string {
  return phone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}

interface Props {
  caseId: string;
  contact: CaseView['case']['contact'];
}

/** The masked number. Showing it in full takes a second key, is logged, and ends by itself. */
export function NumberReveal({ caseId, contact }: Props) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState<{ phone: string; until: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const hide = () => setShown(null);
  const reveal = async () => {
    try {
      const { phone } = await call('case.reveal', { caseId });
      setShown({ phone, until: clock.now() + SHOWN_MS });
      setAsking(false);
    } catch (caught) {
      setError(caught);
    }
  };
  const ask = () => {
    setError(null);
    setAsking(true);
  };
  useActions({ reveal: shown ? hide : ask });
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
            {shown ? spoken(shown.phone) : contact.phone}
          </span>
        </Popover.Target>
        <Popover.Dropdown role="dialog" aria-label={t('case.revealTitle')}>
          <p className={styles.title}>{t('case.revealTitle')}</p>
          <p className={styles.hint}>{t('case.revealHint')}</p>
          {error ? <Problem error={error} /> : null}
          <div className={styles.buttons}>
            <Button onClick={() => void reveal()} look="primary" data-autofocus>
              {t('case.reveal')}
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
        <Button look="quiet" icon="eye" hotkey="R" aria-label={t('case.reveal')} onClick={ask} />
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
