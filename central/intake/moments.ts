import { instantOf } from '../../shared/policy/calendar.ts';
import { DEFAULT_CALENDAR } from '../../shared/policy/default-policy.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/time.ts';
import { CellProblem, type Cells, word } from './cells.ts';

/** Clocks of other systems may be ahead of ours by so much. */
const AHEAD = HOUR;
/** Nobody reported spam or sold a card before. */
const EARLIEST = Date.UTC(1990, 0, 1);
/** A day's number in a workbook of the 1900 calendar, from 1990 to 2099, with the time of day behind it. */
const SERIAL = /^(3[2-9]|[4-6]\d|7[0-2])\d{3}(\.\d+)?$/;
/** The day before the first of that calendar, which counts a 29 February 1900. */
const SERIAL_ZERO = Date.UTC(1899, 11, 30);

const ZONED = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)$/i;
const CIVIL = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]*(.+))?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$/;
const TIME =
  /^(上午|下午|凌晨|早上|中午|晚上)? *(\d{1,2})[:时点](\d{1,2})?(?:[:分](\d{1,2})(?:\.\d+)?秒?|分)? *(AM|PM)?$/i;

interface Civil {
  date: string;
  /** Milliseconds after midnight. */
  time: number;
}

function civilDate(year: string, month: string, day: string): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : null;
}

function timeOf(hour: number, minute: number, second: number): number | null {
  return hour > 23 || minute > 59 || second > 59 ? null : hour * HOUR + minute * MINUTE + second * SECOND;
}

/** A time of day as spreadsheets write it, of 24 hours or of twice 12. */
function timeOfDay(text: string | undefined): number | null {
  if (text === undefined) return 0;
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [, part = '', hours = '', minutes = '0', seconds = '0', half = ''] = found;
  const hour = Number(hours);
  const late = /下午|晚上/.test(part) || (part === '中午' && hour < 11) || /pm/i.test(half);
  const twelve = part !== '' || half !== '';
  if (part !== '' && half !== '') return null;
  if (twelve && hour > 12) return late ? timeOf(hour, Number(minutes), Number(seconds)) : null;
  const early = twelve && !late && hour === 12 && part !== '中午';
  return timeOf(early ? 0 : late && hour < 12 ? hour + 12 : hour, Number(minutes), Number(seconds));
}

/** What a cell says in the operator's own time; null: no date. */
function civilOf(text: string): Civil | null {
  if (SERIAL.test(text)) {
    const seconds = Math.round((Number(text) * DAY) / SECOND);
    const moment = new Date(SERIAL_ZERO + seconds * SECOND);
    return { date: moment.toISOString().slice(0, 10), time: moment.getTime() % DAY };
  }
  const compact = COMPACT.exec(text);
  const [, year = '', month = '', day = '', rest] = compact ?? CIVIL.exec(text) ?? [];
  const date = civilDate(year, month, day);
  const [, , , , hour = '0', minute = '0', second = '0'] = compact ?? [];
  const time = compact ? timeOf(Number(hour), Number(minute), Number(second)) : timeOfDay(rest);
  return date !== null && time !== null ? { date, time } : null;
}

/**
 * A moment, NaN for none: with its zone (ISO 8601, or as databases print it), or a date with or without time
 * as a spreadsheet writes it, then in Beijing's.
 */
export function momentOf(text: string): number {
  const [, day, time, zone = ''] = ZONED.exec(text) ?? [];
  if (day !== undefined) {
    // Date.parse takes a 30 February for a day in March.
    if (civilOf(day) === null) return Number.NaN;
    return Date.parse(`${day}T${time}${/^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone}`);
  }
  const civil = civilOf(text);
  if (!civil) return Number.NaN;
  return instantOf(DEFAULT_CALENDAR, civil.date, Math.floor(civil.time / MINUTE)) + (civil.time % MINUTE);
}

/** A moment that has been: neither before 1990 nor later than now, ms. */
export function instant(cells: Cells, column: string, now: number): number {
  const moment = momentOf(word(cells, column, 40));
  if (Number.isNaN(moment)) throw new CellProblem(`${column}: not a date and time`);
  if (moment < EARLIEST) throw new CellProblem(`${column}: before 1990`);
  if (moment > now + AHEAD) throw new CellProblem(`${column}: in the future`);
  return moment;
}

/** A calendar day that has been, as yyyy-mm-dd; where the cell has a time too, the day in Beijing. */
export function calendarDay(cells: Cells, column: string, now: number): string {
  const text = word(cells, column, 40);
  const moment = momentOf(text);
  if (Number.isNaN(moment)) throw new CellProblem(`${column}: not a date`);
  if (moment < EARLIEST) throw new CellProblem(`${column}: before 1990`);
  if (moment > now + AHEAD) throw new CellProblem(`${column}: in the future`);
  return civilOf(text)?.date ?? new Date(moment + 8 * HOUR).toISOString().slice(0, 10);
}
