import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { queries, queryClient } from '../app/queries.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import { begunForms } from './begun.ts';
import styles from './NoteForm.module.css';

/** Notes being written, by case. */
const notes = begunForms({ text: '' });

/** A note for whoever looks at the case next, apart from any call. */
export function NoteForm({ caseId, onDone }: { caseId: string; onDone: () => void }) {
  const { t } = useWords();
  const { text } = notes.useBegun(caseId);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    if (text.trim() === '') return;
    try {
      const view = await call('case.addNote', { caseId, text: text.trim() });
      notes.forget(caseId);
      queryClient.setQueryData(queries.case(caseId).queryKey, view);
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        data-autofocus
        autoFocus
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4_000}
        aria-label={t('case.timeline.addNote')}
        placeholder={t('case.timeline.notePlaceholder')}
        value={text}
        onChange={(event) => notes.write(caseId, { text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const send = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
          if (send || event.key === 'Escape') event.preventDefault();
          if (send) void save();
          if (event.key === 'Escape') onDone();
        }}
      />
      {error ? <Problem error={error} /> : null}
      <div className={styles.buttons}>
        <Button type="submit" disabled={text.trim() === ''}>
          {t('case.timeline.saveNote')}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t('common.close')}
        </Button>
      </div>
    </form>
  );
}
