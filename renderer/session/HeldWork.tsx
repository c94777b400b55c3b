import { useMutation } from '@tanstack/react-query';
import type { KnownDesk } from '../../shared/ipc/view.ts';
import { queries, queryClient } from '../app/queries.ts';
import { call } from '../desk.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import { Problem } from '../ui/Message.tsx';
import styles from './HeldWork.module.css';

/** People whose work only this computer has, each with a way to hand it to central without their password. */
export function HeldWork({ title, desks }: { title: string; desks: KnownDesk[] }) {
  return (
    <section aria-label={title}>
      <p className={styles.heading}>{title}</p>
      <ul>
        {desks.map((desk) => (
          <Held key={`${desk.server} ${desk.account}`} desk={desk} />
        ))}
      </ul>
    </section>
  );
}

function Held({ desk }: { desk: KnownDesk }) {
  const { t } = useWords();
  const { server, account } = desk;
  const save = useMutation({
    mutationFn: () => call('unsent.export', { server, account }),
    onSettled: () => void queryClient.invalidateQueries(queries.info()),
  });
  return (
    <li className={styles.desk}>
      <span>
        <b data-person>{desk.name}</b>{' '}
        {desk.onlyHere > 0 ? t('session.unsent', { count: desk.onlyHere }) : t('session.handedOver')}
      </span>
      <Button look="quiet" disabled={save.isPending} onClick={() => save.mutate()}>
        {t('session.exportSealed')}
      </Button>
      {save.error ? <Problem error={save.error} /> : null}
    </li>
  );
}
