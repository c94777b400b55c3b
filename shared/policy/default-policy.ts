import type { Calendar, Policy } from './policy.ts';

const hour = (hours: number): number => hours * 60;

/**
 * Public holidays of mainland China with their make-up workdays, as announced by the State Council for each
 * year.
 */
const HOLIDAYS: Record<string, { off: [from: number, to: number][]; work: string[] }> = {
  '2016': {
    off: [
      [101, 103],
      [207, 213],
      [402, 404],
      [430, 430],
      [501, 502],
      [609, 611],
      [915, 917],
      [1001, 1007],
    ],
    work: ['02-06', '02-14', '06-12', '09-18', '10-08', '10-09'],
  },
  '2025': {
    off: [
      [101, 101],
      [128, 131],
      [201, 204],
      [404, 406],
      [501, 505],
      [531, 531],
      [601, 602],
      [1001, 1008],
    ],
    work: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  '2026': {
    off: [
      [101, 103],
      [215, 223],
      [404, 406],
      [501, 505],
      [619, 621],
      [925, 927],
      [1001, 1007],
    ],
    work: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
};

function datesOff(year: string, ranges: readonly [number, number][]): string[] {
  return ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, day) => {
      const digits = String(from + day).padStart(4, '0');
      return `${year}-${digits.slice(0, 2)}-${digits.slice(2)}`;
    }),
  );
}

/**
 * Calling times of Beijing: working days 09-12 and 14-20, weekends and holidays 10-18, never on New Year's
 * Eve and New Year's Day of the lunar calendar. Mainland China has kept UTC+8 without daylight saving since
 * 1992.
 */
export const DEFAULT_CALENDAR: Calendar = {
  zone: 'Asia/Shanghai',
  offsets: [{ from: 0, minutes: 480 }],
  weekday: [
    { id: 'morning', from: hour(9), to: hour(12) },
    { id: 'afternoon', from: hour(14), to: hour(18) },
    { id: 'evening', from: hour(18), to: hour(20) },
  ],
  weekend: [
    { id: 'morning', from: hour(10), to: hour(12) },
    { id: 'afternoon', from: hour(12), to: hour(18) },
  ],
  holidays: Object.entries(HOLIDAYS).flatMap(([year, { off }]) => datesOff(year, off)),
  workdays: Object.entries(HOLIDAYS).flatMap(([year, { work }]) => work.map((day) => `${year}-${day}`)),
  closed: ['2016-02-07', '2016-02-08', '2025-01-28', '2025-01-29', '2026-02-16', '2026-02-17'],
};

/**
 * How often, how densely and how spread people are called unless the operator decides otherwise. A working
 * day has nine calling hours: the three days for the first call of a re-verification are 27.
 */
export const DEFAULT_POLICY: Policy = {
  version: 1,
  operator: {
    brand: { zh: '示例通信', en: 'Example Mobile' },
    hotline: { zh: '官网公布的客服热线', en: 'the service hotline shown on our website' },
  },
  calendar: DEFAULT_CALENDAR,
  rules: {
    spam_report: {
      maxAttempts: 5,
      maxPerDay: 2,
      minGapMinutes: 120,
      minDates: 3,
      minDayParts: 3,
      firstCallHours: 4,
      closeDays: 7,
      hardCloseDays: 15,
      promptAfter: [],
      maxPutOffs: 5,
      maxLineFaults: 6,
    },
    real_name: {
      maxAttempts: 4,
      maxPerDay: 2,
      minGapMinutes: 120,
      minDates: 3,
      minDayParts: 2,
      firstCallHours: 27,
      closeDays: 7,
      hardCloseDays: 15,
      promptAfter: [1, 3],
      maxPutOffs: 3,
      maxLineFaults: 6,
    },
  },
  perNumber: { maxPerDay: 2, minGapMinutes: 60 },
  ladder: {
    waitHours: 72,
    highRiskWaitHours: 24,
    reminderAfterDays: 7,
    secondWaitHours: 72,
    failedVerifications: 2,
  },
  promises: {
    acknowledgeHours: 2,
    decideHours: 18,
    reviewHours: 9,
    complaintHours: 2,
    verifyHours: 9,
    approveHours: 9,
    restoreHours: 2,
  },
  appointmentToleranceMinutes: 10,
};
