import type { Case } from '../case/case.ts';
import { inOrder } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import type { Library } from '../policy/library.ts';
import type { Instant } from '../time.ts';

/**
 * The entry that brought something about: the one since which it holds without a break, in order of time. The
 * same however much has been added behind it by now, so that ids made of it are the same after a restore;
 * null: it held from the beginning.
 */
export function causeOf(
  subject: Case,
  { library, at }: { library: Library; at: Instant },
  holds: (earlier: Case) => boolean,
): string | null {
  const ordered = inOrder(subject.history);
  const earlier = ordered.findLastIndex(
    (_, index) => !holds(replanned({ ...subject, history: ordered.slice(0, index) }, library, at)),
  );
  return ordered[earlier]?.id ?? null;
}
