import type { Library } from '../../shared/policy/library.ts';
import type { Clock, Rng } from '../../shared/ports.ts';
import { DAY, HOUR, MINUTE } from '../../shared/time.ts';
import { assignBalanced } from '../assign/assign.ts';
import { importCards } from '../intake/cards.ts';
import { importFindings } from '../intake/findings.ts';
import type { Intake } from '../intake/new-cases.ts';
import { importSpamReports } from '../intake/spam-reports.ts';
import type { Caller } from '../services.ts';
import type { PushServices } from '../sync/push-transaction.ts';
import { DemoAgent, wasCallingHour } from './agents.ts';
import type { DemoRow, DemoRows } from './generate.ts';
import { OutcomeDealer } from './outcomes.ts';
import { between } from './random.ts';

const DAYS = 9;
/** New rows come in so many times a day, as files do. */
const ARRIVAL_HOURS = 6;

/** A clock that stands where it is put. */
export class VirtualClock implements Clock {
  at: number;
  constructor(at: number) {
    this.at = at;
  }
  now(): number {
    return this.at;
  }
}

/** Rows that enter central when their time has come. */
class Arrivals<Row> {
  #rows: { at: number; row: DemoRow }[];
  readonly #intake: Intake<Row>;

  constructor(
    intake: Intake<Row>,
    rows: readonly DemoRow[],
    timeOf: (row: DemoRow, index: number) => number,
  ) {
    this.#intake = intake;
    this.#rows = rows.map((row, index) => ({ at: timeOf(row, index), row }));
  }

  async admit(services: PushServices, teamId: string): Promise<number> {
    const due = this.#rows.filter(({ at }) => at <= services.clock.now());
    this.#rows = this.#rows.filter(({ at }) => at > services.clock.now());
    if (due.length > 0)
      await this.#intake.take(
        { ...services, teamId },
        due.map(({ row }) => this.#intake.read(row)),
      );
    return due.length;
  }
}

interface Stage {
  services: PushServices & { clock: VirtualClock };
  teamId: string;
  agents: readonly Caller[];
  library: Library;
  rng: Rng;
}

const moment = (column: string) => (row: DemoRow) => Date.parse(row[column] ?? '');

/** Lives the last days up to `now` hour by hour: rows arrive and are given out, agents call when calling is allowed. */
export async function liveDays(
  { services, teamId, agents, library, rng }: Stage,
  rows: DemoRows,
  now: number,
) {
  const start = now - DAYS * DAY;
  const reports = new Arrivals(importSpamReports, rows.reports, moment('reported_at'));
  const findings = new Arrivals(importFindings, rows.findings, moment('decided_at'));
  const cards = new Arrivals(importCards, rows.cards, (_row, index) => start + (index % DAYS) * DAY);
  const dealer = new OutcomeDealer(rng);
  const crew = agents.map((caller) => new DemoAgent(services, caller, library));
  const hours = Math.floor((now - start) / HOUR);
  for (let hour = 0; hour < hours; hour += 1) {
    services.clock.at = start + hour * HOUR;
    if (hour % ARRIVAL_HOURS === 0 || hour === hours - 1) {
      const arrived = (await reports.admit(services, teamId)) + (await cards.admit(services, teamId));
      await findings.admit(services, teamId);
      // What came in last still waits for the lead to give it out.
      if (arrived > 0 && hour < hours - 1) await assignBalanced({ ...services, teamId });
    }
    if (!wasCallingHour(library, services.clock.at)) continue;
    for (const agent of crew) await agent.work(dealer, rng, between(rng, 0, 4));
  }
  services.clock.at = now - MINUTE;
  await findings.admit(services, teamId);
  const promised = [-35, 10, 40, 90, 150, 240].map((minutes) => now + minutes * MINUTE);
  for (const agent of crew) await agent.promise(promised, rng);
}
