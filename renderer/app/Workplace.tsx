import { useQuery } from '@tanstack/react-query';
import { ApprovalsPage } from '../approvals/ApprovalsPage.tsx';
import { BoardPage } from '../board/BoardPage.tsx';
import { CasePane, NoCase } from '../case/CasePane.tsx';
import { ReassignDialog } from '../case/ReassignDialog.tsx';
import { QueuePane } from '../queue/QueuePane.tsx';
import { useIsLead } from '../queue/use-members.ts';
import { ClearDialog } from '../session/ClearDialog.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { KeysOverlay } from './KeysOverlay.tsx';
import { Palette } from './Palette.tsx';
import { queries } from './queries.ts';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';
import { useActions } from './use-actions.ts';
import { isList, type Page, useView } from './view-store.ts';
import { WorkPane } from './WorkPane.tsx';
import styles from './Workplace.module.css';

/** The window after sign-in: bar, rail, and the page between. */
export function Workplace() {
  const page = useView((view) => view.page);
  const openId = useView((view) => view.openId);
  const overlay = useView((view) => view.overlay);
  const { go, open, show } = useView.getState();
  const onList = isList(page);
  const lead = useIsLead();
  useActions({
    goQueue: () => go('queue'),
    goAppointments: () => go('appointments'),
    goBoard: lead ? () => go('board') : null,
    goApprovals: lead ? () => go('approvals') : null,
    goSettings: () => go('settings'),
    help: () => show('keys'),
    back: onList ? (openId === null ? null : () => open(null)) : () => go('queue'),
  });
  const view = useQuery({ ...queries.case(openId ?? ''), enabled: openId !== null }).data;
  return (
    <div className={styles.window}>
      <TopBar />
      <div className={styles.below}>
        <Rail />
        <PageBody page={page} openId={openId} />
      </div>
      <KeysOverlay opened={overlay === 'keys'} onClose={() => show(null)} />
      {overlay === 'clear' ? <ClearDialog onClose={() => show(null)} /> : null}
      {overlay === 'reassign' && view ? <ReassignDialog view={view} /> : null}
      <Palette />
    </div>
  );
}

function PageBody({ page, openId }: { page: Page; openId: string | null }) {
  switch (page) {
    case 'settings':
      return <SettingsPage />;
    case 'board':
      return <BoardPage />;
    case 'approvals':
      return <ApprovalsPage openId={openId} />;
    case 'queue':
    case 'appointments':
      return (
        <main className={styles.panes}>
          <QueuePane key={page} />
          {openId === null ? <NoCase /> : <CasePane caseId={openId} />}
          {openId === null ? null : <WorkPane caseId={openId} />}
        </main>
      );
  }
}
