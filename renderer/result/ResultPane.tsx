import { Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { Disposition } from '../../shared/case/disposition.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import type { Library } from '../../shared/policy/library.ts';
import { useActions } from '../app/use-actions.ts';
import { missingOf } from '../case/missing.ts';
import { useWords } from '../i18n/words.ts';
import { Blank, Problem } from '../ui/Message.tsx';
import { AppointmentField } from './AppointmentField.tsx';
import { directionOf } from './attempt.ts';
import { CallBar } from './CallBar.tsx';
import { Consequence } from './Consequence.tsx';
import { DispositionPicker } from './DispositionPicker.tsx';
import { choicesFor, demandsOf, dispositionOf } from './dispositions.ts';
import { EvidenceField } from './EvidenceField.tsx';
import styles from './ResultPane.module.css';
import { SaveBar } from './SaveBar.tsx';
import { useCallLibrary } from './use-library.ts';
import { useSave } from './use-save.ts';
import { BLANK, edit, useWork } from './work-store.ts';

interface Props {
  view: CaseView;
  suggested: string | null;
  ownsDigits: boolean;
}

/** What came of the call: result, note, next time, consequence, save. */
export function ResultPane(props: Props) {
  const { t } = useWords();
  const library = useCallLibrary(useWork((work) => work.drafts[props.view.case.id]) ?? BLANK);
  return (
    <section className={styles.pane} aria-label={t('result.pane')}>
      <CallBar view={props.view} />
      {library ? <ResultForm {...props} library={library} /> : null}
      {library === null ? (
        <Blank icon="pencil" title={t('result.unavailable.title')} hint={t('result.unavailable.hint')} />
      ) : null}
    </section>
  );
}

function ResultForm({ view, suggested, ownsDigits, library }: Props & { library: Library }) {
  const { t } = useWords();
  const caseId = view.case.id;
  const draft = useWork((work) => work.drafts[caseId]) ?? BLANK;
  const note = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLDivElement>(null);
  const save = useSave();
  const choices = choicesFor(library, view.case.kind);
  // Whoever called in was reached.
  const possible = (known: Disposition) => known.reached || directionOf(view, draft) === 'outbound';
  const disposition = dispositionOf(library, draft.disposition);
  const demands = (what: string) => demandsOf(disposition).includes(what);

  const choose = (known: Disposition) => {
    save.reset();
    edit(caseId, { disposition: known.code === draft.disposition ? null : known.code });
  };
  const chooseByKey = (digit: number) => {
    const known = choices.favourites[digit - 1];
    if (known && possible(known)) choose(known);
  };
  const schedule = () => {
    const later = [...choices.favourites, ...choices.rest].find((known) => known.effect.do === 'appointment');
    if (!demands('callback_time') && later) edit(caseId, { disposition: later.code });
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[data-appointment] button')?.focus(),
    );
  };
  const log = (stay: boolean) => {
    if (disposition && !save.isPending) save.mutate({ view, disposition, stay });
  };
  useActions({
    choice: ownsDigits ? chooseByKey : null,
    disposition: chooseByKey,
    note: () => note.current?.focus(),
    schedule,
    saveNext: disposition ? () => log(false) : null,
    saveStay: disposition ? () => log(true) : null,
  });
  const leave = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.currentTarget.blur();
  };
  return (
    <div className={styles.form} ref={form}>
      <div className={styles.fields}>
        <DispositionPicker
          choices={choices}
          value={draft.disposition}
          suggested={suggested}
          ownsDigits={ownsDigits}
          possible={possible}
          onChoose={choose}
        />
        {demands('callback_time') ? (
          <AppointmentField
            value={draft.callbackAt}
            onChange={(callbackAt) => edit(caseId, { callbackAt })}
          />
        ) : null}
        {demands('evidence') ? (
          <EvidenceField
            value={draft.evidence}
            offered={missingOf(view)}
            numbered={false}
            onChange={(evidence) => edit(caseId, { evidence })}
          />
        ) : null}
        {demands('reason') ? (
          <TextInput
            size="xs"
            label={t('result.reason')}
            placeholder={t('result.reasonPlaceholder')}
            required
            maxLength={400}
            value={draft.reason}
            onChange={(event) => edit(caseId, { reason: event.currentTarget.value })}
            onKeyDown={leave}
          />
        ) : null}
        <Textarea
          ref={note}
          size="xs"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={4_000}
          aria-label={demands('note') ? t('result.noteRequired') : t('result.note')}
          aria-required={demands('note')}
          placeholder={`${demands('note') ? t('result.noteRequired') : t('result.note')} · ${t('result.notePlaceholder')}`}
          value={draft.note}
          onChange={(event) => edit(caseId, { note: event.currentTarget.value })}
          onKeyDown={leave}
        />
      </div>
      {save.error ? (
        <div className={styles.problem}>
          <Problem error={save.error}>{t('result.kept')}</Problem>
        </div>
      ) : (
        <Consequence view={view} draft={draft} disposition={disposition} />
      )}
      <SaveBar ready={disposition !== undefined} saving={save.isPending} onSave={log} />
    </div>
  );
}
