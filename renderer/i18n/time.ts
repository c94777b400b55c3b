import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import 'dayjs/locale/zh-cn.js';
import type { TFunction } from 'i18next';
import { DAY, HOUR, MINUTE } from '../../shared/time.ts';
import type { Language } from './i18n.ts';

dayjs.extend(utc);

/** The zone in which the operator works; every time on a screen is shown and typed in it. */
export const ZONE = 'Asia/Shanghai';

/** Zones change their offset on the half hour at the finest. */
const OFFSET_STEP = HOUR / 2;
const offsets = new Map<number, number>();

const zoned = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});

/**
 * Minutes from UTC. Asking the time-zone database takes 0.1 ms, too long for every row that scrolls by, so it
 * is remembered.
 */
function offsetAt(at: number): number {
  const step = Math.floor(at / OFFSET_STEP);
  const known = offsets.get(step);
  if (known !== undefined) return known;
  const start = step * OFFSET_STEP;
  const part = new Map(zoned.formatToParts(start).map(({ type, value }) => [type, Number(value)]));
  const [year, month, day, hour, minute] = (['year', 'month', 'day', 'hour', 'minute'] as const).map(
    (name) => part.get(name) ?? 0,
  ) as [number, number, number, number, number];
  const offset = Math.round((Date.UTC(year, month - 1, day, hour, minute) - start) / MINUTE);
  offsets.set(step, offset);
  return offset;
}

/**
 * The operator's wall clock at an instant, to be formatted and compared. Its fields are kept as if they were
 * UTC, because arithmetic on any other day.js object goes through this machine's zone; its `valueOf` is
 * therefore no instant.
 */
export function local(at: number): dayjs.Dayjs {
  return dayjs.utc(at + offsetAt(at) * MINUTE);
}

/**
 * The instant of a wall-clock `yyyy-mm-dd` and `hh:mm` in the operator's zone; null when either is
 * incomplete.
 */
export function instantOf(date: string | null, time: string): number | null {
  if (!date || !/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}/.test(time)) return null;
  const wall = Date.parse(`${date}T${time.slice(0, 5)}:00Z`);
  if (Number.isNaN(wall)) return null;
  const near = wall - offsetAt(wall) * MINUTE;
  return wall - offsetAt(near) * MINUTE;
}

/** The operator's calendar day of an instant, `yyyy-mm-dd`, or one so many days later. */
export function dayOf(at: number, later = 0): string {
  return local(at).add(later, 'day').format('YYYY-MM-DD');
}

/** Minutes and seconds of a running call: 2:13, 1:02:13. */
export function formatTimer(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const pad = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** Times in words of one language; `now` decides between "today" and a date. */
export class TimeWords {
  readonly t: TFunction;
  readonly language: Language;

  constructor(t: TFunction, language: Language) {
    this.t = t;
    this.language = language;
  }

  /** A calendar day: today, tomorrow, 3月5日, with the year when it is another one. */
  day(at: number, now: number): string {
    const day = local(at);
    const apart = day.startOf('day').diff(local(now).startOf('day'), 'day', true);
    if (Math.round(apart) === 0) return this.t('common.time.today');
    if (Math.round(apart) === 1) return this.t('common.time.tomorrow');
    if (Math.round(apart) === -1) return this.t('common.time.yesterday');
    const sameYear = day.year() === local(now).year();
    if (this.language === 'zh-CN') return day.format(sameYear ? 'M月D日' : 'YYYY年M月D日');
    return day.format(sameYear ? 'D MMM' : 'D MMM YYYY');
  }

  /** The day of the week, short: 周三, Wed. */
  weekday(at: number): string {
    return new Intl.DateTimeFormat(this.language, { weekday: 'short', timeZone: ZONE }).format(at);
  }

  /** Day and time: today 14:30. */
  moment(at: number, now: number): string {
    return `${this.day(at, now)} ${local(at).format('HH:mm')}`;
  }

  /** The same where room is short: 14:30 today, else the day alone. */
  short(at: number, now: number): string {
    return local(at).isSame(local(now), 'day') ? local(at).format('HH:mm') : this.day(at, now);
  }

  /** A calling window; a full stop to the minute, one day named once: tomorrow 14:00–17:00. */
  window(from: number, to: number | null, now: number): string {
    if (to === null) return this.moment(from, now);
    const end = local(to);
    const sameDay = local(from).isSame(end, 'day');
    return `${this.moment(from, now)}–${sameDay ? end.format('HH:mm') : this.moment(to, now)}`;
  }

  /** A length of time in its largest fitting unit. */
  span(ms: number): string {
    if (ms < MINUTE) return this.t('common.time.lessThanMinute');
    if (ms < HOUR) return this.t('common.time.minutes', { count: Math.round(ms / MINUTE) });
    if (ms < 2 * DAY) return this.t('common.time.hours', { count: Math.round(ms / HOUR) });
    return this.t('common.time.days', { count: Math.round(ms / DAY) });
  }

  /** How long ago: just now, 3 min ago. */
  ago(at: number, now: number): string {
    const span = now - at;
    return span < MINUTE
      ? this.t('common.time.justNow')
      : this.t('common.time.ago', { span: this.span(span) });
  }
}
