import { TextInput } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useActions } from '../app/use-actions.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import styles from './QueuePane.module.css';

const SEARCH_AFTER_MS = 140;

/** The search of the list. Searches while one types, but not half-composed Chinese. */
export function QueueSearch({ value }: { value: string }) {
  const { t } = useWords();
  const choose = useView((view) => view.filter);
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [composing, setComposing] = useState(false);

  const search = useCallback((typed: string) => choose({ search: typed.trim().slice(0, 100) }), [choose]);

  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (composing || text.trim() === value) return;
    const timer = setTimeout(() => search(text), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, composing, value, search]);
  useActions({ search: () => field.current?.select() });

  const clear = () => {
    setText('');
    choose({ search: '' });
  };
  return (
    <TextInput
      ref={field}
      className={styles.search}
      size="xs"
      type="search"
      role="searchbox"
      aria-label={t('queue.search')}
      placeholder={t('queue.search')}
      value={text}
      leftSection={<Icon name="search" size={14} />}
      rightSection={
        text ? (
          <button type="button" className={styles.clear} aria-label={t('queue.clearSearch')} onClick={clear}>
            <Icon name="close" size={12} />
          </button>
        ) : (
          <Kbd>/</Kbd>
        )
      }
      onChange={(event) => setText(event.currentTarget.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Escape' && text !== '') {
          event.preventDefault();
          clear();
        } else if (event.key === 'Escape' || event.key === 'Enter' || event.key === 'ArrowDown') {
          event.preventDefault();
          // The next Enter opens the first row: it must be one of this search, not of the list before it.
          search(text);
          event.currentTarget.blur();
        }
      }}
    />
  );
}
