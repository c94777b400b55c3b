import { CodedError } from '../../shared/errors.ts';
import { checkAttempt } from '../../shared/mutation/attempt.ts';
import { caseOf, viewOf } from './case-view.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** Results that were keyed wrongly. */
export function correctionHandlers(context: Pick<HandlerContext, 'session'>) {
  return {
    'case.correct': async (input) => {
      const desk = openDesk(context);
      const subject = caseOf(desk, input.caseId);
      const { dispositions } = desk.library;
      const attempt = subject.history.find(({ id }) => id === input.attemptId);
      // The documents that the holder named in the call stay those of the call.
      const evidence = attempt?.type === 'attempt' ? attempt.evidence : [];
      const refusal = checkAttempt(
        { ...input, evidence, note: input.why, endedAt: desk.now() },
        subject,
        dispositions,
      );
      if (refusal) throw new CodedError(refusal.code, refusal.params);
      const [outcome] = await desk.writer.call('commit', [
        { name: 'correctAttempt', args: { ...input, dispositionsVersion: dispositions.version } },
      ]);
      if (outcome && !outcome.ok) throw new CodedError(outcome.code, outcome.params);
      return viewOf(desk, caseOf(desk, input.caseId));
    },
  } satisfies Partial<Handlers>;
}
