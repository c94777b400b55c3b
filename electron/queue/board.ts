import { type DueThing, fallsDueAt, inTab, QUEUE_TABS } from '../../shared/case/queue.ts';
import type { Board, BoardDay, PersonLoad } from '../../shared/ipc/board.ts';
import { instantOf, localDate } from '../../shared/policy/calendar.ts';
import { dateOfDay, dayNumber } from '../../shared/policy/civil.ts';
import type { Calendar } from '../../shared/policy/policy.ts';
import type { QueueEntry } from '../store/queue-source.ts';
import type { Moment, Tab } from './queue-index.ts';

/** Today and the days after it that the board looks ahead. */
const DAYS = 7;

const PLACES: readonly (readonly [DueThing, 'firstCall' | 'appointment' | 'close'])[] = [
  ['first_call', 'firstCall'],
  ['appointment', 'appointment'],
  ['close', 'close'],
];

function daysFrom(calendar: Calendar, now: number): BoardDay[] {
  const today = dayNumber(localDate(calendar, now));
  const midnight = (day: number) => instantOf(calendar, dateOfDay(day), 0);
  return Array.from({ length: DAYS }, (_, ahead) => ({
    from: midnight(today + ahead),
    to: midnight(today + ahead + 1),
    firstCall: 0,
    appointment: 0,
    close: 0,
  }));
}

/** The numbers of a person, by the tab that counts them. */
const LOADS: Readonly<Partial<Record<Tab, Exclude<keyof PersonLoad, 'id'>>>> = {
  open: 'open',
  due: 'due',
  overdue: 'overdue',
  appointment: 'appointment',
  open_ends: 'openEnds',
};

function noteDays(days: readonly BoardDay[], entry: QueueEntry): void {
  for (const [thing, place] of PLACES) {
    const at = fallsDueAt(entry, thing);
    if (at === null) continue;
    const day = days.find(({ from, to }) => from <= at && at < to);
    if (day) day[place] += 1;
  }
}

/** Counts the team's cases at a moment, in one pass: 100,000 of them cost a few hundredths of a second. */
export function boardOf(entries: Iterable<QueueEntry>, calendar: Calendar, moment: Moment): Board {
  const { now, callingTime } = moment;
  const tabs = Object.fromEntries(QUEUE_TABS.map((tab) => [tab, 0])) as Record<Tab, number>;
  const people = new Map<string | null, PersonLoad>();
  const days = daysFrom(calendar, now);
  for (const entry of entries) {
    const id = entry.assigneeId;
    const load = people.get(id) ?? { id, open: 0, due: 0, overdue: 0, appointment: 0, openEnds: 0 };
    if (entry.open) people.set(id, load);
    for (const tab of QUEUE_TABS) {
      if (!inTab(entry, tab, now, callingTime)) continue;
      tabs[tab] += 1;
      const place = LOADS[tab];
      if (place) load[place] += 1;
    }
    noteDays(days, entry);
  }
  return { at: now, tabs, people: [...people.values()], days };
}
