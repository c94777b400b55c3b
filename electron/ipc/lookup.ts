import { queueRowOf } from '../store/queue-entry.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** A person called in whose case is not on this desk. */
export function lookupHandlers(context: HandlerContext) {
  return {
    'case.lookup': async ({ number }) => {
      const desk = openDesk(context);
      const cases = await desk.writer.call('lookup', number);
      desk.visit(cases);
      return { found: cases.map((found) => queueRowOf(found, { unsent: false, hasDraft: false })) };
    },
  } satisfies Partial<Handlers>;
}
