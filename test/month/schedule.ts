import { between } from '../../central/demo/random.ts';
import { DAY, HOUR, MINUTE } from '../../shared/time.ts';
import { rngFor } from '../simulation/chance.ts';
import type { Agenda } from './clock.ts';
import type { Crew } from './crew.ts';
import type { MonthDesk } from './desk.ts';

/** How often desks exchange while they run, and other systems ask for news. */
const EVERY = { desk: 30 * MINUTE, system: HOUR };
/**
 * Computers run from before the first to after the last calling hour, and sleep while nobody may be called at
 * noon.
 */
const OPENS = 8.75 * HOUR;
const CLOSES = 20.75 * HOUR;
const NOON = { from: 12.5 * HOUR, to: 13.75 * HOUR };
const ABSENT_ON = 0.03;
const OFFLINE_ON = { agent: 0.25, lead: 0.1 };

interface Stage {
  agenda: Agenda;
  /** Midnight before the first day, and the end of the month. */
  from: number;
  to: number;
  seed: number;
}

/** Does something every so often from morning to evening; `offset` keeps desks from speaking all at once. */
function daily(
  { agenda, from }: Stage,
  { every, offset }: { every: number; offset: number },
  work: () => Promise<void>,
): void {
  const next = (at: number) => {
    const day = from + Math.floor((at - from) / DAY) * DAY;
    const then = at + every - day;
    if (then > CLOSES) return day + DAY + OPENS + offset;
    return day + (then > NOON.from && then < NOON.to ? NOON.to + offset : then);
  };
  agenda.repeat(from + OPENS + offset, next, work);
}

/** Hours without a network, now and then also over night. None reaches the month's last evening. */
function offlineSpells({ agenda, from, to, seed }: Stage, desk: MonthDesk): void {
  const rng = rngFor(seed, 'offline', desk.name);
  const share = desk.user.role === 'agent' ? OFFLINE_ON.agent : OFFLINE_ON.lead;
  for (let day = from; day < to - DAY; day += DAY) {
    if (rng.next() > share) continue;
    const begins = day + between(rng, 9 * 60, 18 * 60) * MINUTE;
    const hours = rng.next() < 0.15 ? between(rng, 8, 18) : between(rng, 1, 5);
    agenda.plan(begins, () => {
      desk.offlineUntil = Math.max(desk.offlineUntil, begins + hours * HOUR);
    });
  }
}

/** Agents stay away for a day or two; their cases go to the others meanwhile. */
function absences({ agenda, from, to, seed }: Stage, agent: Crew['agents'][number]): void {
  const rng = rngFor(seed, 'absence', agent.desk.name);
  for (let day = from + 4 * DAY; day < to - 2 * DAY; day += DAY) {
    if (rng.next() > ABSENT_ON) continue;
    const until = day + between(rng, 1, 2) * DAY;
    agenda.plan(day, () => {
      agent.absentUntil = until;
    });
    day = until;
  }
}

/** Plans what everybody does day by day. `wake`: central looks at what is due by time alone. */
export function schedule(stage: Stage, crew: Crew, wake: () => Promise<void>): void {
  for (const [index, agent] of crew.agents.entries()) {
    const offset = ((index * 7) % 29) * MINUTE;
    daily(stage, { every: EVERY.desk, offset }, () =>
      agent.isAbsent ? Promise.resolve() : agent.desk.exchange(),
    );
    stage.agenda.plan(stage.from + OPENS + offset, () => agent.work());
    offlineSpells(stage, agent.desk);
    absences(stage, agent);
  }
  for (const [index, lead] of crew.leads.entries()) {
    daily(stage, { every: EVERY.desk, offset: (3 + 13 * index) * MINUTE }, () => lead.work());
    offlineSpells(stage, lead.desk);
  }
  for (const [index, system] of [crew.gateway, crew.operator, crew.verifier].entries())
    daily(stage, { every: EVERY.system, offset: (5 + 8 * index) * MINUTE }, () => system.work());
  daily(stage, { every: EVERY.system, offset: MINUTE }, wake);
}
