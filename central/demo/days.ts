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
import { wakeCases } from '../sync/wake.ts';
import { DemoAgent, wasCallingHour } from './agents.ts';
import { DemoDesk } from './desk.ts';
import type { DemoRow, DemoRows } from './generate.ts';
import { DemoOffice } from './office.ts';
import { OutcomeDealer } from './outcomes.ts';
import { between } from './random.ts';
import { PastSystems } from './systems.ts';

/** A card climbs the whole ladder in so many days. */
const DAYS = 16;
const RECENT_DAYS = 9;
const EARLY_CARDS = 36;
const EARLY_DAYS = 4;
/** The office looks at its work so often. */
const OFFICE_HOURS = 3;
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
  lead: Caller;
  agents: readonly Caller[];
  library: Library;
  rng: Rng;
}

const moment = (column: string) => (row: DemoRow) => Date.parse(row[column] ?? '');

/**
 * The first cards came long enough ago to have climbed the whole ladder, or most of it; all others with the
 * reports of the last days.
 */
function cardTime(start: number, now: number) {
  return (_row: DemoRow, index: number) =>
    index < EARLY_CARDS
      ? start + (index % EARLY_DAYS) * DAY
      : now - RECENT_DAYS * DAY + (index % RECENT_DAYS) * DAY;
}

/**
 * Lives the last days up to `now` hour by hour: rows arrive and are given out, agents call when calling is
 * allowed, staff decide, other systems answer. What was asked for in the last hour is still on its way.
 */
export async function liveDays(stage: Stage, rows: DemoRows, now: number) {
  const { services, teamId, library, rng } = stage;
  const start = now - DAYS * DAY;
  const reports = new Arrivals(importSpamReports, rows.reports, moment('reported_at'));
  const findings = new Arrivals(importFindings, rows.findings, moment('decided_at'));
  const cards = new Arrivals(importCards, rows.cards, cardTime(start, now));
  const dealer = new OutcomeDealer(rng);
  const desks = stage.agents.map((caller) => new DemoDesk(services, caller));
  const crew = desks.map((desk) => new DemoAgent(desk, library));
  const lead = new DemoDesk(services, stage.lead);
  const investigator = desks.find(({ caller }) => caller.permissions.includes('findings')) ?? lead;
  const office = new DemoOffice({ lead, agents: desks, investigator, library });
  const systems = new PastSystems(services, teamId);
  const hours = Math.floor((now - start) / HOUR);
  for (let hour = 0; hour < hours; hour += 1) {
    services.clock.at = start + hour * HOUR;
    const last = hour === hours - 1;
    if (hour % ARRIVAL_HOURS === 0 || last) {
      const arrived = (await reports.admit(services, teamId)) + (await cards.admit(services, teamId));
      await findings.admit(services, teamId);
      await wakeCases(services);
      // What came in last still waits for the lead to give it out.
      if (arrived > 0 && !last) await assignBalanced({ ...services, teamId });
    }
    if (!wasCallingHour(library, services.clock.at)) continue;
    await systems.answer();
    if (hour % OFFICE_HOURS === 0) await office.work(teamId);
    for (const agent of crew) await agent.work(dealer, rng, between(rng, 0, 4));
  }
  services.clock.at = now - MINUTE;
  await findings.admit(services, teamId);
  await office.lastHour(teamId);
  const promised = [-35, 10, 40, 90, 150, 240].map((minutes) => now + minutes * MINUTE);
  for (const agent of crew) await agent.promise(promised, rng);
}
