import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '../../shared/api/outcomes.ts';
import type { Clock } from '../../shared/ports.ts';
import { MINUTE, SECOND } from '../../shared/time.ts';
import { confirmationOf, receiptOf, verificationOf } from './answers.ts';
import { lotOf } from './desk.ts';
import { OutsideClient } from './outside-client.ts';
import { DEMO_PASSWORD, DEMO_SYSTEMS } from './staff.ts';

const LOOK = 1_500;
const AFTER_FAILURE = 5_000;

/** One system beside central: what it answers, and how long that takes it. */
interface DemoSystem {
  account: string;
  route: 'receipts' | 'confirmations' | 'verifications';
  answer(outcome: Outcome, at: number): unknown;
  /** Milliseconds from seeing a request to having done it. */
  delay(outcome: Outcome): number;
  /** Requests that were there before this are passed over. */
  since: number;
}

async function run(system: DemoSystem, url: string, clock: Clock, signal: AbortSignal): Promise<void> {
  const client = new OutsideClient(url, { account: system.account, password: DEMO_PASSWORD }, signal);
  let waiting: { outcome: Outcome; until: number }[] = [];
  while (!signal.aborted) {
    try {
      const now = clock.now();
      const asked = (await client.read()).filter(
        (outcome) => outcome.at >= system.since && system.answer(outcome, now) !== null,
      );
      waiting.push(...asked.map((outcome) => ({ outcome, until: now + system.delay(outcome) })));
      const due = waiting.filter(({ until }) => until <= now);
      await client.bring(
        system.route,
        due.map(({ outcome, until }) => system.answer(outcome, until)),
      );
      waiting = waiting.filter((each) => !due.includes(each));
      await pause(LOOK, undefined, { signal });
    } catch {
      // Central is away, or the session is over: it is asked again. Ended by the signal, the pause fails at
      // once.
      await pause(AFTER_FAILURE, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * Starts the message gateway, the operator's system and the verification desk of the demo as what they would
 * be: HTTP clients of central. Gateway and operator answer whatever is open, the desk only what is handed in
 * from now on.
 */
export function startSystems(url: string, clock: Clock): { stop(): Promise<void> } {
  const ended = new AbortController();
  const { gateway, operator, verification } = DEMO_SYSTEMS;
  const systems: DemoSystem[] = [
    {
      account: gateway.account,
      route: 'receipts',
      answer: receiptOf,
      delay: ({ id }) => 3 * SECOND + (lotOf(id) % 8) * SECOND,
      since: 0,
    },
    {
      account: operator.account,
      route: 'confirmations',
      answer: confirmationOf,
      delay: ({ id }) => 5 * SECOND + (lotOf(id) % 10) * SECOND,
      since: 0,
    },
    {
      account: verification.account,
      route: 'verifications',
      answer: verificationOf,
      delay: ({ id }) => 20 * SECOND + (lotOf(id) % 20) * SECOND,
      since: clock.now() - MINUTE,
    },
  ];
  const running = systems.map((system) => run(system, url, clock, ended.signal));
  return {
    async stop() {
      ended.abort();
      await Promise.all(running);
    },
  };
}
