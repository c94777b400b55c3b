import { join } from 'node:path';
import { systemClock } from '../../electron/clock.ts';
import { DeskFolders } from '../../electron/session/desk-folder.ts';
import { Session } from '../../electron/session/session.ts';
import { clientNet } from '../../electron/sync/client-net.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { SessionView, SyncStatus } from '../../shared/ipc/view.ts';
import { idOf } from './cases.ts';
import { openQueueHere, openWriterHere } from './desk.ts';

export const DEVICE_ID = idOf('device');

/**
 * What the main process keeps of a person's session, on a folder of a machine, without windows and threads.
 */
export interface TestSession {
  session: Session;
  folders: DeskFolders;
  /** Resolves when the present status, or one to come, fits. */
  statusWhere(until: (status: SyncStatus) => boolean): Promise<void>;
  /** Hears who is signed in, and why nobody is. */
  onSession(view: SessionView | null, code: ErrorCode | null): void;
}

export function sessionIn(folder: string, deviceId = DEVICE_ID, netOf = clientNet): TestSession {
  let waiting: { until(status: SyncStatus): boolean; resolve(): void } | null = null;
  const folders = new DeskFolders(join(folder, 'desks'));
  const session = new Session({
    folders,
    device: { id: deviceId, name: 'test' },
    openWriter: openWriterHere,
    openQueue: openQueueHere,
    clock: systemClock,
    log: { write: () => undefined, recent: () => [] },
    netOf,
    onDeskEvent(event) {
      if (event.event !== 'status') return;
      if (waiting?.until(event.status)) waiting.resolve();
    },
    onSession: (view, code) => test.onSession(view, code),
  });
  const test: TestSession = {
    session,
    folders,
    async statusWhere(until) {
      // Listens first, so that none slips by while it asks.
      const later = new Promise<void>((resolve) => {
        waiting = { until, resolve };
      });
      const status = await session.desk?.writer.call('status');
      if (status && until(status)) return;
      await later;
    },
    onSession: () => undefined,
  };
  return test;
}

/** Everything is exchanged. */
export const complete = (status: SyncStatus) => status.state === 'online' && status.unsent === 0;
