import type { Attempt } from '../case/history.ts';
import { type Instant, MINUTE } from '../time.ts';
import { type CallSpan, localDate, nextSpan, spanAt } from './calendar.ts';
import type { AttemptRules, Calendar, NumberCap } from './policy.ts';

/** What a proposed call must keep clear of. All attempts are counted ones. */
export interface SlotRequest {
  calendar: Calendar;
  rules: AttemptRules;
  earliest: Instant;
  perNumber: NumberCap;
  /** Counted calls to the same number for other cases: they count toward the cap of the number. */
  elsewhere: readonly { startedAt: Instant }[];
  /** Every counted attempt of the case: daily cap. */
  counted: readonly Attempt[];
  /** Those of the present round: spread over dates and parts of the day. */
  round: readonly Attempt[];
  /** The next call shall be in another part of the day, or on another day, than this attempt. */
  apartFrom?: { attempt: Attempt; by: 'part' | 'day' };
}

type Rule = (span: CallSpan) => boolean;

function dayCap({ calendar, rules, perNumber, counted, elsewhere }: SlotRequest): Rule {
  const datesOf = (calls: readonly { startedAt: Instant }[]) =>
    calls.map(({ startedAt }) => localDate(calendar, startedAt));
  const own = datesOf(counted);
  const all = [...own, ...datesOf(elsewhere)];
  const on = (dates: readonly string[], { date }: CallSpan) => dates.filter((other) => other === date).length;
  return (span) => on(own, span) < rules.maxPerDay && on(all, span) < perNumber.maxPerDay;
}

function otherDay({ calendar, apartFrom }: SlotRequest): Rule {
  if (apartFrom?.by !== 'day') return () => true;
  const date = localDate(calendar, apartFrom.attempt.startedAt);
  return (span) => span.date > date;
}

function otherPart({ calendar, apartFrom }: SlotRequest): Rule {
  if (apartFrom?.by !== 'part') return () => true;
  const tried = spanAt(calendar, apartFrom.attempt.startedAt);
  return (span) => span.id !== tried?.id;
}

/** When only as many calls are left as new dates are missing, each of them must be on a new date. */
function newDate({ calendar, rules, round }: SlotRequest): Rule {
  const used = new Set(round.map((attempt) => localDate(calendar, attempt.startedAt)));
  if (rules.minDates - used.size < rules.maxAttempts - round.length) return () => true;
  return (span) => used.size >= rules.minDates || !used.has(span.date);
}

function newPart({ calendar, rules, round }: SlotRequest): Rule {
  const offered = new Set([...calendar.weekday, ...calendar.weekend].map((window) => window.id));
  const used = new Set(round.flatMap((attempt) => spanAt(calendar, attempt.startedAt)?.id ?? []));
  const wanted = Math.min(rules.minDayParts, offered.size);
  if (wanted - used.size < rules.maxAttempts - round.length) return () => true;
  return (span) => used.size >= wanted || !used.has(span.id);
}

/** When the spacing between calls ends: the gap after the latest of these attempts. */
export function gapEnd(attempts: readonly Attempt[], rules: AttemptRules): Instant {
  return attempts.reduce((end, attempt) => Math.max(end, attempt.endedAt + rules.minGapMinutes * MINUTE), 0);
}

/**
 * The first window that keeps every rule. When a calendar cannot satisfy the spread, parts of the day give
 * way first, dates second; windows and the daily cap never do. Null: the calendar has no window within a
 * year.
 */
export function findSlot(request: SlotRequest): CallSpan | null {
  const firm = [dayCap(request), otherDay(request)];
  const attempts: Rule[][] = [
    [...firm, newDate(request), newPart(request), otherPart(request)],
    [...firm, newDate(request), newPart(request)],
    [...firm, newDate(request)],
    firm,
  ];
  for (const rules of attempts) {
    const span = nextSpan(request.calendar, request.earliest, (candidate) =>
      rules.every((rule) => rule(candidate)),
    );
    if (span) return span;
  }
  return null;
}
