import type { Finding } from '../../../shared/case/case.ts';
import type { CaseView } from '../../../shared/ipc/view.ts';
import type { Library } from '../../../shared/policy/library.ts';
import { call } from '../../desk.ts';
import type { Words } from '../../i18n/words.ts';
import type { OpenCase } from '../use-case.ts';
import { appealForm, confirmForm, reviewForm } from './judgements.ts';
import type { DecisionName } from './offers.ts';

/** One way to decide. `details`: a further choice that belongs to it (codes), `send`: commits it. */
export interface Choice {
  id: string;
  label: string;
  /** What follows. */
  hint: string;
  details: readonly string[];
  /** What its button says, when the name of the way alone would not tell what happens. */
  deed?: string;
  send(text: string, detail: string | null): Promise<CaseView>;
}

/**
 * A decision as a form: what it is about, the ways to decide (one: nothing to choose), what must be written.
 */
export interface DecisionForm {
  title: string;
  hint: string;
  choices: readonly Choice[];
  text: 'why' | 'number' | null;
}

export interface DecisionContext {
  found: OpenCase;
  /** See `CaseView`. */
  elsewhere: CaseView['elsewhere'];
  /** Null: not on this desk yet. */
  library: Library | null;
  /** Ids of the open matters that the form has shown: what the decision answers; undefined: not known yet. */
  answers: string[] | undefined;
  words: Words;
  now: number;
  nameOf(id: string | null): string | null;
  /** Of whoever decides. */
  userId: string;
}

/** What is done about a number, by what was found out; the first one is the usual one. */
const ACTIONS: Readonly<Record<Finding['verdict'], readonly string[]>> = {
  confirmed: ['closed', 'suspended', 'outgoing_barred', 'both_barred', 'warned'],
  insufficient: ['none', 'warned'],
  other_network: ['referred_to_mobile', 'referred_to_unicom', 'referred_to_telecom', 'referred_to_12321'],
};
const VERDICTS = ['confirmed', 'insufficient', 'other_network'] as const;

function only(send: Choice['send'], label: string): Choice[] {
  return [{ id: 'only', label, hint: '', details: [], send }];
}

function findingForm({ found, answers, words: { t } }: DecisionContext): Omit<DecisionForm, 'title'> {
  return {
    hint: t('decision.hint.finding'),
    text: null,
    choices: VERDICTS.map((verdict) => ({
      id: verdict,
      label: t(`case.finding.${verdict}`),
      hint: t(`decision.consequence.${verdict}`),
      details: ACTIONS[verdict],
      deed: t('decision.record', { verdict: t(`case.finding.${verdict}`) }),
      send: (_, action) =>
        call('case.recordFinding', {
          caseId: found.id,
          verdict,
          action: action === 'none' ? null : action,
          answers,
        }),
    })),
  };
}

function approveForm({ found, words, now, nameOf }: DecisionContext): Omit<DecisionForm, 'title'> {
  const { t, time, level } = words;
  const { params } = found.plan;
  const measureId = String(params.measureId ?? '');
  const proposal = found.history.find(({ id }) => id === measureId);
  return {
    hint: t('decision.hint.approve', {
      name: nameOf(proposal?.byId ?? null) ?? t('common.system'),
      moment: proposal ? time.moment(proposal.at, now) : '',
      why: proposal?.type === 'measure' ? proposal.why : '',
    }),
    text: 'why',
    choices: (['approve', 'decline'] as const).map((way) => ({
      id: way,
      label: t(`decision.choice.${way}`, { level: level(params.level) }),
      hint: t(`decision.consequence.${way}`),
      details: [],
      send: (text) =>
        call('case.decideMeasure', {
          caseId: found.id,
          measureId,
          approve: way === 'approve',
          why: text,
        }),
    })),
  };
}

function bodyOf(name: DecisionName, title: string, context: DecisionContext): Omit<DecisionForm, 'title'> {
  const { found, words } = context;
  const { t } = words;
  const caseId = found.id;
  switch (name) {
    case 'investigate':
      return {
        hint: t('decision.hint.investigate'),
        text: null,
        choices: only(() => call('case.beginInvestigation', { caseId }), title),
      };
    case 'number':
      return {
        hint: t('decision.hint.number'),
        text: 'number',
        choices: only((phone) => call('case.addNumber', { caseId, phone }), title),
      };
    case 'propose': {
      const level = found.plan.params.level === 'both' ? 'both' : 'outgoing';
      return {
        hint: t('decision.hint.propose'),
        text: 'why',
        choices: only((why) => call('case.proposeMeasure', { caseId, level, why }), title),
      };
    }
    case 'finding':
      return findingForm(context);
    case 'review':
      return reviewForm(context);
    case 'appeal':
      return appealForm(context);
    case 'approve':
      return approveForm(context);
    case 'confirm':
      return confirmForm(context, title);
  }
}

/** The name of a decision about a case, as its button says it. */
export function decisionTitle(name: DecisionName, found: OpenCase, { t, level }: Words): string {
  const changes = name === 'finding' && found.kind === 'spam_report' && found.facts.finding !== null;
  if (changes) return t('decision.changeFinding');
  return t(`decision.name.${name}`, { level: level(found.plan.params.level) });
}

/** The decisions that answer what is open. */
export const ANSWERING: readonly DecisionName[] = ['finding', 'review', 'appeal'];

/** The form of a decision about a case. */
export function formOf(name: DecisionName, context: DecisionContext): DecisionForm {
  const title = decisionTitle(name, context.found, context.words);
  return { title, ...bodyOf(name, title, context) };
}
