import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { Attempt, HistoryEntry } from '../../../shared/case/history.ts';
import { replanned } from '../../../shared/case/replan.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import { AGENT, card, decidedReport, LEAD, OPENED, uuid } from './builders.ts';

const FACT = uuid(10);
const REQUEST = uuid(11);
const DECISION = uuid(20);
const TOLD = OPENED + 2 * HOUR;
const DECIDED = TOLD + HOUR;

/** A result of a call; `answers`: what its desk had. */
function result(id: string, code: string, at: number, answers: string[]): Attempt {
  const known = DEFAULT_DISPOSITIONS.dispositions.find((disposition) => disposition.code === code);
  if (!known) throw new Error(`no disposition ${code}`);
  const { reached, final, counted, effect } = known;
  return {
    id,
    at,
    byId: AGENT,
    type: 'attempt',
    direction: 'outbound',
    disposition: code,
    reached,
    final,
    counted,
    effect,
    dialled: 'phone',
    startedAt: at - MINUTE,
    endedAt: at,
    note: '',
    reason: null,
    callbackAt: effect.do === 'appointment' ? at + HOUR : null,
    evidence: [],
    run: null,
    policyVersion: 1,
    dispositionsVersion: 1,
    flags: [],
    answers,
  };
}

type Made = (answers: string[], fact: string) => HistoryEntry[];
const made = { id: DECISION, at: DECIDED, byId: LEAD };
const why = '';

const review =
  (decision: 'call_again' | 'investigate' | 'message' | 'ladder'): Made =>
  (answers) => [{ ...made, type: 'review', decision, why, answers }];
/** Central lets a finding from elsewhere answer new evidence alone. */
const finding =
  (elsewhere: boolean): Made =>
  (answers, fact) => [
    {
      ...made,
      type: 'finding',
      verdict: 'confirmed',
      action: 'warned',
      answers: elsewhere && fact !== 'FB_MORE' ? [] : answers,
    },
  ];
const call =
  (code: string): Made =>
  (answers) => [result(DECISION, code, DECIDED, answers)];
const appeal =
  (step: 'upheld' | 'dismissed'): Made =>
  (answers) => [{ ...made, type: 'appeal', step, why, answers }];
const verification =
  (passed: boolean): Made =>
  () => [{ ...made, byId: null, type: 'verification', passed, why: null, answers: [] }];
/** The message that took the place of calls was asked for before the decision, and is delivered now. */
const receipt: Made = () => {
  const message = {
    byId: null,
    type: 'message',
    purpose: 'feedback',
    requestId: REQUEST,
    why: null,
  } as const;
  return [
    { ...message, id: REQUEST, at: DECIDED - MINUTE, step: 'requested' },
    { ...message, id: DECISION, at: DECIDED, step: 'delivered', answers: [] },
  ];
};

/** What a person tells, by the disposition that says so. */
export const FACTS = {
  spam_report: {
    FB_DISPUTE: 'disputes the result',
    COMPLAIN: 'complains',
    DNC: 'wants no calls',
    FB_MORE: 'gives new evidence',
    WRONG: 'is the wrong person',
  },
  real_name: {
    COMPLAIN: 'complains',
    DNC: 'wants no calls',
    RN_APPEAL: 'appeals the measure',
    WRONG: 'is the wrong person',
  },
} as const;

/** What is decided, or happens, afterwards. */
export const DECISIONS = {
  spam_report: {
    'review: call again': review('call_again'),
    'review: investigate': review('investigate'),
    'review: message': review('message'),
    'finding on this report': finding(false),
    'finding from elsewhere': finding(true),
    'call: accepts the result': call('FB_OK'),
    'call: agrees on a time': call('LATER'),
    'call: no answer': call('NOANS'),
    'message delivered': receipt,
  },
  real_name: {
    'review: call again': review('call_again'),
    'review: ladder': review('ladder'),
    'appeal upheld': appeal('upheld'),
    'appeal dismissed': appeal('dismissed'),
    'call: details match': call('RN_OK'),
    'call: agrees on a time': call('LATER'),
    'call: no answer': call('NOANS'),
    'verification passed': verification(true),
    'verification failed': verification(false),
  },
} as const satisfies Record<string, Record<string, Made>>;

/** The next step once something was told and then decided; `known`: whether its maker knew what was told. */
export function nextAfter(
  kind: 'spam_report' | 'real_name',
  fact: string,
  decision: Made,
  known: boolean,
): string {
  const subject = kind === 'spam_report' ? decidedReport() : card();
  const told = result(FACT, fact, TOLD, []);
  const history = [...subject.history, told, ...decision(known ? [FACT] : [], fact)];
  const { plan } = replanned({ ...subject, history }, DEFAULT_LIBRARY, OPENED);
  return plan.code;
}

export const PAGE = new URL('../../../docs/facts-and-decisions.md', import.meta.url);

/** The table of a kind as the page shows it. */
export function tableOf(kind: 'spam_report' | 'real_name'): string {
  const rows = Object.entries(FACTS[kind]).flatMap(([fact, words]) =>
    Object.entries<Made>(DECISIONS[kind]).map(([name, decision]) => {
      const [known, unknown] = [true, false].map((knew) => nextAfter(kind, fact, decision, knew));
      return `| ${words} | ${name} | ${known} | ${unknown} |`;
    }),
  );
  return ['| The person | then | known: next is | not known: next is |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}
