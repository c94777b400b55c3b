import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** What is exchanged with central, and what still waits. */
export function syncHandlers(context: HandlerContext) {
  return {
    'sync.status': () => openDesk(context).status,
    'sync.now': async () => {
      await openDesk(context).writer.call('hurry');
      return {};
    },
    'sync.unsent': () => openDesk(context).reader.unsentItems(),
  } satisfies Partial<Handlers>;
}
