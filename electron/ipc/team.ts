import { randomUUID } from 'node:crypto';
import { doubtfulCallsOfOthers } from '../../shared/case/history.ts';
import type { NewMutation } from '../sync/messages.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** Cases per transaction of a move of many: a result saved meanwhile waits for one of them at most. */
const PER_COMMIT = 200;
/** Calls per confirmation. */
const PER_CASE = 200;

/** What a team lead does about a whole desk. */
export function teamHandlers(context: HandlerContext) {
  return {
    'desks.list': () => openDesk(context).writer.call('desks'),
    'case.kept': ({ caseId }) => openDesk(context).writer.call('kept', caseId),
    'case.reassignAll': async ({ fromId, toId }) => {
      const desk = openDesk(context);
      const filter = { tab: 'open', kind: null, search: '', assigneeId: fromId } as const;
      const open = await desk.queue.call('ids', { filter, moment: desk.moment(), doubtful: false });
      const commandId = randomUUID();
      let moved = 0;
      for (let from = 0; from < open.length; from += PER_COMMIT) {
        const moves = open.slice(from, from + PER_COMMIT).map((caseId) => ({
          name: 'reassign' as const,
          args: { caseId, expected: desk.reader.case(caseId)?.assignmentId ?? null, toId, commandId },
        }));
        const outcomes = await desk.writer.call('commit', moves);
        moved += outcomes.filter(({ ok }) => ok).length;
      }
      return { moved, refused: open.length - moved };
    },
    'case.confirmAll': async ({ filter }) => {
      const desk = openDesk(context);
      const cases = await desk.queue.call('ids', { filter, moment: desk.moment(), doubtful: true });
      const commandId = randomUUID();
      let confirmed = 0;
      for (let from = 0; from < cases.length; from += PER_COMMIT) {
        const words = cases.slice(from, from + PER_COMMIT).flatMap((caseId): NewMutation[] => {
          const history = desk.reader.case(caseId)?.history ?? [];
          const attemptIds = doubtfulCallsOfOthers(history, desk.user.id).slice(0, PER_CASE);
          return attemptIds.length > 0
            ? [{ name: 'confirmCalls', args: { caseId, attemptIds, commandId } }]
            : [];
        });
        const outcomes = words.length > 0 ? await desk.writer.call('commit', words) : [];
        confirmed += outcomes.filter(({ ok }) => ok).length;
      }
      return { confirmed, left: cases.length - confirmed };
    },
  } satisfies Partial<Handlers>;
}
