import { create } from 'zustand';
import { queryClient } from '../app/queries.ts';

interface Changes {
  /** Cases that changed while somebody was working; shown as a number until applied. */
  waiting: ReadonlySet<string>;
  /** More changed than main could name. */
  many: boolean;
}

export const useChanges = create<Changes>()(() => ({ waiting: new Set(), many: false }));

/** Reads the rows in sight again, in their new order. */
export function applyChanges(): void {
  useChanges.setState({ waiting: new Set(), many: false });
  void queryClient.invalidateQueries({ queryKey: ['rows'] });
}

/** Notes that cases changed; rows keep their places until `applyChanges`. */
export function holdChanges(ids: string[] | null): void {
  useChanges.setState((changes) => ({
    waiting: new Set([...changes.waiting, ...(ids ?? [])]),
    many: changes.many || ids === null,
  }));
}
