import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** The queue in the order of work. */
export function queueHandlers(context: HandlerContext) {
  return {
    'queue.count': async (filter) => {
      const { queue, moment } = at(context);
      const tabs = await queue.call('counts', { filter, moment });
      return { total: tabs[filter.tab], tabs };
    },
    'queue.rows': ({ filter, offset, limit }) => {
      const { queue, moment } = at(context);
      return queue.call('rows', { filter, moment, offset, limit });
    },
    'queue.locate': ({ filter, caseId }) => {
      const { queue, moment } = at(context);
      return queue.call('locate', { filter, caseId, moment });
    },
  } satisfies Partial<Handlers>;
}

function at(context: HandlerContext) {
  const desk = openDesk(context);
  return { queue: desk.queue, moment: desk.moment() };
}
