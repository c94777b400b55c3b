import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { answerOfEvidence, evidenceOfAnswer } from '../../shared/script/evidence.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { Icon } from '../ui/Icon.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import styles from './EvidenceField.module.css';

interface Props {
  value: readonly string[];
  /** Documents that the case lacks: the usual answers. */
  offered: readonly string[];
  /** Whether the digits choose here. */
  numbered: boolean;
  onChange(evidence: string[]): void;
}

/** Which documents were handed in: those that are missing, one key each, and any others by name. */
export function EvidenceField({ value, offered, numbered, onChange }: Props) {
  const { t, term } = useWords();
  const others = useRef<HTMLInputElement>(null);
  const named = answerOfEvidence(value.filter((kind) => !offered.includes(kind)));
  const [text, setText] = useState(named);
  useEffect(() => {
    setText((typed) => (answerOfEvidence(evidenceOfAnswer(typed)) === named ? typed : named));
  }, [named]);

  const tell = (chosen: readonly string[], typed: string) => {
    const codes = offered.filter((kind) => chosen.includes(kind));
    onChange(evidenceOfAnswer(`${answerOfEvidence(codes)};${typed}`));
  };
  const toggle = (kind: string) =>
    tell(value.includes(kind) ? value.filter((one) => one !== kind) : [...value, kind], text);
  const pressed = (digit: number) => {
    const kind = offered[digit - 1];
    if (kind !== undefined) toggle(kind);
    if (digit === offered.length + 1) others.current?.focus();
  };
  useActions({ choice: numbered ? pressed : null });
  const numberOf = (index: number) => (numbered && index < 9 ? String(index + 1) : null);
  const othersNumber = numberOf(offered.length);
  return (
    <fieldset className={styles.field}>
      <legend className={styles.legend}>{t('result.evidence')}</legend>
      <div className={styles.kinds}>
        {offered.map((kind, index) => {
          const number = numberOf(index);
          return (
            <button
              key={kind}
              type="button"
              aria-pressed={value.includes(kind)}
              className={styles.kind}
              onClick={() => toggle(kind)}
            >
              {number === null ? null : <Kbd strong>{number}</Kbd>}
              <i className={styles.box}>{value.includes(kind) ? <Icon name="check" size={12} /> : null}</i>
              {term('missing', kind)}
            </button>
          );
        })}
      </div>
      <TextInput
        ref={others}
        size="xs"
        aria-label={t('result.evidenceOthers')}
        placeholder={t('result.evidenceOthersPlaceholder')}
        leftSection={othersNumber === null ? null : <Kbd strong>{othersNumber}</Kbd>}
        maxLength={400}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          tell(value, event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          // Leaving the field is a step of its own; the case stays open.
          if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
    </fieldset>
  );
}
