import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** The queue in the order of work. */
export function queueHandlers(context: HandlerContext) {
  return {
    'queue.count': (filter) => {
      const { queue, moment } = at(context);
      const tabs = queue.counts(filter, moment);
      return { total: tabs[filter.tab], tabs };
    },
    'queue.rows': ({ filter, offset, limit }) => {
      const { desk, queue, moment } = at(context);
      const page = queue.list(filter, moment).slice(offset, offset + limit);
      return desk.reader.queueRows(page.map(({ id }) => id));
    },
    'queue.locate': ({ filter, caseId }) => {
      const { queue, moment } = at(context);
      return queue.locate(filter, caseId, moment);
    },
  } satisfies Partial<Handlers>;
}

function at(context: HandlerContext) {
  const desk = openDesk(context);
  return { desk, queue: desk.queue, moment: desk.moment() };
}
