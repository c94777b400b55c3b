import { TextInput } from '@mantine/core';
import dayjs from 'dayjs';
import { useState } from 'react';
import { answerOfEvidence, evidenceOfAnswer } from '../../shared/script/evidence.ts';
import { instantOfAnswer } from '../../shared/script/runner.ts';
import { hotkeyOf } from '../app/actions.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords } from '../i18n/words.ts';
import { AppointmentField } from '../result/AppointmentField.tsx';
import { EvidenceField } from '../result/EvidenceField.tsx';
import { Button } from '../ui/Button.tsx';
import styles from './ScriptPane.module.css';

interface Props {
  input: 'text' | 'datetime' | 'evidence';
  given: string | null;
  /** Documents that the case lacks. */
  missing: readonly string[];
  /** Empty: nothing was answered. */
  onAnswer(answer: string): void;
}

/**
 * A question answered in words, with a time or with documents. It may stay open: nobody is made to type
 * during a call.
 */
export function OpenQuestion({ input, given, missing, onAnswer }: Props) {
  const { t } = useWords();
  const [text, setText] = useState(given ?? '');
  const [at, setAt] = useState(given === null ? null : instantOfAnswer(given));
  const [evidence, setEvidence] = useState(() => evidenceOfAnswer(given ?? ''));
  const go = () => {
    const time = at === null ? '' : dayjs(at).toISOString();
    onAnswer({ text: text.trim(), datetime: time, evidence: answerOfEvidence(evidence) }[input]);
  };
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
      ) : input === 'datetime' ? (
        <AppointmentField value={at} onChange={setAt} />
      ) : (
        <EvidenceField value={evidence} offered={missing} numbered onChange={setEvidence} />
      )}
      <Button type="submit" hotkey={hotkeyOf('scriptNext')}>
        {t('script.next')}
      </Button>
    </form>
  );
}
