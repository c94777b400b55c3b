import { useMutation, useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './StatusPanel.module.css';

/** What goes to support, to be read first. */
export function DiagnosisDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const { data, error } = useQuery(queries.diagnosis());
  const save = useMutation({ mutationFn: () => call('diagnosis.save', {}) });
  return (
    <Dialog opened onClose={onClose} title={t('status.diagnosis')} width={560}>
      <p className={styles.safe}>{t('status.diagnosisHint')}</p>
      {error ? <Problem error={error} /> : null}
      <textarea
        className={styles.diagnosis}
        aria-label={t('status.diagnosis')}
        readOnly
        rows={16}
        value={data?.text ?? ''}
      />
      {save.error ? <Problem error={save.error} /> : null}
      <p className={styles.save}>
        <Button
          look="primary"
          data-autofocus
          disabled={!data || save.isPending}
          onClick={() => save.mutate()}
        >
          {t('status.diagnosisSave')}
        </Button>
        <span className={styles.safe} role="status">
          {save.data?.saved ? t('status.diagnosisSaved') : null}
        </span>
      </p>
    </Dialog>
  );
}
