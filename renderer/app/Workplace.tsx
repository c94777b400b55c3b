import { useQuery } from '@tanstack/react-query';
import { CasePane, NoCase } from '../case/CasePane.tsx';
import { ReassignDialog } from '../case/ReassignDialog.tsx';
import { QueuePane } from '../queue/QueuePane.tsx';
import { ClearDialog } from '../session/ClearDialog.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { KeysOverlay } from './KeysOverlay.tsx';
import { Palette } from './Palette.tsx';
import { queries } from './queries.ts';
import { Rail } from './Rail.tsx';
import { TopBar } from './TopBar.tsx';
import { useActions } from './use-actions.ts';
import { useView } from './view-store.ts';
import { WorkPane } from './WorkPane.tsx';
import styles from './Workplace.module.css';

/** The window after sign-in: bar, rail, and the page between. */
export function Workplace() {
  const page = useView((view) => view.page);
  const openId = useView((view) => view.openId);
  const overlay = useView((view) => view.overlay);
  const { go, open, show } = useView.getState();
  const onList = page !== 'settings';
  useActions({
    goQueue: () => go('queue'),
    goAppointments: () => go('appointments'),
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
        {onList ? (
          <main className={styles.panes}>
            <QueuePane key={page} />
            {openId === null ? <NoCase /> : <CasePane caseId={openId} />}
            {openId === null ? null : <WorkPane caseId={openId} />}
          </main>
        ) : (
          <SettingsPage />
        )}
      </div>
      <KeysOverlay opened={overlay === 'keys'} onClose={() => show(null)} />
      {overlay === 'clear' ? <ClearDialog onClose={() => show(null)} /> : null}
      {overlay === 'reassign' && view ? <ReassignDialog view={view} /> : null}
      <Palette />
    </div>
  );
}
