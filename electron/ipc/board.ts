import { boardOf } from '../queue/board.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** The team at one glance, for whoever leads it. */
export function boardHandlers(context: HandlerContext) {
  return {
    'board.read': () => {
      const desk = openDesk(context);
      return boardOf(desk.queue.entries(), desk.library.policy.calendar, desk.moment());
    },
  } satisfies Partial<Handlers>;
}
