import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useNow } from '../../clock.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { OpenCase } from '../use-case.ts';
import styles from './Decision.module.css';
import { closeDecision, decisions, keyOf } from './decision-store.ts';
import type { DecisionName } from './offers.ts';

/**
 * In the place of an open form whose decision the case waits for no more: why, and what was written in it.
 */
export function Lapsed({ name, found }: { name: DecisionName; found: OpenCase }) {
  const { t, why } = useWords();
  const now = useNow();
  const key = keyOf(found.id, name);
  const { text } = decisions.useBegun(key);
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => region.current?.focus(), []);
  const close = () => {
    decisions.forget(key);
    closeDecision();
  };
  // Whoever was typing goes on typing for a moment: no key of it may reach the commands of the desk.
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Tab' || (event.key === 'Enter' && event.target !== event.currentTarget)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') close();
  };
  return (
    <div ref={region} role="alert" tabIndex={-1} className={styles.lapsed} onKeyDown={keys}>
      <Icon name="overdue" size={14} />
      <div>
        <p>{t('decision.lapsed', { why: why(found.plan, now) })}</p>
        {text.trim() ? <p className={styles.hint}>{t('decision.lapsedText', { text })}</p> : null}
      </div>
      <Button look="quiet" hotkey="Esc" onClick={close}>
        {t('common.close')}
      </Button>
    </div>
  );
}
