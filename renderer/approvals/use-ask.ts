import { useQuery } from '@tanstack/react-query';
import type { QueueRow } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useNameOf } from '../case/use-case.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';

/** Says of a row who wants the decision, since when and why; of one's own proposal, who has to decide instead. */
export function useAsk(): (row: QueueRow) => string {
  const { t, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const ownId = useQuery(queries.session()).data?.user.id;
  return ({ ask, plan, sla }) => {
    if (ask === null) return t('common.time.from', { moment: time.moment(sla.since, now) });
    const proposed = plan.code === 'approval_due';
    if (proposed && ask.byId === ownId) return t('decision.own');
    const values = {
      name: nameOf(ask.byId) ?? t('common.system'),
      moment: time.moment(ask.at, now),
      why: ask.why,
    };
    if (ask.why === '') return t('approvals.askedOnly', values);
    return t(proposed ? 'approvals.proposed' : 'approvals.asked', values);
  };
}
