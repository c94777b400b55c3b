import { CodedError } from '../../shared/errors.ts';
import { afterwards } from './afterwards.ts';
import { caseOf, viewOf } from './case-view.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** One case: looking at it, its numbers, notes, moving it. */
export function caseHandlers(context: HandlerContext) {
  return {
    'case.open': ({ caseId }) => {
      const desk = openDesk(context);
      return viewOf(desk, caseOf(desk, caseId));
    },
    'case.reveal': async ({ caseId }) => {
      const desk = openDesk(context);
      const { contact } = caseOf(desk, caseId);
      // First the record, then the number: what could not be recorded is not shown.
      await desk.writer.call('commit', [{ name: 'recordReveal', args: { caseId } }]);
      return { phone: contact.phone, altPhone: contact.altPhone };
    },
    'case.revealId': async ({ caseId }) => {
      const desk = openDesk(context);
      const subject = caseOf(desk, caseId);
      await desk.writer.call('commit', [{ name: 'recordReveal', args: { caseId, what: 'id_tail' } }]);
      return { idTail: subject.kind === 'real_name' ? (subject.facts.idTail ?? null) : null };
    },
    'case.dial': async ({ caseId, which }) => {
      const desk = openDesk(context);
      const number = caseOf(desk, caseId).contact[which];
      if (number === null) throw new CodedError('dial_unavailable');
      await context.dial(number, context.settings.read());
      return { startedAt: desk.now() };
    },
    'case.addNote': async ({ caseId, text }) => {
      const desk = openDesk(context);
      const subject = caseOf(desk, caseId);
      const note = { name: 'addNote', args: { caseId, text } } as const;
      await desk.writer.call('commit', [note]);
      if (desk.isVisiting(caseId)) desk.keepOnScreen(afterwards(desk, subject, note));
      return viewOf(desk, caseOf(desk, caseId));
    },
    'case.reassign': async ({ caseIds, toId }) => {
      const desk = openDesk(context);
      const moves = caseIds.map((caseId) => ({
        name: 'reassign' as const,
        args: { caseId, expected: desk.reader.case(caseId)?.assignmentId ?? null, toId, commandId: null },
      }));
      const outcomes = await desk.writer.call('commit', moves);
      return {
        outcomes: caseIds.map((caseId, index) => {
          const outcome = outcomes[index] ?? { ok: false, code: 'internal', params: {} };
          return outcome.ok ? { caseId, ok: true, code: null, params: {} } : { caseId, ...outcome };
        }),
      };
    },
    'draft.save': async (input) => {
      await openDesk(context).writer.call('saveDraft', input);
      return {};
    },
  } satisfies Partial<Handlers>;
}
