import { useMemo } from 'react';
import { create } from 'zustand';
import type { ErrorCode } from '../../shared/errors.ts';
import type { QueueFilter } from '../../shared/ipc/view.ts';
import { callerNumber } from './caller-number.ts';

const LISTS = ['queue', 'appointments', 'approvals'] as const;
export type ListPage = (typeof LISTS)[number];
export type Page = ListPage | 'board' | 'settings';

/** The pages that show a list and the open case beside it. */
export function isList(page: Page): page is ListPage {
  return LISTS.some((list) => list === page);
}

interface View {
  page: Page;
  /** Each list keeps its own filter, so that going away and back loses nothing. */
  filters: Record<ListPage, QueueFilter>;
  /** The list that "next" means: the one last looked at. */
  list: ListPage;
  openId: string | null;
  focusId: string | null;
  overlay: 'keys' | 'reassign' | 'clear' | null;
  /** Why the last session ended, told on the sign-in screen. */
  endedWith: ErrorCode | null;
  go(page: Page): void;
  filter(patch: Partial<QueueFilter>): void;
  /** To the queue, showing what the patch says and nothing else narrowed: where a number leads. */
  follow(patch: Partial<QueueFilter>): void;
  open(caseId: string | null): void;
  focus(caseId: string | null): void;
  show(overlay: View['overlay']): void;
  /** Back to the first screen of a fresh session. */
  reset(endedWith: ErrorCode | null): void;
}

/** Everything that is open, of everybody. */
export const EVERYTHING: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };

const start = {
  page: 'queue',
  filters: {
    queue: EVERYTHING,
    appointments: { ...EVERYTHING, tab: 'appointment' },
    approvals: { ...EVERYTHING, tab: 'approve' },
  },
  list: 'queue',
  openId: null,
  focusId: null,
  overlay: null,
} satisfies Partial<View>;

/** What the operator looks at: pages, filters, the open case. Nothing here is data. */
export const useView = create<View>()((set) => ({
  ...start,
  endedWith: null,
  go: (page) =>
    set((view) => ({
      page,
      list: isList(page) ? page : view.list,
      // A decision begins with what waits for it, not with the case that somebody had open for a call.
      ...(page === 'approvals' && view.page !== page ? { openId: null, focusId: null } : {}),
    })),
  follow: (patch) =>
    set(({ filters }) => ({
      page: 'queue',
      list: 'queue',
      filters: { ...filters, queue: { ...EVERYTHING, ...patch } },
      openId: null,
      focusId: null,
    })),
  filter: (patch) =>
    set((view) => ({
      filters: { ...view.filters, [view.list]: { ...view.filters[view.list], ...patch } },
      focusId: null,
    })),
  open: (caseId) => set((view) => ({ openId: caseId, focusId: caseId ?? view.focusId })),
  focus: (caseId) => set({ focusId: caseId }),
  show: (overlay) => set({ overlay }),
  reset: (endedWith) => set({ ...start, endedWith }),
}));

/**
 * The filter of the list in sight. Whoever searches a whole number means the person: their closed cases too.
 */
export function useFilter(): QueueFilter {
  const filter = useView((view) => view.filters[view.list]);
  return useMemo(() => {
    const number = callerNumber(filter.search);
    return number === null ? filter : { ...filter, tab: 'any', search: number, due: undefined };
  }, [filter]);
}
