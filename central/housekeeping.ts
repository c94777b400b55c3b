import { CALLS_KEPT } from '../shared/policy/held-back.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../shared/time.ts';
import { IDLE_LIMIT } from './accounts/refresh.ts';
import { TRIES_KEPT } from './accounts/tries.ts';
import { forgetCalls } from './db/number-calls.ts';
import { pruneFeeds } from './db/prune.ts';
import { pruneBodies } from './db/prune-bodies.ts';
import { pruneSessions } from './db/prune-sessions.ts';
import { forgetTries } from './db/tries.ts';
import type { Journal } from './http/journal.ts';
import type { Services } from './services.ts';
import { endWaiting } from './sync/end-waiting.ts';
import { refreshNumbers } from './sync/refresh-numbers.ts';
import { spreadAll, spreadLeft } from './sync/spread.ts';
import { understandWaiting } from './sync/understand.ts';
import { wakeCases } from './sync/wake.ts';

/** A desk that was away for longer starts with a snapshot. */
const FEED = { retention: 30 * DAY, interval: DAY };

/** So long a token that was replaced still tells that it was stolen or copied. */
const REPLACED_TOKENS = 30 * DAY;

/** So long central can show word by word what a desk once sent; case and ledger keep what it meant. */
const BODIES = 180 * DAY;

/** How often decisions about numbers are looked for that nobody brings to their reports. */
const SPREADING = 10 * SECOND;

const sessionAges = (now: number) => ({ idle: now - IDLE_LIMIT, superseded: now - REPLACED_TOKENS });

/**
 * Takes the steps that are due by time now and every minute, and goes on with decisions about numbers where a
 * central was killed; prunes feeds, sessions, texts and calls to numbers and ends waits now and every hour,
 * until stopped.
 */
export function keepHouse(
  services: Pick<Services, 'db' | 'clock' | 'ids' | 'hub'>,
  journal: Journal,
): { stop(): Promise<void> } {
  const { db, clock } = services;
  const rounds = [
    repeatedly(MINUTE, () => wakeCases(services), journal),
    repeatedly(SPREADING, () => spreadAll(services), journal),
    repeatedly(MINUTE, () => refreshNumbers(services), journal),
    repeatedly(HOUR, () => forgetCalls(db, clock.now() - CALLS_KEPT), journal),
    repeatedly(HOUR, () => pruneFeeds(db, clock.now(), FEED), journal),
    repeatedly(HOUR, () => pruneSessions(db, sessionAges(clock.now())), journal),
    repeatedly(HOUR, () => forgetTries(db, { before: clock.now() - TRIES_KEPT }), journal),
    repeatedly(HOUR, () => pruneBodies(db, clock.now() - BODIES), journal),
    repeatedly(HOUR, () => spreadLeft(services), journal),
    repeatedly(HOUR, () => endWaiting(services), journal),
    repeatedly(HOUR, () => understandWaiting(services), journal),
  ];
  return {
    async stop() {
      await Promise.all(rounds.map((round) => round.stop()));
    },
  };
}

/** Works now and so often, one round after the other; several servers on one database may. */
function repeatedly(interval: number, work: () => Promise<unknown>, journal: Journal) {
  const round = () => work().catch((error: unknown) => journal.failure('housekeeping', error));
  let running = round();
  const timer = setInterval(() => {
    running = running.then(round);
  }, interval);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
