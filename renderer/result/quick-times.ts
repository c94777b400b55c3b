import { HOUR, MINUTE } from '../../shared/time.ts';
import { local } from '../i18n/time.ts';

export type QuickName = 'in1h' | 'afternoon' | 'evening' | 'tomorrowMorning' | 'tomorrowAfternoon';

/** Times that people mostly agree on, the first four that are still ahead of `now`. */
export function quickTimes(now: number): { name: QuickName; at: number }[] {
  const today = local(now).startOf('day');
  const tomorrow = today.add(1, 'day');
  const clockTime = (day: typeof today, hour: number, minute = 0) => day.hour(hour).minute(minute).valueOf();
  const step = 5 * MINUTE;
  const all: { name: QuickName; at: number }[] = [
    { name: 'in1h', at: Math.ceil((now + HOUR) / step) * step },
    { name: 'afternoon', at: clockTime(today, 15) },
    { name: 'evening', at: clockTime(today, 18, 30) },
    { name: 'tomorrowMorning', at: clockTime(tomorrow, 10) },
    { name: 'tomorrowAfternoon', at: clockTime(tomorrow, 15) },
  ];
  return all.filter(({ name, at }) => name === 'in1h' || at > now + HOUR / 2).slice(0, 4);
}
