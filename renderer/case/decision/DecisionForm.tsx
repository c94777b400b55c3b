import { Radio, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { KeyboardEvent } from 'react';
import type { CaseView } from '../../../shared/ipc/view.ts';
import { callerNumber } from '../../app/caller-number.ts';
import { queries, queryClient } from '../../app/queries.ts';
import { useNow } from '../../clock.ts';
import { useWords } from '../../i18n/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Message.tsx';
import { Pill } from '../../ui/Pill.tsx';
import { useNameOf } from '../use-case.ts';
import styles from './Decision.module.css';
import { type Begun, decisions, keyOf, markSending } from './decision-store.ts';
import { type Choice, type DecisionForm as Form, formOf } from './forms.ts';
import { Matters } from './Matters.tsx';
import type { DecisionName } from './offers.ts';
import { useMatters } from './use-matters.ts';

interface Props {
  name: DecisionName;
  view: CaseView;
  onClose(): void;
}

/** What was written as it is sent; null while it will not do. */
function writtenOf(form: Form, { text }: Begun): string | null {
  if (form.text === null) return '';
  if (form.text === 'number') return callerNumber(text);
  return text.trim() === '' ? null : text.trim();
}

/** One decision about a case: the ways to decide with what follows from each, the reason, and the deed. */
export function DecisionForm({ name, view: { case: found, elsewhere }, onClose }: Props) {
  const words = useWords();
  const { t } = words;
  const now = useNow();
  const nameOf = useNameOf();
  const library = useQuery(queries.library()).data ?? null;
  const userId = useQuery(queries.session()).data?.user.id ?? '';
  const key = keyOf(found.id, name);
  const begun = decisions.useBegun(key);
  const write = (patch: Partial<Begun>) => decisions.write(key, patch);
  const context = { found, library, words, now, nameOf };
  const { ready, matters, came, answers } = useMatters(name, { ...context, begun });
  const form = formOf(name, { ...context, elsewhere, userId, answers });
  const [single] = form.choices.length === 1 ? form.choices : [];
  const choice = single ?? form.choices.find(({ id }) => id === begun.choice);
  const text = writtenOf(form, begun);
  const detail = choice?.details.find((code) => code === begun.detail) ?? choice?.details[0] ?? null;
  const decide = useMutation({
    mutationFn: ({ taken, written }: { taken: Choice; written: string }) => taken.send(written, detail),
    onMutate: () => markSending(true),
    onError: () => markSending(false),
    onSuccess: (view) => {
      queryClient.setQueryData(queries.case(found.id).queryKey, view);
      decisions.forget(key);
      onClose();
    },
  });
  /** What came while the form was open has been read: it is decided about too, and the way is chosen anew. */
  const takeUp = () => write({ seen: matters.map(({ id }) => id), choice: null, detail: null });
  const send = () => {
    if (came.length > 0) takeUp();
    else if (ready && choice && text !== null && !decide.isPending)
      decide.mutate({ taken: choice, written: text });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!sends && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (sends) send();
    else onClose();
  };
  return (
    <form
      className={styles.form}
      aria-label={form.title}
      onKeyDown={keys}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p className={styles.title}>{form.title}</p>
      <p className={styles.hint}>{form.hint}</p>
      {name === 'appeal' && matters.length === 1 ? null : <Matters matters={matters} came={came} />}
      {single ? (
        single.hint === '' ? null : (
          <p className={styles.hint}>{single.hint}</p>
        )
      ) : (
        <Radio.Group
          aria-label={form.title}
          value={choice?.id ?? null}
          onChange={(id) => write({ choice: id, detail: null })}
        >
          {form.choices.map((way, index) => (
            <Radio
              key={way.id}
              size="xs"
              classNames={{ root: styles.choice, description: styles.consequence }}
              autoFocus={index === 0}
              value={way.id}
              label={way.label}
              description={way.hint}
            />
          ))}
        </Radio.Group>
      )}
      {choice && choice.details.length > 0 ? (
        <Details codes={choice.details} value={detail} onChoose={(code) => write({ detail: code })} />
      ) : null}
      {form.text === null ? null : (
        <TextInput
          size="xs"
          required
          autoFocus={single !== undefined}
          maxLength={form.text === 'number' ? 24 : 400}
          inputMode={form.text === 'number' ? 'tel' : undefined}
          label={t(`decision.${form.text}`)}
          placeholder={t(`decision.${form.text}Placeholder`)}
          value={begun.text}
          onChange={(event) => write({ text: event.currentTarget.value })}
        />
      )}
      {decide.error ? <Problem error={decide.error} /> : null}
      <div className={styles.buttons}>
        {came.length > 0 ? (
          <Button look="primary" type="submit">
            {t('decision.takeUp')}
          </Button>
        ) : (
          <Button
            look="primary"
            type="submit"
            autoFocus={single !== undefined && form.text === null}
            disabled={!ready || !choice || text === null || decide.isPending}
          >
            {choice?.deed ?? choice?.label ?? form.title}
          </Button>
        )}
        <Button look="quiet" onClick={onClose}>
          {t('common.close')}
        </Button>
      </div>
    </form>
  );
}

/** What belongs to the way that was chosen: one of a few codes. */
function Details({
  codes,
  value,
  onChoose,
}: {
  codes: readonly string[];
  value: string | null;
  onChoose(code: string): void;
}) {
  const { t, term } = useWords();
  return (
    <fieldset className={styles.details}>
      <legend className={styles.label}>{t('decision.details')}</legend>
      {codes.map((code) => (
        <Pill key={code} pressed={code === value} onPress={() => onChoose(code)}>
          {code === 'none' ? t('decision.noDetail') : term('action', code)}
        </Pill>
      ))}
    </fieldset>
  );
}
