import { randomUUID } from 'node:crypto';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** Cases per transaction of a move of many: a result saved meanwhile waits for one of them at most. */
const PER_COMMIT = 200;

/** What a team lead does about a whole desk. */
export function teamHandlers(context: HandlerContext) {
  return {
    'desks.list': () => openDesk(context).writer.call('desks'),
    'case.kept': ({ caseId }) => openDesk(context).writer.call('kept', caseId),
    'case.reassignAll': async ({ fromId, toId }) => {
      const desk = openDesk(context);
      const filter = { tab: 'open', kind: null, search: '', assigneeId: fromId } as const;
      const open = desk.queue.list(filter, desk.moment()).map(({ id }) => id);
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
  } satisfies Partial<Handlers>;
}
