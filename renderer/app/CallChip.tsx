import { useQuery } from '@tanstack/react-query';
import { useWords } from '../i18n/words.ts';
import { Timer } from '../result/CallBar.tsx';
import { phaseOf, useWork } from '../result/work-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { queries } from './queries.ts';
import styles from './TopBar.module.css';
import { isList, useView } from './view-store.ts';

/** A call that goes on while another case is open: one press leads back to it. */
export function CallChip() {
  const { t } = useWords();
  const openId = useView((view) => view.openId);
  const page = useView((view) => view.page);
  const list = useView((view) => view.list);
  const { open, go } = useView.getState();
  const caseId = useWork(({ drafts }) => {
    const busy = Object.keys(drafts).filter((id) => drafts[id]?.startedAt != null);
    return busy.find((id) => drafts[id]?.endedAt === null) ?? busy[0] ?? null;
  });
  const draft = useWork(({ drafts }) => (caseId === null ? undefined : drafts[caseId]));
  const view = useQuery({ ...queries.case(caseId ?? ''), enabled: caseId !== null }).data;
  const inSight = caseId === openId && isList(page);
  if (caseId === null || !draft || draft.startedAt === null || inSight) return null;
  const phase = phaseOf(draft);
  return (
    <button
      type="button"
      className={styles.call}
      data-phase={phase}
      title={t('common.bar.backToCase')}
      onClick={() => {
        if (!isList(page)) go(list);
        open(caseId);
      }}
    >
      <Icon name="phone" size={14} />
      {phase === 'calling' ? t('common.bar.calling') : t('common.bar.wrapup')}
      <span>{view?.case.contact.name}</span>
      <Timer since={draft.endedAt ?? draft.startedAt} />
    </button>
  );
}
