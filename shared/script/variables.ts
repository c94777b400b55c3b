import type { RealNameCase, SpamReportCase } from '../case/case.ts';
import type { CaseKind } from '../case/kinds.ts';
import { phoneTail } from '../format.ts';
import { localDate } from '../policy/calendar.ts';
import type { Policy } from '../policy/policy.ts';
import { HOUR, type Instant } from '../time.ts';
import { type SpokenLanguage, spokenAction, spokenDate, spokenEvidence, spokenReferral } from './spoken.ts';
import type { ScriptFacts } from './way.ts';

const COMMON = ['agent_number', 'brand', 'hotline', 'phone_tail'] as const;

/**
 * Every name that a script of the kind may use in its texts. Closed lists: nothing else of a case can be
 * spoken. Of a reported number there is only its tail, of its subscriber nothing; the registrant of a card is
 * not named, because the holder must name them.
 */
export const VARIABLES = {
  spam_report: [
    ...COMMON,
    'person',
    'surname',
    'reported_tail',
    'report_date',
    'received_date',
    'verdict',
    'action',
    'referred_to',
  ],
  real_name: [...COMMON, 'missing_evidence', 'deadline'],
} as const satisfies Record<CaseKind, readonly string[]>;

/** Facts that a branch may ask for, with the values that they can have. */
export const BRANCH_FACTS = {
  spam_report: { verdict: ['confirmed', 'insufficient', 'other_network', 'none'] },
  real_name: {
    missing: ['some', 'none'],
    stage: ['to_call', 'evidence_awaited', 'verifying', 'other'],
    verification: ['none', 'pending', 'failed', 'passed'],
    /** What the desk can compare with what somebody says of the person whose number it is. */
    registrant: ['name_and_document', 'name', 'document', 'none'],
  },
} as const satisfies Record<CaseKind, Record<string, readonly string[]>>;

type Subject =
  | Pick<SpamReportCase, 'kind' | 'contact' | 'facts'>
  | Pick<RealNameCase, 'kind' | 'contact' | 'facts' | 'stage' | 'history'>;

export interface VariableInput {
  /** The case as a screen has it: its own numbers may be masked. */
  subject: Subject;
  /** Last four digits of the number that is called. */
  phoneTail: string;
  staffNumber: string;
  policy: Policy;
  /** How long the holder has for the evidence, hours. */
  evidenceHours: number;
  at: Instant;
  language: SpokenLanguage;
}

const COMPOUND_SURNAMES =
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 令狐 慕容 司徒 夏侯 长孙 宇文 端木 百里 南宫 轩辕'.split(' ');

/** The surname of a Chinese name (two characters when compound); a name in other letters is taken whole. */
export function surnameOf(name: string): string {
  const trimmed = name.trim();
  if (!/^\p{Script=Han}+$/u.test(trimmed)) return trimmed;
  const compound = COMPOUND_SURNAMES.find(
    (surname) => trimmed.startsWith(surname) && trimmed.length > surname.length,
  );
  return compound ?? [...trimmed][0] ?? '';
}

function spamReportVariables(input: VariableInput, subject: Pick<SpamReportCase, 'contact' | 'facts'>) {
  const { language, policy } = input;
  const { facts, contact } = subject;
  const date = (at: Instant) => spokenDate(localDate(policy.calendar, at), language);
  const nobody = language === 'zh' ? '机主' : 'the subscriber';
  const action = facts.finding?.action ?? null;
  return {
    person: contact.name.trim() || nobody,
    surname: surnameOf(contact.name) || nobody,
    reported_tail: phoneTail(facts.reportedNumber),
    report_date: date(facts.reportedAt),
    received_date: date(facts.receivedAt ?? facts.reportedAt),
    verdict: facts.finding?.verdict ?? 'none',
    action: spokenAction(action, language),
    referred_to: spokenReferral(action, language),
  };
}

/** The variables of a script in one language, exactly those that `VARIABLES` names for the kind. */
export function variablesOf(input: VariableInput): Record<string, string> {
  const { subject, policy, language } = input;
  const common = {
    agent_number: input.staffNumber,
    brand: policy.operator.brand[language],
    hotline: policy.operator.hotline[language],
    phone_tail: phoneTail(input.phoneTail),
  };
  if (subject.kind === 'spam_report') return { ...common, ...spamReportVariables(input, subject) };
  const deadline = localDate(policy.calendar, input.at + input.evidenceHours * HOUR);
  return {
    ...common,
    missing_evidence: spokenEvidence(subject.facts.missing, language),
    deadline: spokenDate(deadline, language),
  };
}

/** How the verification of what the holder handed in stands. */
function verificationOf({ stage, history }: Pick<RealNameCase, 'stage' | 'history'>): string {
  if (stage === 'verifying') return 'pending';
  const last = history.findLast((entry) => entry.type === 'verification');
  if (!last) return 'none';
  return last.passed ? 'passed' : 'failed';
}

/** A name whose surname is hidden cannot be compared. */
function registrantOf({ contact, facts }: Pick<RealNameCase, 'contact' | 'facts'>): string {
  const name = /^\p{L}/u.test(contact.name.trim());
  if (facts.idTail) return name ? 'name_and_document' : 'document';
  return name ? 'name' : 'none';
}

/** The facts that branches of a script are decided by. */
export function branchFactsOf(subject: Subject): ScriptFacts {
  if (subject.kind === 'spam_report') return { verdict: subject.facts.finding?.verdict ?? 'none' };
  const called = BRANCH_FACTS.real_name.stage.find((stage) => stage === subject.stage);
  return {
    missing: subject.facts.missing.length > 0 ? 'some' : 'none',
    stage: called ?? 'other',
    verification: verificationOf(subject),
    registrant: registrantOf(subject),
  };
}

/** Every combination of facts that a case of the kind can have. */
export function factsOf(kind: CaseKind): ScriptFacts[] {
  const known: Readonly<Record<string, readonly string[]>> = BRANCH_FACTS[kind];
  return Object.entries(known).reduce<ScriptFacts[]>(
    (all, [name, values]) => all.flatMap((facts) => values.map((value) => ({ ...facts, [name]: value }))),
    [{}],
  );
}
