import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { SyncStatus } from '../../shared/ipc/view.ts';
import { queries } from '../app/queries.ts';
import { useActions } from '../app/use-actions.ts';
import { useWords, type Words } from '../i18n/words.ts';
import { isWorking, useWork } from '../result/work-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { DiagnosisDialog } from './DiagnosisDialog.tsx';
import styles from './StatusChip.module.css';
import { StatusPanel } from './StatusPanel.tsx';

function detailOf(sync: SyncStatus, { t }: Words): string {
  if (sync.refused > 0) return t('status.refused', { count: sync.refused });
  if (sync.unsent > 0) return t('status.unsent', { count: sync.unsent });
  if (sync.progress && sync.progress.total > 0) {
    const percent = Math.floor((100 * sync.progress.received) / sync.progress.total);
    return t('status.percent', { percent });
  }
  return t('status.allSent');
}

/** Escape closes the panel, also in the moment before the keyboard is in it. */
function ClosedByEscape({ close }: { close(): void }) {
  useActions({ back: close });
  return null;
}

/** The truth about the network in a few words; pressing it tells everything. */
export function StatusChip() {
  const words = useWords();
  const { t } = words;
  const [open, setOpen] = useState(false);
  const [diagnosing, setDiagnosing] = useState(false);
  const sync = useQuery(queries.sync()).data;
  const changed = sync?.code === 'password_changed';
  // Asked at once, but never over a call.
  useEffect(() => {
    if (changed && !isWorking(useWork.getState())) setOpen(true);
  }, [changed]);
  if (!sync) return null;
  return (
    <>
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={360} trapFocus>
        <Popover.Target>
          <button
            type="button"
            className={styles.chip}
            data-state={sync.state}
            aria-expanded={open}
            aria-label={`${t('status.chip')}: ${t(`status.state.${sync.state}`)}, ${detailOf(sync, words)}`}
            onClick={() => setOpen(!open)}
          >
            {sync.state === 'offline' ? (
              <Icon name="cloudOff" size={14} />
            ) : sync.state === 'attention' ? (
              <Icon name="overdue" size={14} />
            ) : (
              <i className={styles.lamp} />
            )}
            {t(`status.state.${sync.state}`)} · {detailOf(sync, words)}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('status.panelTitle')}>
          <ClosedByEscape close={() => setOpen(false)} />
          <StatusPanel
            sync={sync}
            onDiagnose={() => {
              setOpen(false);
              setDiagnosing(true);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      {diagnosing ? <DiagnosisDialog onClose={() => setDiagnosing(false)} /> : null}
    </>
  );
}
