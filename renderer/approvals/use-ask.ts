import { useQuery } from '@tanstack/react-query';
import type { QueueRow } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useFilter } from '../app/view-store.ts';
import { useNameOf } from '../case/use-case.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';

/** Says of a row whose calls do not count, and why; of one's own calls, who has to confirm them instead. */
function useDoubts(): (doubts: NonNullable<QueueRow['doubts']>) => string {
  const { t, time, language } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const ownId = useQuery(queries.session()).data?.user.id;
  return ({ byIds, at, flags, count }) => {
    const others = byIds.filter((id) => id !== ownId);
    if (others.length === 0) return t('decision.ownCalls');
    const list = new Intl.ListFormat(language);
    return t('approvals.doubted', {
      count,
      names: list.format(others.map((id) => nameOf(id) ?? t('common.unknown'))),
      moment: time.moment(at, now),
      why: flags.map((flag) => t(`case.flag.${flag}`)).join(t('case.flagJoin')),
    });
  };
}

/**
 * Says of a row who wants the decision, since when and why; of one's own proposal, who has to decide instead.
 */
export function useAsk(): (row: QueueRow) => string {
  const { t, time } = useWords();
  const now = useNow();
  const nameOf = useNameOf();
  const ownId = useQuery(queries.session()).data?.user.id;
  const doubtsOf = useDoubts();
  const { tab } = useFilter();
  return ({ ask, plan, sla, doubts }) => {
    if (tab === 'doubtful' && doubts) return doubtsOf(doubts);
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
