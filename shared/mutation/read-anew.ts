import type { Case } from '../case/case.ts';
import type { DispositionSet } from '../case/disposition.ts';
import type { FactFlag, HistoryEntry, Told } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import type { Library } from '../policy/library.ts';
import type { Instant } from '../time.ts';
import { type Meaning, meaningIn } from './attempt.ts';

const OF_MEANING: readonly FactFlag[] = ['unknown_disposition', 'disposition_not_allowed'];

function isSame(told: Told, meaning: Meaning): boolean {
  return Object.entries(meaning).every(
    ([field, value]) => JSON.stringify(told[field as keyof Told]) === JSON.stringify(value),
  );
}

/**
 * The case with what its results say by the set of dispositions that they were made under, which was not here
 * when they came; the case itself when that changes nothing.
 */
export function readAnew(
  subject: Case,
  set: DispositionSet,
  { library, at }: { library: Library; at: Instant },
): Case {
  const directions = new Map(
    subject.history.flatMap((entry) => (entry.type === 'attempt' ? [[entry.id, entry.direction]] : [])),
  );
  const history = subject.history.map((entry): HistoryEntry => {
    if (entry.type !== 'attempt' && entry.type !== 'correction') return entry;
    if (entry.dispositionsVersion !== set.version) return entry;
    const direction = entry.type === 'attempt' ? entry.direction : directions.get(entry.attemptId);
    const meaning = meaningIn(set, entry.disposition, {
      kind: subject.kind,
      direction: direction ?? 'outbound',
    });
    if (!meaning || isSame(entry, meaning)) return entry;
    const flags = entry.flags?.filter((flag) => !OF_MEANING.includes(flag));
    return { ...entry, ...meaning, ...(flags && { flags }) };
  });
  const changed = history.some((entry, index) => entry !== subject.history[index]);
  return changed ? replanned({ ...subject, history }, library, at) : subject;
}
