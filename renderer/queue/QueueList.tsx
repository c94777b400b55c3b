import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef } from 'react';
import type { QueueFilter, QueueRow as Row } from '../../shared/ipc/view.ts';
import { PAGE_SIZE } from '../app/queries.ts';
import { useView } from '../app/view-store.ts';
import { useNow } from '../clock.ts';
import { useWords } from '../i18n/words.ts';
import { Problem } from '../ui/Message.tsx';
import { usePainted } from '../ui/painted.ts';
import { pointerLeft, pointerMoved } from './changes.ts';
import styles from './QueueList.module.css';
import { QueueRow, SkeletonRow } from './QueueRow.tsx';
import { useFocus } from './use-focus.ts';
import { useMemberNames } from './use-members.ts';
import { useRows } from './use-rows.ts';

interface Props {
  filter: QueueFilter;
  total: number;
  /** Of a row, in pixels. */
  height: number;
  /** A third line of each row. */
  detailOf?(row: Row): string;
}

/** The list itself: only the rows in sight exist, however long the queue is. */
export function QueueList({ filter, total, height, detailOf }: Props) {
  const { t } = useWords();
  const now = useNow();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const rows = useRows(filter, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  const openId = useView((view) => view.openId);
  const open = useView((view) => view.open);
  const names = useMemberNames();
  const reveal = useCallback((index: number) => virtual.scrollToIndex(index, { align: 'auto' }), [virtual]);
  const focusIndex = useFocus({
    filter,
    total,
    rowAt: rows.at,
    reveal,
    enter: () => scroller.current?.focus({ preventScroll: true }),
  });
  usePainted('queue', rows.at(0) !== undefined);

  if (rows.error) return <Problem error={rows.error} />;
  const focused = focusIndex === null ? undefined : rows.at(focusIndex);
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      role="listbox"
      aria-label={t('queue.list')}
      aria-busy={items.some((item) => !rows.isRead(item.index))}
      aria-activedescendant={focused ? `row-${focused.id}` : undefined}
      tabIndex={0}
      data-queue
      onPointerMove={pointerMoved}
      onPointerLeave={pointerLeft}
    >
      <div role="presentation" className={styles.sheet} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          // A row moves with its case, so that a press never ends on another one. Two pages may hold a case
          // while they are read one after the other.
          const row = rows.at(item.index);
          const place = { top: item.start, height: item.size };
          return row ? (
            <QueueRow
              key={`${Math.floor(item.index / PAGE_SIZE)} ${row.id}`}
              row={row}
              {...place}
              index={item.index}
              total={total}
              now={now}
              open={row.id === openId}
              focused={item.index === focusIndex}
              owner={names ? (row.assigneeId ? names.get(row.assigneeId) : t('common.nobody')) : undefined}
              search={filter.search}
              detail={detailOf?.(row)}
              onOpen={open}
            />
          ) : rows.isRead(item.index) ? null : (
            <SkeletonRow key={item.key} {...place} />
          );
        })}
      </div>
    </div>
  );
}
