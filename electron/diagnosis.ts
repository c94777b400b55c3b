import type { HandlerContext } from './ipc/context.ts';

/** Lines of the log that come along. */
const LINES = 200;

/**
 * What support needs to understand a desk, as JSON that a person can read before sending it: versions,
 * states, codes, counts and ages. No name, number, text, account, address or id of anybody or any case is in
 * it.
 */
export function diagnosisOf({ session, settings, program, clock, recentLog }: HandlerContext): string {
  const { version, electron, chromium, sqlite, platform, locale } = program;
  const { language, theme, density, dialScheme } = settings.read();
  const { desk } = session;
  const now = clock.now();
  const facts = {
    at: new Date(now).toISOString(),
    program: { version, electron, chromium, sqlite, platform, locale },
    settings: { language, theme, density, dialScheme },
    desk: desk && {
      role: desk.user.role,
      status: desk.status,
      counts: desk.queue.counts({ tab: 'open', kind: null, search: '', assigneeId: null }, desk.moment()),
      work: desk.reader.unsentItems().map(({ name, state, code, at }) => ({
        name,
        state,
        code,
        ageMinutes: Math.round((desk.now() - at) / 60_000),
      })),
    },
    log: recentLog(LINES),
  };
  return JSON.stringify(facts, null, 2);
}
