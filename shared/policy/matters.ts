import type { DispositionEffect } from '../case/disposition.ts';
import { type Attempt, type Correction, type HistoryEntry, standingCorrections } from '../case/history.ts';
import type { PlanCode } from '../case/plan.ts';
import type { Instant } from '../time.ts';

/** The entry that raised a matter. `old`: it was stored before decisions said what they answer. */
export interface Raised {
  id: string;
  old: boolean;
}

/** What somebody has to answer, by the code that says it as a next step. */
export interface Matter {
  kind: PlanCode;
  id: string;
  since: Instant;
}

/** The matters that stay open through everything until an entry that knew them answers them. */
type LastingKind = Extract<
  PlanCode,
  'complaint_review' | 'dispute_review' | 'new_evidence' | 'do_not_call' | 'appeal_review' | 'doubtful_review'
>;
export type OpenMatter = Raised & Matter & { kind: LastingKind };

/**
 * Whether the maker of an entry knew a matter. An old entry knew all old ones: it settles what it settled
 * when it was stored.
 */
export function knows(
  { answers }: { answers?: readonly string[] | undefined },
  { id, old }: Raised,
): boolean {
  return answers ? answers.includes(id) : old;
}

/** What a result raises; null: nothing that lasts. */
export function raisedBy(effect: DispositionEffect | null): LastingKind | null {
  switch (effect?.do) {
    case 'review':
      return effect.code === 'dispute_review' || effect.code === 'complaint_review' ? effect.code : null;
    case 'investigate':
      return 'new_evidence';
    case 'appeal':
      return 'appeal_review';
    case 'message':
      return effect.code === 'do_not_call' ? effect.code : null;
    default:
      return null;
  }
}

/** What an attempt raised, and what its author knew, as its corrections leave it. */
export interface Told extends Raised {
  answers: Attempt['answers'];
}

const raisedOf = ({ id, answers }: Attempt | Correction): Raised => ({ id, old: answers === undefined });

/** What a result leads to, whatever else is put right about it. */
function meaning(version: Attempt | Correction | undefined): string {
  const effect = version?.effect;
  return effect ? `${effect.do} ${'code' in effect ? effect.code : ''}` : '';
}

/**
 * Of each corrected attempt, by its id: a matter that the first result raised already is still the same one,
 * another is raised by its correction.
 */
export function toldAnew(history: readonly HistoryEntry[]): ReadonlyMap<string, Told> {
  const results = new Map<string, (Attempt | Correction)[]>();
  for (const correction of standingCorrections(history)) {
    const { attemptId } = correction;
    const attempt = history.find((entry) => entry.type === 'attempt' && entry.id === attemptId);
    if (attempt?.type === 'attempt')
      results.set(attemptId, [...(results.get(attemptId) ?? [attempt]), correction]);
  }
  return new Map(
    [...results].map(([attemptId, versions]) => {
      const [attempt, ...rest] = versions;
      const newest = versions.at(-1);
      const other = versions.findLastIndex((version) => meaning(version) !== meaning(newest));
      const raiser = versions[other + 1] ?? newest;
      // The author of an old call is not asked what they knew; putting it right answers nothing.
      const renewed = rest.at(-1)?.answers && [];
      const told = raiser ? raisedOf(raiser) : { id: attemptId, old: false };
      return [attemptId, { ...told, answers: attempt?.answers ?? renewed }];
    }),
  );
}

/** What a call raised whose result was never put right. */
export const toldBy = (attempt: Attempt): Told => ({ ...raisedOf(attempt), answers: attempt.answers });
