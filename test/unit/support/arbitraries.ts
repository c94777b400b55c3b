import { fc } from '@fast-check/vitest';
import type { Case } from '../../../shared/case/case.ts';
import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { LogAttempt } from '../../../shared/mutation/mutation.ts';
import { DAY, MINUTE } from '../../../shared/time.ts';
import { call, card, decidedReport, OPENED, owned, undecidedReport } from './builders.ts';

const codes = [...DEFAULT_DISPOSITIONS.dispositions.map(({ code }) => code), 'FROM_2031'];

export const anyCase: fc.Arbitrary<Case> = fc.constantFrom(
  owned(decidedReport()),
  owned(undecidedReport()),
  owned(card()),
);

/**
 * Calls at any time of two months, in any order, with any result: also such as no desk would have offered.
 */
export const anyCalls: fc.Arbitrary<LogAttempt[]> = fc
  .array(
    fc.record({
      code: fc.constantFrom(...codes),
      minute: fc.integer({ min: 0, max: (60 * DAY) / MINUTE }),
      callbackAfter: fc.option(fc.integer({ min: -600, max: (40 * DAY) / MINUTE })),
      direction: fc.constantFrom('outbound' as const, 'inbound' as const),
    }),
    { maxLength: 12 },
  )
  .map((calls) =>
    calls.map(({ code, minute, callbackAfter, direction }, index) => {
      const startedAt = OPENED + minute * MINUTE;
      const callbackAt = callbackAfter === null ? null : Math.max(0, startedAt + callbackAfter * MINUTE);
      return call(1_000 + index, code, startedAt, { direction, callbackAt });
    }),
  );
