import { DAY, HOUR } from '../shared/time.ts';
import { pruneFeeds } from './db/prune.ts';
import type { Journal } from './http/journal.ts';
import type { Services } from './services.ts';

/** A desk that was away for longer starts with a snapshot. */
const FEED = { retention: 30 * DAY, interval: DAY };

/** Prunes the feeds now and every hour until stopped; several servers on one database may. */
export function keepHouse(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  journal: Journal,
): { stop(): Promise<void> } {
  const round = () =>
    pruneFeeds(db, clock.now(), FEED).catch((error: unknown) => journal.failure('housekeeping', error));
  let running = round();
  const timer = setInterval(() => {
    running = running.then(round);
  }, HOUR);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
