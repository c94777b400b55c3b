import { TextInput } from '@mantine/core';
import dayjs from 'dayjs';
import { useState } from 'react';
import { instantOfAnswer } from '../../shared/script/runner.ts';
import { hotkeyOf } from '../app/actions.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { AppointmentField } from '../result/AppointmentField.tsx';
import { Button } from '../ui/Button.tsx';
import styles from './ScriptPane.module.css';

interface Props {
  input: 'text' | 'datetime';
  given: string | null;
  onAnswer(answer: string): void;
  onSkip(): void;
}

/** A question answered in words or with a time. It may stay open: nobody is made to type during a call. */
export function OpenQuestion({ input, given, onAnswer, onSkip }: Props) {
  const { t } = useWords();
  const [text, setText] = useState(given ?? '');
  const [at, setAt] = useState(given === null ? null : instantOfAnswer(given));
  const answer = input === 'text' ? text.trim() : at === null ? '' : dayjs(at).toISOString();
  const go = () => (answer === '' ? onSkip() : onAnswer(answer));
  useActions({ scriptNext: go });
  return (
    <form
      className={styles.question}
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      {input === 'text' ? (
        <TextInput
          aria-label={t('script.answer')}
          placeholder={t('script.answerPlaceholder')}
          maxLength={1_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        <AppointmentField value={at} onChange={setAt} />
      )}
      <Button type="submit" hotkey={hotkeyOf('scriptNext')}>
        {t('script.next')}
      </Button>
    </form>
  );
}
