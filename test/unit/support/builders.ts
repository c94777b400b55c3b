import type { Case, RealNameCase, SpamReportCase } from '../../../shared/case/case.ts';
import { createRealNameCase, createSpamReport } from '../../../shared/case/create.ts';
import type { Attempt } from '../../../shared/case/history.ts';
import type { ApplyContext } from '../../../shared/mutation/apply.ts';
import { applyFinding } from '../../../shared/mutation/finding.ts';
import type { LogAttempt, Reassign } from '../../../shared/mutation/mutation.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { MINUTE } from '../../../shared/time.ts';

/** A UUID that tells by its digits which one it is. */
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export const TEAM = uuid(9_001);
export const OTHER_TEAM = uuid(9_002);
export const AGENT = uuid(9_011);
export const COLLEAGUE = uuid(9_012);
export const LEAD = uuid(9_021);

/** An instant from a local time of Shanghai, `yyyy-mm-dd hh:mm`. */
export const local = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00+08:00`);

/** The local time of Shanghai of an instant; an em dash for null. */
export const shown = (instant: number | null): string =>
  instant === null ? '—' : new Date(instant + 8 * 60 * MINUTE).toISOString().slice(0, 16).replace('T', ' ');

const identity = { id: uuid(1), teamId: TEAM };

/** Reported on Monday 2026-03-02 at 08:00, before the first window of the day. */
export const OPENED = local('2026-03-02 08:00');

export function undecidedReport(): SpamReportCase {
  return createSpamReport(
    {
      ...identity,
      externalId: 'WX20260300000312',
      contact: { name: '陈浩', phone: '17012341234', altPhone: '021-55558888' },
      facts: {
        reportedAt: OPENED,
        channel: 'wechat',
        reportedNumber: '17099998765',
        receivedAt: null,
        category: 'loan',
        content: '专业办理无抵押贷款',
      },
    },
    { library: DEFAULT_LIBRARY, at: OPENED },
  );
}

export function decidedReport(): SpamReportCase {
  const finding = { verdict: 'confirmed', action: 'closed', decidedAt: OPENED } as const;
  return applyFinding(undecidedReport(), finding, {
    id: uuid(2),
    at: OPENED,
    byId: null,
    library: DEFAULT_LIBRARY,
  });
}

export function card(): RealNameCase {
  return createRealNameCase(
    {
      ...identity,
      externalId: 'RN201603000001',
      contact: { name: '任梓', phone: '17027204789', altPhone: null },
      facts: {
        soldOn: '2014-05-05',
        channel: 'dealer',
        dealerId: 'D0034',
        missing: ['id_check'],
        city: '北京',
        highRisk: false,
      },
    },
    { library: DEFAULT_LIBRARY, at: OPENED },
  );
}

export function owned<C extends Case>(subject: C, assigneeId: string | null = AGENT): C {
  return { ...subject, assigneeId };
}

/** The case of a person who has given one number only. */
export function withOneNumber<C extends Case>(subject: C): C {
  return { ...subject, contact: { ...subject.contact, altPhone: null } };
}

/** A call that was made at `startedAt` and took a minute. */
export function call(
  n: number,
  disposition: string,
  startedAt: number,
  rest: Partial<LogAttempt['args']> = {},
): LogAttempt {
  const endedAt = startedAt + MINUTE;
  return {
    id: uuid(n),
    v: 1,
    at: endedAt,
    name: 'logAttempt',
    args: {
      caseId: uuid(1),
      direction: 'outbound',
      disposition,
      startedAt,
      endedAt,
      note: '',
      reason: null,
      callbackAt: null,
      dialled: 'phone',
      evidence: [],
      run: null,
      policyVersion: 1,
      dispositionsVersion: 1,
      ...rest,
    },
  };
}

export function move(n: number, expected: string | null, toId: string | null, at = OPENED): Reassign {
  return {
    id: uuid(n),
    v: 1,
    at,
    name: 'reassign',
    args: { caseId: uuid(1), expected, toId, commandId: null },
  };
}

export function by(
  id: string,
  role: 'agent' | 'lead' | 'admin',
  receivedAt = Number.MAX_SAFE_INTEGER,
): ApplyContext {
  return { author: { id, role, teamId: TEAM, permissions: [] }, receivedAt, library: DEFAULT_LIBRARY };
}

export const attemptsOf = (subject: Case): Attempt[] =>
  subject.history.filter((entry): entry is Attempt => entry.type === 'attempt');
