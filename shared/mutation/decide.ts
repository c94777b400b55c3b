import type { Case } from '../case/case.ts';
import type { HistoryEntry } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import { stageAfter } from '../case/transitions.ts';
import type { Library } from '../policy/library.ts';
import type { Instant } from '../time.ts';
import type { ApplyResult } from './apply.ts';
import { behind, withEntry } from './history.ts';

/** Who did something when, under which id it is known. */
export interface Made {
  id: string;
  at: Instant;
  byId: string | null;
}

/** The case after a person's decision. Refused with `illegal_transition` when its kind has no such move from its stage. */
export function decided(subject: Case, entry: HistoryEntry, { library }: { library: Library }): ApplyResult {
  const at = behind(subject.history, entry.at);
  const longer: Case = { ...subject, history: withEntry(subject.history, { ...entry, at }) };
  const next = replanned(longer, library, at);
  const stepped = stageAfter(subject, next.plan);
  return stepped.ok ? { ok: true, cases: [next], flags: [] } : stepped;
}
