import type { CaseKind } from '../case/kinds.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../time.ts';
import { addCallingMinutes } from './calendar.ts';
import type { Policy } from './policy.ts';

export interface DueInput {
  kind: CaseKind;
  /** From when the promise counts: the finding's decision, else the opening of the case. */
  since: Instant;
  /** Whether there is something to call about (a spam report without a finding is not decided). */
  decided: boolean;
  /** Whether a call was made since. */
  tried: boolean;
  policy: Policy;
}

/**
 * When the person must have been called at the latest: the first call within `firstCallHours` of calling time after the
 * decision; once tried (or while undecided), the end of the loop `closeDays` calendar days after it.
 */
export function dueAtOf({ kind, since, decided, tried, policy }: DueInput): Instant {
  const { firstCallHours, closeDays } = policy.rules[kind];
  if (tried || !decided) return since + closeDays * DAY;
  return addCallingMinutes(policy.calendar, since, (firstCallHours * HOUR) / MINUTE);
}
