import { DEFAULT_DISPOSITIONS } from '../../../shared/case/default-dispositions.ts';
import type { Attempt, HistoryEntry } from '../../../shared/case/history.ts';
import { replanned } from '../../../shared/case/replan.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { HOUR, MINUTE } from '../../../shared/time.ts';
import { AGENT, card, decidedReport, LEAD, OPENED, uuid } from './builders.ts';

const FACT = uuid(10);
const REQUEST = uuid(11);
const DECISION = uuid(20);
const MEASURE = uuid(33);
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

/** What comes behind a fact, with what its maker knew. */
type Made = (answers: string[], fact: string) => HistoryEntry[];
/** What is decided, and what it takes before anything is told. */
interface Decision {
  made: Made;
  before?: HistoryEntry[];
}
/** What is told, or happens, first: the last entry is what a decision may answer. */
interface Fact {
  code: string;
  entries: HistoryEntry[];
}
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

const fact = (code: string): Fact => ({ code, entries: [result(FACT, code, TOLD, [])] });
const doubtful = (code: string): Fact => ({
  code,
  entries: [{ ...result(FACT, code, TOLD, []), flags: ['contact_since'] }],
});

/** A message that another result led to, and that the gateway could not deliver. */
function undelivered(code: string, purpose: 'feedback' | 'notice'): Fact {
  const message = { byId: null, type: 'message', purpose, requestId: uuid(13) } as const;
  return {
    code,
    entries: [
      result(uuid(12), code, TOLD - 2 * MINUTE, []),
      { ...message, id: uuid(13), at: TOLD - MINUTE, step: 'requested', why: null },
      { ...message, id: FACT, at: TOLD, step: 'failed', why: '', answers: [] },
    ],
  };
}

/** A measure that a refusal led to, step by step up to one of them. */
function climbed(step: 'proposed' | 'approved' | 'failed', last: string, at: number): HistoryEntry[] {
  const message = { byId: null, type: 'message', purpose: 'notice', requestId: uuid(31), why: null } as const;
  const measure = { byId: AGENT, type: 'measure', level: 'outgoing', measureId: MEASURE, why } as const;
  const entries: HistoryEntry[] = [
    result(uuid(30), 'RN_REFUSE', at - 6 * MINUTE, []),
    { ...message, id: uuid(31), at: at - 5 * MINUTE, step: 'requested' },
    { ...message, id: uuid(32), at: at - 4 * MINUTE, step: 'delivered', answers: [] },
    { ...measure, id: MEASURE, at: at - 3 * MINUTE, step: 'proposed' },
    { ...measure, id: uuid(34), at: at - 2 * MINUTE, step: 'approved', byId: LEAD },
    { ...measure, id: last, at, step: 'failed', byId: null, answers: [] },
  ];
  return entries.slice(0, { proposed: 4, approved: 5, failed: 6 }[step]);
}

/** What a person tells, or what happens, in words. */
export const FACTS: Readonly<Record<'spam_report' | 'real_name', Readonly<Record<string, Fact>>>> = {
  spam_report: {
    'disputes the result': fact('FB_DISPUTE'),
    complains: fact('COMPLAIN'),
    'wants no calls': fact('DNC'),
    'gives new evidence': fact('FB_MORE'),
    'is the wrong person': fact('WRONG'),
    'speaks another language': fact('LANG'),
    'accepts the result, on a doubtful call': doubtful('FB_OK'),
    'complains, on a doubtful call': doubtful('COMPLAIN'),
    'cannot be reached by message': undelivered('DNC', 'feedback'),
  },
  real_name: {
    complains: fact('COMPLAIN'),
    'wants no calls': fact('DNC'),
    'appeals the measure': fact('RN_APPEAL'),
    'is the wrong person': fact('WRONG'),
    'speaks another language': fact('LANG'),
    refuses: fact('RN_REFUSE'),
    'promises evidence': fact('RN_AGREE'),
    'has handed in evidence': fact('RN_SENT'),
    'refuses, on a doubtful call': doubtful('RN_REFUSE'),
    'complains, on a doubtful call': doubtful('COMPLAIN'),
    'cannot be reached by notice': undelivered('RN_REFUSE', 'notice'),
    'cannot be barred': { code: '', entries: climbed('failed', FACT, TOLD) },
  },
};

const measure =
  (step: 'approved' | 'declined'): Made =>
  () => [{ ...made, type: 'measure', step, level: 'outgoing', measureId: MEASURE, why }];
const confirmation: Made = () => [{ ...made, type: 'calls_confirmed', attemptIds: [FACT] }];
const number: Made = () => [{ ...made, byId: AGENT, type: 'number', phone: '02155550000', former: null }];
const correction: Made = () => {
  const { reached, final, counted, effect } = result(FACT, 'NOANS', DECIDED, []);
  const right = { disposition: 'NOANS', reached, final, counted, effect, reason: null, callbackAt: null };
  return [
    {
      ...{ ...made, byId: AGENT, type: 'correction', attemptId: FACT, ...right },
      ...{ dispositionsVersion: 1, why, answers: [] },
    },
  ];
};
const onProposal = (step: 'approved' | 'declined'): Decision => ({
  made: measure(step),
  before: climbed('proposed', FACT, OPENED + HOUR),
});

/** What is decided, or happens, afterwards. */
export const DECISIONS: Readonly<Record<'spam_report' | 'real_name', Readonly<Record<string, Decision>>>> = {
  spam_report: {
    'review: call again': { made: review('call_again') },
    'review: investigate': { made: review('investigate') },
    'review: message': { made: review('message') },
    'finding on this report': { made: finding(false) },
    'finding from elsewhere': { made: finding(true) },
    'call: accepts the result': { made: call('FB_OK') },
    'call: agrees on a time': { made: call('LATER') },
    'call: no answer': { made: call('NOANS') },
    'message delivered': { made: receipt },
    'calls confirmed': { made: confirmation },
    'another number': { made: number },
    'call put right: no answer': { made: correction },
  },
  real_name: {
    'review: call again': { made: review('call_again') },
    'review: ladder': { made: review('ladder') },
    'appeal upheld': { made: appeal('upheld') },
    'appeal dismissed': { made: appeal('dismissed') },
    'call: details match': { made: call('RN_OK') },
    'call: agrees on a time': { made: call('LATER') },
    'call: no answer': { made: call('NOANS') },
    'verification passed': { made: verification(true) },
    'verification failed': { made: verification(false) },
    'measure approved': onProposal('approved'),
    'measure declined': onProposal('declined'),
    'calls confirmed': { made: confirmation },
    'another number': { made: number },
    'call put right: no answer': { made: correction },
  },
};

/** The next step once something was told and then decided; `known`: whether its maker knew what was told. */
export function nextAfter(
  kind: 'spam_report' | 'real_name',
  { code, entries }: Fact,
  { made: decided, before = [] }: Decision,
  known: boolean,
): string {
  const subject = kind === 'spam_report' ? decidedReport() : card();
  const history = [...subject.history, ...before, ...entries, ...decided(known ? [FACT] : [], code)];
  const number = history.find((entry) => entry.type === 'number');
  const contact = { ...subject.contact, ...(number && { altPhone: number.phone ?? null }) };
  const { plan } = replanned({ ...subject, contact, history }, DEFAULT_LIBRARY, OPENED);
  return plan.code;
}

/** Whether a decision can be about a fact at all: a correction is about a call. */
const fits = (name: string, { entries }: Fact): boolean =>
  name !== 'call put right: no answer' || entries.some(({ id, type }) => id === FACT && type === 'attempt');

/** Whether two stories of one case go together: a card has one measure at a time. */
const isOne = ({ entries }: Fact, { before = [] }: Decision): boolean =>
  before.length === 0 || entries.every(({ type }) => type === 'attempt');

export const PAGE = new URL('../../../docs/facts-and-decisions.md', import.meta.url);

/** The table of a kind as the page shows it. */
export function tableOf(kind: 'spam_report' | 'real_name'): string {
  const rows = Object.entries(FACTS[kind]).flatMap(([words, told]) =>
    Object.entries(DECISIONS[kind]).flatMap(([name, decision]) => {
      if (!fits(name, told) || !isOne(told, decision)) return [];
      const [known, unknown] = [true, false].map((knew) => nextAfter(kind, told, decision, knew));
      return [`| ${words} | ${name} | ${known} | ${unknown} |`];
    }),
  );
  return ['| The person | then | known: next is | not known: next is |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
}
