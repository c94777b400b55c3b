import type { Case } from '../case/case.ts';
import type { HistoryEntry } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import { stageAfter } from '../case/transitions.ts';
import type { Instant } from '../time.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { behind, withEntry } from './history.ts';

/** Who did something when, under which id it is known. */
export interface Made {
  id: string;
  at: Instant;
  byId: string | null;
}

/** A decision, with the open matters that its maker knew. */
export interface Decided extends Made {
  answers: string[];
}

/**
 * The case after a person's decision. Refused with `illegal_transition` when its kind has no such move from
 * its stage. One that comes back after a restore stands where it stood in time; what came behind it may be
 * there before it.
 */
export function decided(
  subject: Case,
  entry: HistoryEntry,
  { library, kept }: Pick<ApplyContext, 'library' | 'kept'>,
): ApplyResult {
  const at = kept ? entry.at : behind(subject.history, entry.at);
  const longer: Case = { ...subject, history: withEntry(subject.history, { ...entry, at }) };
  const next = replanned(longer, library, at);
  if (kept) return { ok: true, cases: [next], flags: [] };
  const stepped = stageAfter(subject, next.plan);
  return stepped.ok ? { ok: true, cases: [next], flags: [] } : stepped;
}
