import { DAY, type Instant, MINUTE } from '../time.ts';
import { dateOfDay, dayNumber, weekdayOf } from './civil.ts';
import type { Calendar, CallWindow } from './policy.ts';

const LATEST_INSTANT = 8_640_000_000_000_000;
/** How far a window is looked for. A calendar without any window in a year proposes nothing. */
const HORIZON_DAYS = 370;

/** A calling window of one date as instants, `to` exclusive. */
export interface CallSpan {
  id: CallWindow['id'];
  /** Local date, yyyy-mm-dd. */
  date: string;
  from: Instant;
  to: Instant;
}

function offsetAt(calendar: Calendar, instant: number): number {
  let minutes = calendar.offsets[0]?.minutes ?? 0;
  for (const offset of calendar.offsets) if (offset.from <= instant) minutes = offset.minutes;
  return minutes;
}

function localTime(calendar: Calendar, instant: number): number {
  return instant + offsetAt(calendar, instant) * MINUTE;
}

/** Local date (yyyy-mm-dd) of an instant in the calendar's zone. */
export function localDate(calendar: Calendar, instant: Instant): string {
  return dateOfDay(Math.floor(localTime(calendar, instant) / DAY));
}

/** Minutes after local midnight of an instant in the calendar's zone. */
export function localMinute(calendar: Calendar, instant: Instant): number {
  const local = localTime(calendar, instant);
  return Math.floor((local - Math.floor(local / DAY) * DAY) / MINUTE);
}

/**
 * The instant of a local date and minute. A time that occurs twice means its first occurrence; a time that a
 * transition skips means as many minutes after the transition as it lies after the skipped start.
 */
export function instantOf(calendar: Calendar, date: string, minute: number): Instant {
  const local = dayNumber(date) * DAY + minute * MINUTE;
  const candidates = [offsetAt(calendar, local - DAY), offsetAt(calendar, local + DAY)].map(
    (o) => local - o * MINUTE,
  );
  const exact = candidates.find((instant) => localTime(calendar, instant) === local);
  return Math.min(LATEST_INSTANT, Math.max(0, exact ?? candidates[0] ?? local));
}

/**
 * The windows of a local date: none when closed, the weekend's on weekends and holidays unless made up for.
 */
export function windowsOf(calendar: Calendar, date: string): readonly CallWindow[] {
  if (calendar.closed.includes(date)) return [];
  if (calendar.workdays.includes(date)) return calendar.weekday;
  if (calendar.holidays.includes(date)) return calendar.weekend;
  const weekday = weekdayOf(dayNumber(date));
  return weekday === 0 || weekday === 6 ? calendar.weekend : calendar.weekday;
}

/** The windows of a local date as instants, in order of time. Windows without length are left out. */
export function spansOf(calendar: Calendar, date: string): CallSpan[] {
  return windowsOf(calendar, date)
    .map(({ id, from, to }) => ({
      id,
      date,
      from: instantOf(calendar, date, from),
      to: instantOf(calendar, date, to),
    }))
    .filter((span) => span.from < span.to)
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** The window that contains an instant, or null: no call may be made then. */
export function spanAt(calendar: Calendar, instant: Instant): CallSpan | null {
  return (
    spansOf(calendar, localDate(calendar, instant)).find((s) => s.from <= instant && instant < s.to) ?? null
  );
}

/**
 * What is left of the first window at or after an instant that `accepts` agrees to; its `from` is never
 * before `earliest`. Null when a year holds none.
 */
export function nextSpan(
  calendar: Calendar,
  earliest: Instant,
  accepts: (span: CallSpan) => boolean = () => true,
): CallSpan | null {
  const firstDay = dayNumber(localDate(calendar, earliest));
  for (let day = firstDay; day < firstDay + HORIZON_DAYS; day += 1) {
    const found = spansOf(calendar, dateOfDay(day)).find((span) => span.to > earliest && accepts(span));
    if (found) return { ...found, from: Math.max(found.from, earliest) };
  }
  return null;
}

/**
 * The instant at which so many minutes of calling time have passed since `from` (`from` plus minutes if there
 * is none).
 */
export function addCallingMinutes(calendar: Calendar, from: Instant, minutes: number): Instant {
  let left = minutes * MINUTE;
  let at = from;
  while (left > 0) {
    const span = nextSpan(calendar, at);
    if (!span) return Math.min(LATEST_INSTANT, at + left);
    if (span.to - span.from >= left) return span.from + left;
    left -= span.to - span.from;
    at = span.to;
  }
  return at;
}
