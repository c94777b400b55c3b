import type { Settings } from '../../shared/ipc/view.ts';

/** What a third line adds to a row, in pixels. */
export const THIRD_LINE = 18;

/** Height of a queue row in pixels, per density. */
export const ROW_HEIGHT: Record<Settings['density'], number> = {
  comfortable: 56,
  standard: 48,
  compact: 40,
};
