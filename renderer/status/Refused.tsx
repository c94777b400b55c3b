import { useMutation } from '@tanstack/react-query';
import type { UnsentItem } from '../../shared/ipc/view.ts';
import { mayDismiss } from '../../shared/mutation/refusal.ts';
import { queryClient } from '../app/queries.ts';
import { useNameOf } from '../case/use-case.ts';
import { useNow } from '../clock.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './StatusPanel.module.css';

/** Something that central did not take: why, and what the person can do about it. */
export function Refused({ item }: { item: UnsentItem }) {
  const { t, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const act = useMutation({
    mutationFn: (channel: 'refused.dismiss' | 'refused.again') => call(channel, { id: item.id }),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['unsent'] }),
  });
  const { at, byId, toId } = item.params;
  const moved = item.code === 'superseded' && typeof at === 'number';
  const move = item.name === 'reassign';
  return (
    <div className={styles.refused}>
      <p className={styles.itemState}>
        {moved
          ? t('status.superseded', {
              by: nameOf(String(byId ?? '')) ?? t('common.system'),
              to: nameOf(String(toId ?? '')) ?? t('common.nobody'),
              moment: time.moment(at, now),
            })
          : t(item.code ? `errors.${item.code}.what` : 'status.item.rejected')}
      </p>
      {act.error ? <Problem error={act.error} /> : null}
      <p className={styles.actions}>
        {mayDismiss(item.name, item.code) ? (
          <Button look="quiet" disabled={act.isPending} onClick={() => act.mutate('refused.dismiss')}>
            {t(move ? 'status.keepTheirs' : 'status.dismiss')}
          </Button>
        ) : null}
        <Button look="quiet" disabled={act.isPending} onClick={() => act.mutate('refused.again')}>
          {t(move ? 'status.redo' : 'status.sendAgain')}
        </Button>
      </p>
    </div>
  );
}
