import { Combobox, useCombobox } from '@mantine/core';
import { useState } from 'react';
import type { Disposition } from '../../shared/case/disposition.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { abovePage } from '../ui/theme.ts';
import styles from './DispositionPicker.module.css';

interface Props {
  rest: Disposition[];
  chosen: Disposition | undefined;
  suggested: string | null;
  onChoose(disposition: Disposition): void;
}

/** Every other disposition: 0 opens, typing narrows, Enter takes. */
export function MoreDispositions({ rest, chosen, suggested, onChoose }: Props) {
  const { t, pick } = useWords();
  const [search, setSearch] = useState('');
  const box = useCombobox({ onDropdownClose: () => setSearch('') });
  useActions({ moreDispositions: () => box.openDropdown() });
  const needle = search.trim().toLowerCase();
  const fits = (known: Disposition) =>
    [known.label.zh, known.label.en, known.code].some((text) => text.toLowerCase().includes(needle));
  const found = rest.filter(fits);
  const take = (code: string) => {
    const known = rest.find((candidate) => candidate.code === code);
    if (known) onChoose(known);
    box.closeDropdown();
  };
  return (
    <Combobox
      store={box}
      onOptionSubmit={take}
      position="top-end"
      width={240}
      withinPortal={false}
      keepMounted={false}
      floatingStrategy="fixed"
      transitionProps={abovePage}
    >
      <Combobox.Target withAriaAttributes={false}>
        <button
          type="button"
          className={styles.more}
          aria-haspopup="listbox"
          aria-expanded={box.dropdownOpened}
          data-chosen={chosen !== undefined || undefined}
          data-suggested={rest.some((known) => known.code === suggested) || undefined}
          onClick={() => box.toggleDropdown()}
        >
          <Kbd>0</Kbd>
          {chosen ? pick(chosen.label) : t('result.more')}
          <Icon name="down" size={12} />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          autoFocus
          aria-label={t('result.moreSearch')}
          placeholder={t('result.moreSearch')}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            box.selectFirstOption();
          }}
        />
        <Combobox.Options tabIndex={0} mah={260} style={{ overflowY: 'auto' }} aria-label={t('result.more')}>
          {found.map((known) => (
            <Combobox.Option key={known.code} value={known.code} active={known.code === chosen?.code}>
              {pick(known.label)}
            </Combobox.Option>
          ))}
          {found.length === 0 ? <Combobox.Empty>{t('result.moreNone')}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
