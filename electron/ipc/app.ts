import type { HandlerContext } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** What holds before anybody signed in: the program, its settings, who may sign in. */
export function appHandlers(context: HandlerContext) {
  const { program, settings, session } = context;
  return {
    'app.info': () => ({ ...program, desks: context.knownDesks() }),
    'settings.get': () => settings.read(),
    'settings.set': (change) => {
      const next = settings.change(change);
      context.showTheme(next.theme);
      return next;
    },
    'session.current': () => session.view(),
    'session.signIn': (input) => session.signIn(input),
    'session.signOut': async () => {
      await session.signOut();
      return {};
    },
  } satisfies Partial<Handlers>;
}
