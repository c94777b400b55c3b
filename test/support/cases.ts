import { createHash } from 'node:crypto';
import type { Case } from '../../shared/case/case.ts';
import { createSpamReport } from '../../shared/case/create.ts';
import { DEFAULT_LIBRARY } from '../../shared/policy/default-library.ts';
import { DAY, HOUR } from '../../shared/time.ts';

/** A weekday morning in the operator's zone, inside the calling hours. */
export const MORNING = Date.UTC(2026, 2, 4, 2, 0);

export const TEAM_ID = '7d3c1f52-7c53-4d3e-9a63-0d9b8f0a1001';

/** A UUID that depends on the words alone. */
export function idOf(...words: (string | number)[]): string {
  const hex = createHash('sha256').update(words.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * A spam report that may be called back now, number `n` of its kind; `change` overrides what a test is about.
 */
export function callableCase(n: number, change: Partial<Case> = {}): Case {
  const reportedAt = MORNING - DAY - (n % 50) * HOUR;
  const made = createSpamReport(
    {
      id: idOf('case', n),
      externalId: `WX${String(20260300000000 + n)}`,
      teamId: TEAM_ID,
      contact: {
        name: `陈${'浩娜芳军'.charAt(n % 4)}${n}`,
        phone: `138${String(10_000_000 + n * 7_919).slice(-8)}`,
        altPhone: null,
      },
      facts: {
        reportedAt,
        channel: 'wechat',
        reportedNumber: `170${String(20_000_000 + n * 104_729).slice(-8)}`,
        receivedAt: reportedAt - HOUR,
        category: 'loan',
        content: `专业办理无抵押贷款，当天放款，第${n}条`,
      },
    },
    { library: DEFAULT_LIBRARY, at: reportedAt },
  );
  const plan: Case['plan'] = {
    kind: 'call',
    code: 'first_call',
    notBefore: reportedAt,
    notAfter: reportedAt + DAY,
    attempt: 1,
    ofAttempts: 5,
    params: {},
  };
  return { ...made, stage: 'to_call', plan, dueAt: reportedAt + DAY, ...change } as Case;
}
