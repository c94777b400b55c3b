import { CodedError } from '../../shared/errors.ts';
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
    'session.clear': async () => {
      await session.clear();
      return {};
    },
    'unsent.export': async ({ server, account }) => {
      const sealed = context.sealUnsent(server, account);
      if (!sealed) throw new CodedError('not_found');
      const saved = await context.saveText(
        `callback-desk-unsent-${account.replace(/[^\p{L}\p{N}._-]/gu, '_')}.json`,
        JSON.stringify(sealed.file),
      );
      if (saved) sealed.handedOver();
      return { saved };
    },
  } satisfies Partial<Handlers>;
}
