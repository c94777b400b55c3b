import { NativeSelect, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { Case } from '../../shared/case/case.ts';
import type { Disposition } from '../../shared/case/disposition.ts';
import type { Attempt } from '../../shared/case/history.ts';
import type { CaseView } from '../../shared/ipc/view.ts';
import type { Library } from '../../shared/policy/library.ts';
import { queries, queryClient } from '../app/queries.ts';
import { useNow } from '../clock.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { AppointmentField } from '../result/AppointmentField.tsx';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Problem } from '../ui/Message.tsx';
import { begunForms } from './begun.ts';
import { otherResults, planCorrected } from './corrected.ts';
import styles from './NoteForm.module.css';

/** Corrections being written, by the call. */
const corrections = begunForms({ code: '', reason: '', callbackAt: null as number | null, why: '' });

interface Props {
  subject: Case;
  /** See `CaseView`. */
  elsewhere: CaseView['elsewhere'];
  /** The call as it counts now. */
  attempt: Attempt;
  library: Library;
  onDone(): void;
}

/** Puts a mis-keyed result right: the right one, what it demands, and what went wrong. */
export function CorrectionForm({ subject, elsewhere, attempt, library, onDone }: Props) {
  const { t, pick } = useWords();
  const begun = corrections.useBegun(attempt.id);
  const { reason, callbackAt, why } = begun;
  const write = (patch: Partial<typeof begun>) => corrections.write(attempt.id, patch);
  const [error, setError] = useState<unknown>(null);
  const others = otherResults(library, subject, attempt);
  const right = others.find(({ code }) => code === begun.code);
  const demands = right?.demands ?? [];
  const needsTime = demands.includes('callback_time');
  const needsReason = demands.includes('reason');
  const ready =
    right !== undefined &&
    why.trim() !== '' &&
    !(needsTime && callbackAt === null) &&
    !(needsReason && !reason.trim());
  const save = async () => {
    if (!ready) return;
    try {
      const view = await call('case.correct', {
        caseId: subject.id,
        attemptId: attempt.id,
        disposition: right.code,
        reason: needsReason ? reason.trim() : null,
        callbackAt: needsTime ? callbackAt : null,
        why: why.trim(),
      });
      corrections.forget(attempt.id);
      queryClient.setQueryData(queries.case(subject.id).queryKey, view);
      onDone();
    } catch (caught) {
      setError(caught);
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const send = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!send && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (send) void save();
    else onDone();
  };
  return (
    <form
      className={styles.form}
      aria-label={t('case.correction.title')}
      onKeyDown={keys}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <NativeSelect
        autoFocus
        size="xs"
        label={t('case.correction.right')}
        data={[
          { value: '', label: t('case.correction.choose') },
          ...others.map((known) => ({ value: known.code, label: pick(known.label) })),
        ]}
        value={right?.code ?? ''}
        onChange={(event) => write({ code: event.currentTarget.value })}
      />
      {needsTime ? (
        <AppointmentField value={callbackAt} onChange={(at) => write({ callbackAt: at })} />
      ) : null}
      {needsReason ? (
        <TextInput
          size="xs"
          required
          maxLength={400}
          label={t('result.reason')}
          placeholder={t('result.reasonPlaceholder')}
          value={reason}
          onChange={(event) => write({ reason: event.currentTarget.value })}
        />
      ) : null}
      <TextInput
        size="xs"
        required
        maxLength={400}
        label={t('case.correction.why')}
        placeholder={t('case.correction.whyPlaceholder')}
        value={why}
        onChange={(event) => write({ why: event.currentTarget.value })}
      />
      {right && !(needsTime && callbackAt === null) ? (
        <Follows
          {...{ subject, elsewhere, attempt, library, right }}
          callbackAt={needsTime ? callbackAt : null}
        />
      ) : null}
      {error ? <Problem error={error} /> : null}
      <div className={styles.buttons}>
        <Button type="submit" disabled={!ready}>
          {t('case.correction.save')}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t('common.close')}
        </Button>
      </div>
    </form>
  );
}

/** What the plan will be once the right result stands in the place of the wrong one. */
function Follows({
  subject,
  elsewhere,
  attempt,
  library,
  right,
  callbackAt,
}: Omit<Props, 'onDone'> & { right: Disposition; callbackAt: number | null }) {
  const { next } = useWords();
  const now = useNow();
  const { plan, result } = planCorrected(subject, attempt, right, { library, elsewhere, callbackAt, now });
  return (
    <p className={styles.follows} aria-live="polite">
      <Icon name="forward" size={14} />
      {next(plan, now, result)}
    </p>
  );
}
