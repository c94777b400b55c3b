import type { Case } from '../case/case.ts';
import type { Correction } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import { isTooSoon } from '../policy/too-soon.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { meaningOf } from './attempt.ts';
import { withFact } from './caps.ts';
import type { CorrectAttempt } from './mutation.ts';

/**
 * Adds a correction to the case and replans it as if the call had been logged so, unless the correction is
 * doubtful. Refused with `not_found` (no such call in the case). Never changes the owner.
 */
export function correctAttempt(
  mutation: CorrectAttempt,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (!subject) return { ok: true, cases: [], flags: [...(context.flags ?? [])] };
  const before = subject.history.find(({ id }) => id === mutation.id);
  if (before) return { ok: true, cases: [], flags: before.type === 'correction' ? (before.flags ?? []) : [] };
  const { caseId: _, ...args } = mutation.args;
  const attempt = subject.history.find((entry) => entry.type === 'attempt' && entry.id === args.attemptId);
  if (attempt?.type !== 'attempt') return { ok: false, code: 'not_found', params: {} };
  const { author, library } = context;
  const meaning = meaningOf(args, { kind: subject.kind, direction: attempt.direction }, context);
  const becomesTry = meaning.counted && !attempt.counted;
  const tooSoon = becomesTry && isTooSoon(subject, { ...attempt, ...meaning }, library);
  const raised = [...(context.flags ?? []), ...(tooSoon ? (['too_soon'] as const) : [])];
  const flags = context.kept?.flags ?? raised;
  const correction: Correction = {
    ...args,
    id: mutation.id,
    at: Math.min(mutation.at, context.receivedAt),
    byId: author.id,
    type: 'correction',
    answers: [],
    ...meaning,
    ...(flags.length > 0 && { flags }),
  };
  const longer = withFact(subject, correction, library);
  if (longer.over) return { ok: true, cases: [longer.subject], flags: [...flags, 'over_cap'] };
  return { ok: true, cases: [replanned(longer.subject, library, correction.at)], flags };
}
