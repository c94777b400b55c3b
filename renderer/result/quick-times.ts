import { HOUR, MINUTE } from '../../shared/time.ts';
import { dayOf, instantOf } from '../i18n/time.ts';

export type QuickName = 'in1h' | 'afternoon' | 'evening' | 'tomorrowMorning' | 'tomorrowAfternoon';

/** Times that people mostly agree on, the first four that are still ahead of `now`. */
export function quickTimes(now: number): { name: QuickName; at: number }[] {
  const today = dayOf(now);
  const tomorrow = dayOf(now, 1);
  const step = 5 * MINUTE;
  const all: { name: QuickName; at: number | null }[] = [
    { name: 'in1h', at: Math.ceil((now + HOUR) / step) * step },
    { name: 'afternoon', at: instantOf(today, '15:00') },
    { name: 'evening', at: instantOf(today, '18:30') },
    { name: 'tomorrowMorning', at: instantOf(tomorrow, '10:00') },
    { name: 'tomorrowAfternoon', at: instantOf(tomorrow, '15:00') },
  ];
  return all
    .flatMap(({ name, at }) => (at === null ? [] : { name, at }))
    .filter(({ name, at }) => name === 'in1h' || at > now + HOUR / 2)
    .slice(0, 4);
}
