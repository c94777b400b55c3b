import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** The data that rules a call, and the people of the team. */
export function libraryHandlers(context: HandlerContext) {
  return {
    'library.get': () => openDesk(context).library,
    'library.script': ({ kind, version }) => {
      const desk = openDesk(context);
      const newest = desk.library.scripts[kind];
      return newest.version === version ? newest : desk.reader.library.script(kind, version);
    },
    'members.list': () => openDesk(context).reader.library.members(),
  } satisfies Partial<Handlers>;
}
