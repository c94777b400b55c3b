import {
  type Attempt,
  asCorrected,
  doubtfulCallsOfOthers,
  doubtsAgainst,
  unconfirmed,
} from '../../../shared/case/history.ts';
import type { Plan } from '../../../shared/case/plan.ts';
import type { ReviewDecision } from '../../../shared/case/steps.ts';
import { REVIEW_DECISIONS } from '../../../shared/mutation/review.ts';
import { call } from '../../desk.ts';
import { consequenceOf, planAfter, type Verdict } from './consequences.ts';
import type { Choice, DecisionContext, DecisionForm } from './forms.ts';

type Body = Omit<DecisionForm, 'title'>;

function planOf({ found, elsewhere, library, answers, now }: DecisionContext, verdict: Verdict) {
  return library && planAfter(found, verdict, { library, elsewhere, answers: answers ?? [], now });
}

function choiceOf(
  { found, answers }: DecisionContext,
  decision: ReviewDecision,
  label: string,
  hint: string,
): Choice {
  return {
    id: decision,
    label,
    hint,
    details: [],
    send: (text) => call('case.resolveReview', { caseId: found.id, decision, why: text, answers }),
  };
}

/**
 * A measure that could not be taken back is asked for again whatever is decided; the decision says what comes
 * then: whose appeal was upheld is called, who was verified is not bothered again.
 */
function liftAgain(context: DecisionContext, plan: Plan): Choice {
  const { found, words, now } = context;
  const { t, level, follows } = words;
  const verified = found.history.some((entry) => entry.type === 'verification' && entry.passed);
  const hint = verified
    ? follows(plan, now)
    : t('decision.consequence.uphold_barred', { level: level(plan.params.level) });
  return choiceOf(context, verified ? 'ladder' : 'call_again', t('decision.choice.lift_again'), hint);
}

/** How a case in review may go on. */
export function reviewForm(context: DecisionContext): Body {
  const { found, now, words } = context;
  const { t, why } = words;
  const ways = REVIEW_DECISIONS[found.kind].map((decision) => {
    const verdict = { type: 'review', decision } as const;
    return { decision, verdict, plan: planOf(context, verdict) };
  });
  const lifts = ways.every(({ plan }) => plan?.code === 'lift_requested') ? ways[0]?.plan : null;
  return {
    hint: t('decision.hint.review', { why: why(found.plan, now) }),
    text: 'why',
    choices: lifts
      ? [liftAgain(context, lifts)]
      : ways.map(({ decision, verdict, plan }) => {
          const begins = decision === 'ladder' && plan?.code === 'notice_requested';
          const label = t(`decision.choice.${begins ? 'ladder_begin' : decision}`);
          return choiceOf(context, decision, label, consequenceOf(verdict, plan, words, now));
        }),
  };
}

/** The call in which the holder objected. */
function objectionOf({ found }: DecisionContext): Attempt | null {
  const call = asCorrected(found.history).findLast(
    (entry) => entry.type === 'attempt' && entry.effect?.do === 'appeal',
  );
  return call?.type === 'attempt' ? call : null;
}

/** The objection of the holder, and both ways to decide about it. */
export function appealForm(context: DecisionContext): Body {
  const { found, answers, now, words, nameOf } = context;
  const { t, time } = words;
  const objection = objectionOf(context);
  return {
    hint: objection
      ? t('decision.hint.appeal', {
          name: nameOf(objection.byId) ?? t('common.system'),
          moment: time.moment(objection.at, now),
          why: objection.note || objection.reason,
        })
      : words.why(found.plan, now),
    text: 'why',
    choices: (['uphold', 'dismiss'] as const).map((way) => {
      const verdict = { type: 'appeal', step: way === 'uphold' ? 'upheld' : 'dismissed' } as const;
      return {
        id: way,
        label: t(`decision.choice.${way}`),
        hint: consequenceOf(verdict, planOf(context, verdict), words, now),
        details: [],
        send: (text) =>
          call('case.decideAppeal', { caseId: found.id, uphold: way === 'uphold', why: text, answers }),
      };
    }),
  };
}

/** Doubtful calls of others: whose, why they are doubted, and what follows once they count. */
export function confirmForm(context: DecisionContext, title: string): Body {
  const { found, words, now, nameOf, userId } = context;
  const { t, language } = words;
  const attemptIds = doubtfulCallsOfOthers(found.history, userId);
  const calls = unconfirmed(found.history).filter(({ id }) => attemptIds.includes(id));
  const doubts = doubtsAgainst(calls);
  const list = new Intl.ListFormat(language);
  const names = new Set(calls.map(({ byId }) => nameOf(byId) ?? t('common.unknown')));
  const verdict = { type: 'calls_confirmed', attemptIds } as const;
  return {
    hint: t('decision.hint.confirm', {
      count: calls.length,
      names: list.format(names),
      doubts: doubts.map((doubt) => t(`case.flag.${doubt}`)).join(t('case.flagJoin')),
    }),
    text: null,
    choices: [
      {
        id: 'only',
        label: title,
        hint: consequenceOf(verdict, planOf(context, verdict), words, now),
        details: [],
        send: () => call('case.confirmCalls', { caseId: found.id, attemptIds, commandId: null }),
      },
    ],
  };
}
