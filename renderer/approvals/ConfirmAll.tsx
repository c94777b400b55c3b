import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { QueueFilter } from '../../shared/ipc/view.ts';
import { queryClient } from '../app/queries.ts';
import { useActions } from '../app/use-actions.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { applyChanges } from '../queue/changes.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './Approvals.module.css';

/** Lets the doubtful calls of a whole list count, after one question. */
export function ConfirmAll({ filter, total }: { filter: QueueFilter; total: number }) {
  const { t } = useWords();
  const [asked, setAsked] = useState(false);
  const confirm = useMutation({
    mutationFn: () => call('case.confirmAll', { filter }),
    onSuccess: () => {
      setAsked(false);
      void queryClient.invalidateQueries({ queryKey: ['counts'] });
      applyChanges();
    },
  });
  const ask = () => {
    confirm.reset();
    setAsked(true);
  };
  useActions({ confirmAll: total > 0 ? ask : null });
  return (
    <div className={styles.all}>
      {total > 0 ? (
        <Button icon="check" hotkey="Y" onClick={ask}>
          {t('approvals.confirmAll.open')}
        </Button>
      ) : null}
      {confirm.data ? (
        <span className={styles.total} role="status">
          {t('approvals.confirmAll.done', { count: confirm.data.confirmed, left: confirm.data.left })}
        </span>
      ) : null}
      {asked ? (
        <Dialog opened onClose={() => setAsked(false)} title={t('approvals.confirmAll.title')} width={420}>
          <p className={styles.question}>{t('approvals.confirmAll.hint', { count: total })}</p>
          {confirm.error ? <Problem error={confirm.error} /> : null}
          <p className={styles.act}>
            <Button look="quiet" onClick={() => setAsked(false)}>
              {t('common.cancel')}
            </Button>
            <Button
              look="primary"
              data-autofocus
              disabled={confirm.isPending}
              onClick={() => confirm.mutate()}
            >
              {t('approvals.confirmAll.deed')}
            </Button>
          </p>
        </Dialog>
      ) : null}
    </div>
  );
}
