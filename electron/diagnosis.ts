import { CodedError } from '../shared/errors.ts';
import type { QueueFilter } from '../shared/ipc/view.ts';
import type { HandlerContext } from './ipc/context.ts';

const OPEN: QueueFilter = { tab: 'open', kind: null, search: '', assigneeId: null };

/** A queue that cannot be counted is what support should hear of. */
const codeOf = (error: unknown) => (error instanceof CodedError ? error.code : 'internal');

/** Lines of the log that come along. */
const LINES = 200;

/**
 * What support needs to understand a desk, as JSON that a person can read before sending it: versions,
 * states, codes, counts and ages. No name, number, text, account, address or id of anybody or any case is in
 * it.
 */
export async function diagnosisOf(context: HandlerContext): Promise<string> {
  const { session, settings, program, clock, recentLog } = context;
  const { version, electron, chromium, sqlite, platform, locale } = program;
  const { language, theme, density, dialScheme } = settings.read();
  const { desk } = session;
  const now = clock.now();
  const counts = await desk?.queue.call('counts', { filter: OPEN, moment: desk.moment() }).catch(codeOf);
  const facts = {
    at: new Date(now).toISOString(),
    program: { version, electron, chromium, sqlite, platform, locale },
    settings: { language, theme, density, dialScheme },
    desk: desk && {
      role: desk.user.role,
      status: desk.status,
      counts,
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
