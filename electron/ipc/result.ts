import type { Case } from '../../shared/case/case.ts';
import { CodedError } from '../../shared/errors.ts';
import type { AttemptInput } from '../../shared/ipc/channels.ts';
import { openMatters } from '../../shared/mutation/answers.ts';
import { checkAttempt } from '../../shared/mutation/attempt.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { NewMutation } from '../sync/messages.ts';
import { afterwards } from './afterwards.ts';
import { caseOf, viewOf } from './case-view.ts';
import { type HandlerContext, openDesk } from './context.ts';
import { libraryOf } from './library.ts';
import type { Handlers } from './wrapper.ts';

/** The result of a call: what saving would do, and saving. */
export function resultHandlers(context: Pick<HandlerContext, 'session'>) {
  return {
    'result.preview': (input) => {
      const desk = openDesk(context);
      const subject = caseOf(desk, input.caseId);
      const library = libraryOf(desk, input);
      const refusal = checkAttempt(input, subject, library.dispositions);
      if (refusal) return { ok: false, ...refusal };
      const { plan, stage } = afterwards(desk, subject, pinned(input, subject, library), library);
      return { ok: true, plan, stage };
    },
    'result.log': async (input) => {
      const desk = openDesk(context);
      const subject = caseOf(desk, input.caseId);
      const library = libraryOf(desk, input);
      const refusal = checkAttempt(input, subject, library.dispositions);
      if (refusal) throw new CodedError(refusal.code, refusal.params);
      const attempt = pinned(input, subject, library);
      await desk.writer.call('commit', [attempt]);
      const stored = desk.reader.case(input.caseId);
      // Taken away in the middle of the call: the result is on its way, the screen keeps the case as it would
      // be.
      if (!stored) desk.keepOnScreen(afterwards(desk, subject, attempt, library));
      return viewOf(desk, caseOf(desk, input.caseId));
    },
  } satisfies Partial<Handlers>;
}

/**
 * The input as a command, with the versions that its call went by and what the case showed. Its times are
 * central's, like those of the screen.
 */
function pinned(
  input: AttemptInput,
  subject: Case,
  library: Library,
): Extract<NewMutation, { name: 'logAttempt' }> {
  return {
    name: 'logAttempt',
    args: {
      ...input,
      policyVersion: library.policy.version,
      dispositionsVersion: library.dispositions.version,
      answers: openMatters(subject, library).map(({ id }) => id),
    },
  };
}
