import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** The team at one glance, for whoever leads it. */
export function boardHandlers(context: HandlerContext) {
  return {
    'board.read': () => {
      const desk = openDesk(context);
      const { calendar } = desk.library.policy;
      return desk.queue.call('board', { calendar, moment: desk.moment() });
    },
  } satisfies Partial<Handlers>;
}
