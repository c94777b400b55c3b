import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { QueueFilter, QueueRow } from '../../shared/ipc/view.ts';
import { PAGE_SIZE, queries } from '../app/queries.ts';

/** Counts of the filter; while a new filter is being counted, the old numbers stay in place. */
export function useCounts(filter: QueueFilter) {
  return useQuery({ ...queries.counts(filter), placeholderData: keepPreviousData });
}

export interface Rows {
  at(index: number): QueueRow | undefined;
  /** Whether the row's page is here. It may still have no such row: one that was counted and waits. */
  isRead(index: number): boolean;
  error: unknown;
}

/** The rows between two indices, read page by page; what is not here yet is `undefined`. */
export function useRows(filter: QueueFilter, first: number, last: number): Rows {
  const start = Math.floor(first / PAGE_SIZE);
  const end = Math.max(start, Math.floor(last / PAGE_SIZE));
  const pages = Array.from({ length: end - start + 1 }, (_, offset) => start + offset);
  const answers = useQueries({ queries: pages.map((page) => queries.page(filter, page)) });
  const pageOf = (index: number) => answers[Math.floor(index / PAGE_SIZE) - start]?.data;
  return {
    at: (index) => pageOf(index)?.[index % PAGE_SIZE],
    isRead: (index) => pageOf(index) !== undefined,
    error: answers.find((answer) => answer.error)?.error ?? null,
  };
}
