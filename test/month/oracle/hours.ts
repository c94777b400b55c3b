import type { Calendar } from '../../../shared/policy/policy.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';

/**
 * The operator's zone, the whole year. Said here once more, because this side must not trust the product's
 * arithmetic.
 */
const ZONE_MINUTES = 480;

/** yyyy-mm-dd in the operator's zone. */
export function dateAt(at: number): string {
  return new Date(at + ZONE_MINUTES * MINUTE).toISOString().slice(0, 10);
}

/** Whether the calendar lets anybody be called at this moment, read from its lists alone. */
export function mayCallAt({ weekday, weekend, holidays, workdays, closed }: Calendar, at: number): boolean {
  const date = dateAt(at);
  if (closed.includes(date)) return false;
  const dayOfWeek = new Date(`${date}T00:00:00Z`).getUTCDay();
  const free = holidays.includes(date) || dayOfWeek === 0 || dayOfWeek === 6;
  const windows = free && !workdays.includes(date) ? weekend : weekday;
  const minute = Math.floor(((at + ZONE_MINUTES * MINUTE) % DAY) / MINUTE);
  return windows.some(({ from, to }) => from <= minute && minute < to);
}
