import type { Pins } from '../../shared/ipc/view.ts';
import type { Library } from '../../shared/policy/library.ts';
import type { OpenDesk } from '../session/open-desk.ts';
import { type HandlerContext, openDesk } from './context.ts';
import type { Handlers } from './wrapper.ts';

/** The library that a call goes by: policy and dispositions as it began, where this desk still has them. */
export function libraryOf(desk: OpenDesk, { policyVersion, dispositionsVersion }: Pins): Library {
  const { library: newest, reader } = desk;
  const pinned = <T extends { version: number }>(
    now: T,
    version: number | null,
    find: (version: number) => T | null,
  ) => (version === null || version === now.version ? now : (find(version) ?? now));
  return {
    ...newest,
    policy: pinned(newest.policy, policyVersion, (version) => reader.library.policy(version)),
    dispositions: pinned(newest.dispositions, dispositionsVersion, (version) =>
      reader.library.dispositions(version),
    ),
  };
}

/** The data that rules a call, and the people of the team. */
export function libraryHandlers(context: Pick<HandlerContext, 'session'>) {
  return {
    'library.get': (pins) => libraryOf(openDesk(context), pins),
    'library.script': ({ kind, version }) => {
      const desk = openDesk(context);
      const newest = desk.library.scripts[kind];
      return newest.version === version ? newest : desk.reader.library.script(kind, version);
    },
    'members.list': () => openDesk(context).reader.library.members(),
  } satisfies Partial<Handlers>;
}
