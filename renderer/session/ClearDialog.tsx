import { useMutation, useQuery } from '@tanstack/react-query';
import { queries } from '../app/queries.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { keepAll } from '../result/work-store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './HeldWork.module.css';
import { HeldWork } from './HeldWork.tsx';

/** Before a computer is handed on: sign out and delete every desk on it, once nobody's work is only here. */
export function ClearDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const info = useQuery({ ...queries.info(), refetchOnMount: 'always', refetchInterval: 2_000 });
  const held = info.data?.desks.filter(({ unsent, onlyHere }) => unsent > 0 || onlyHere > 0) ?? [];
  const blocked = held.some(({ onlyHere }) => onlyHere > 0);
  const clear = useMutation({
    mutationFn: async () => {
      await keepAll();
      await call('session.clear', {});
    },
    onError: () => void info.refetch(),
  });
  return (
    <Dialog opened onClose={onClose} title={t('session.clear')} width={460}>
      <p className={styles.hint}>{t('session.clearHint')}</p>
      {held.length > 0 ? <HeldWork title={t('session.held')} desks={held} /> : null}
      {blocked ? <p className={styles.hint}>{t('session.heldHint')}</p> : null}
      {clear.error ? <Problem error={clear.error} /> : null}
      <p className={styles.act}>
        <Button onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button
          look="primary"
          disabled={!info.isFetchedAfterMount || blocked || clear.isPending}
          onClick={() => clear.mutate()}
        >
          {t('session.clearNow')}
        </Button>
      </p>
    </Dialog>
  );
}
