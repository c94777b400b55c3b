import { DateInput, TimePicker } from '@mantine/dates';
import { useEffect, useState } from 'react';
import { useNow } from '../clock.ts';
import { dayOf, instantOf, local } from '../i18n/time.ts';
import { useWords } from '../i18n/words.ts';
import { Pill } from '../ui/Pill.tsx';
import styles from './AppointmentField.module.css';
import { quickTimes } from './quick-times.ts';

interface Props {
  value: number | null;
  onChange(at: number | null): void;
}

/** The operator's today, also where this machine's calendar has another. */
const todayProps = (today: boolean) => ({
  'data-today': today || undefined,
  ...(today && { 'aria-current': 'date' as const }),
});

/** When to call back: one press for the usual times, or typed, in the operator's zone. */
export function AppointmentField({ value, onChange }: Props) {
  const { t, time, language } = useWords();
  const now = useNow();
  const [date, setDate] = useState<string | null>(value === null ? null : dayOf(value));
  const [hour, setHour] = useState(value === null ? '' : local(value).format('HH:mm'));

  useEffect(() => {
    if (value === null) return;
    setDate(dayOf(value));
    setHour(local(value).format('HH:mm'));
  }, [value]);

  const typed = (day: string | null, clockTime: string) => {
    setDate(day);
    setHour(clockTime);
    onChange(instantOf(day, clockTime));
  };
  return (
    <fieldset
      className={styles.field}
      data-appointment
      onKeyDown={(event) => {
        // Leaving the times is a step of its own; the case stays open.
        if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return;
        event.preventDefault();
        if (event.target instanceof HTMLElement) event.target.blur();
      }}
    >
      <legend className={styles.legend}>
        {t('result.appointment')}
        {value === null ? null : (
          <strong data-past={value < now || undefined}>
            {value < now ? t('result.past') : time.moment(value, now)}
          </strong>
        )}
      </legend>
      <div className={styles.quick}>
        {quickTimes(now).map(({ name, at }) => (
          <Pill key={name} tone="appointment" pressed={at === value} onPress={() => onChange(at)}>
            {t(`result.quick.${name}`)}
          </Pill>
        ))}
      </div>
      <div className={styles.typed}>
        <DateInput
          size="xs"
          aria-label={t('result.date')}
          placeholder={t('result.date')}
          locale={language === 'en' ? 'en' : 'zh-cn'}
          monthLabelFormat={language === 'en' ? 'MMMM YYYY' : 'YYYY年M月'}
          yearLabelFormat={language === 'en' ? 'YYYY' : 'YYYY年'}
          previousLabel={t('result.previousMonth')}
          nextLabel={t('result.nextMonth')}
          valueFormat={language === 'en' ? 'D MMM YYYY' : 'YYYY年M月D日'}
          minDate={dayOf(now)}
          getDayProps={(day) => todayProps(day === dayOf(now))}
          value={date}
          onChange={(day) => typed(day, hour)}
        />
        <TimePicker
          size="xs"
          hoursInputLabel={t('result.time')}
          minutesInputLabel={t('result.time')}
          value={hour}
          onChange={(clockTime) => typed(date, clockTime)}
        />
      </div>
    </fieldset>
  );
}
