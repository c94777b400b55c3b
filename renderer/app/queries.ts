import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { CaseKind } from '../../shared/case/kinds.ts';
import type { Pins, QueueFilter, SyncStatus } from '../../shared/ipc/view.ts';
import { MINUTE } from '../../shared/time.ts';
import { setClockAhead } from '../clock.ts';
import { call } from '../desk.ts';

/** Rows that one question to main brings. */
export const PAGE_SIZE = 100;

/** The cache over IPC. Answers stay valid until main says otherwise; the network has no say in it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Where the exchange stands; the screen's clock follows it. */
async function readStatus(): Promise<SyncStatus> {
  const status = await call('sync.status', {});
  setClockAhead(status.clockAhead);
  return status;
}

export const queries = {
  info: () => queryOptions({ queryKey: ['info'], queryFn: () => call('app.info', {}) }),
  settings: () => queryOptions({ queryKey: ['settings'], queryFn: () => call('settings.get', {}) }),
  session: () => queryOptions({ queryKey: ['session'], queryFn: () => call('session.current', {}) }),
  library: () => queryOptions({ queryKey: ['library'], queryFn: () => call('library.get', {}) }),
  /** Documents never change, so neither does this answer. */
  pinnedLibrary: (pins: Pins) =>
    queryOptions({
      queryKey: ['pinned', pins.policyVersion, pins.dispositionsVersion],
      queryFn: () => call('library.get', pins),
    }),
  script: (kind: CaseKind, version: number) =>
    queryOptions({
      queryKey: ['script', kind, version],
      queryFn: () => call('library.script', { kind, version }),
    }),
  members: () => queryOptions({ queryKey: ['members'], queryFn: () => call('members.list', {}) }),
  sync: () => queryOptions({ queryKey: ['sync'], queryFn: readStatus }),
  unsent: () => queryOptions({ queryKey: ['unsent'], queryFn: () => call('sync.unsent', {}) }),
  /** Only central knows; asked again whenever somebody looks. */
  desks: () =>
    queryOptions({ queryKey: ['desks'], queryFn: () => call('desks.list', {}), staleTime: 10_000 }),
  /** Only central knows; asked when a case is opened. */
  kept: (caseId: string) =>
    queryOptions({
      queryKey: ['kept', caseId],
      queryFn: () => call('case.kept', { caseId }),
      staleTime: 10_000,
    }),
  diagnosis: () =>
    queryOptions({
      queryKey: ['diagnosis'],
      queryFn: () => call('diagnosis.read', {}),
      staleTime: 0,
      gcTime: 0,
    }),
  /** Time alone moves cases from one number to another. */
  board: () =>
    queryOptions({ queryKey: ['board'], queryFn: () => call('board.read', {}), refetchInterval: MINUTE }),
  counts: (filter: QueueFilter) =>
    queryOptions({ queryKey: ['counts', filter], queryFn: () => call('queue.count', filter) }),
  page: (filter: QueueFilter, page: number) =>
    queryOptions({
      queryKey: ['rows', filter, page],
      queryFn: () => call('queue.rows', { filter, offset: page * PAGE_SIZE, limit: PAGE_SIZE }),
      gcTime: 60_000,
    }),
  case: (caseId: string) =>
    queryOptions({ queryKey: ['case', caseId], queryFn: () => call('case.open', { caseId }) }),
};
