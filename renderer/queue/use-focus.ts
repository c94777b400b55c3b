import { useEffect, useState } from 'react';
import type { QueueFilter, QueueRow } from '../../shared/ipc/view.ts';
import { useActions } from '../app/use-actions.ts';
import { useView } from '../app/view-store.ts';
import { asCoded, call } from '../desk.ts';

interface Options {
  filter: QueueFilter;
  total: number;
  rowAt(index: number): QueueRow | undefined;
  reveal(index: number): void;
  /**
   * Brings the keyboard to the list, so that Enter means the row and not the control that was used before.
   */
  enter(): void;
}

/**
 * The row that the keyboard stands on. It follows its case when the order changes, and keeps its place when
 * the case leaves.
 */
export function useFocus({ filter, total, rowAt, reveal, enter }: Options): number | null {
  const focusId = useView((view) => view.focusId);
  const focus = useView((view) => view.focus);
  const open = useView((view) => view.open);
  const [place, setPlace] = useState<{ id: string; index: number } | null>(null);
  const index = place && place.id === focusId ? place.index : null;
  const there = index === null ? undefined : rowAt(index);
  const astray = focusId !== null && (index === null || (there !== undefined && there.id !== focusId));

  // A case that only changed its place is followed by the mark, not by the list: nothing jumps under the
  // eyes.
  const wasSeen = place?.id === focusId;

  useEffect(() => {
    if (!astray || focusId === null) return;
    let current = true;
    call('queue.locate', { filter, caseId: focusId }).then(
      (found) => {
        if (!current || found.index === null) return;
        setPlace({ id: focusId, index: found.index });
        if (!wasSeen) reveal(found.index);
      },
      // Only the highlight is lost; the list itself shows what is wrong.
      (error: unknown) => asCoded(error),
    );
    return () => {
      current = false;
    };
  }, [astray, focusId, filter, reveal, wasSeen]);

  const move = (step: number) => {
    const from = index ?? (step > 0 ? (place?.index ?? 0) - 1 : (place?.index ?? 1));
    const to = Math.min(Math.max(from + step, 0), total - 1);
    const row = rowAt(to);
    if (!row) return;
    setPlace({ id: row.id, index: to });
    focus(row.id);
    reveal(to);
    enter();
  };
  // Before anything was touched, Enter means the first row.
  const focused = rowAt(index ?? 0);
  useActions({
    next: total > 0 ? () => move(1) : null,
    previous: total > 0 ? () => move(-1) : null,
    open: focused ? () => open(focused.id) : null,
  });
  return index;
}
