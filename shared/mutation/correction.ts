import type { Case } from '../case/case.ts';
import type { Correction } from '../case/history.ts';
import { replanned } from '../case/replan.ts';
import type { ApplyContext, ApplyResult } from './apply.ts';
import { meaningOf } from './attempt.ts';
import { withFact } from './caps.ts';
import type { CorrectAttempt } from './mutation.ts';

/**
 * Adds a correction to the case and replans it as if the call had been logged so. Refused with `not_found`
 * (no such call in the case). Never changes the owner.
 */
export function correctAttempt(
  mutation: CorrectAttempt,
  subject: Case | undefined,
  context: ApplyContext,
): ApplyResult {
  if (!subject || subject.history.some(({ id }) => id === mutation.id))
    return { ok: true, cases: [], flags: [] };
  const { caseId: _, ...args } = mutation.args;
  const attempt = subject.history.find((entry) => entry.type === 'attempt' && entry.id === args.attemptId);
  if (attempt?.type !== 'attempt') return { ok: false, code: 'not_found', params: {} };
  const { author } = context;
  const correction: Correction = {
    ...args,
    id: mutation.id,
    at: Math.min(mutation.at, context.receivedAt),
    byId: author.id,
    type: 'correction',
    answers: [],
    ...meaningOf(args, { kind: subject.kind, direction: attempt.direction }, context),
  };
  const longer = withFact(subject, correction, context.library);
  if (longer.over) return { ok: true, cases: [longer.subject], flags: ['over_cap'] };
  return { ok: true, cases: [replanned(longer.subject, context.library, correction.at)], flags: [] };
}
