import type { Settings } from '../../shared/ipc/view.ts';

/** Height of a queue row in pixels, per density. */
export const ROW_HEIGHT: Record<Settings['density'], number> = {
  comfortable: 56,
  standard: 48,
  compact: 40,
};
