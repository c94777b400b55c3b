import { describe, expect, it } from 'vitest';
import { type DecisionForm, formOf } from '../../../renderer/case/decision/forms.ts';
import type { DecisionName } from '../../../renderer/case/decision/offers.ts';
import type { Case } from '../../../shared/case/case.ts';
import { openMatters } from '../../../shared/mutation/answers.ts';
import { DEFAULT_LIBRARY } from '../../../shared/policy/default-library.ts';
import { AGENT, card, decidedReport, LEAD, local, owned, undecidedReport } from '../support/builders.ts';
import { APPROVED, BARRED, NOTIFIED } from '../support/climb.ts';
import { toldOf } from '../support/story.ts';
import { wordsOf } from '../support/words.ts';

const words = await wordsOf('zh-CN');
const NOW = local('2026-03-06 12:00');

function formAfter(name: DecisionName, subject: Case, story: string): DecisionForm {
  const nameOf = (id: string | null) => (id === AGENT ? '王敏' : null);
  const found = toldOf(owned(subject), story);
  const answers = openMatters(found, DEFAULT_LIBRARY).map(({ id }) => id);
  return formOf(name, {
    found,
    elsewhere: [],
    library: DEFAULT_LIBRARY,
    words,
    now: NOW,
    nameOf,
    userId: LEAD,
    answers,
  });
}

const told = (form: DecisionForm) => form.choices.map(({ label, hint }) => `${label}：${hint}`);

describe('what a form of the lead says will follow', () => {
  it.each<[string, Case, string, string[]]>([
    [
      'the measures begin with a notice where none was sent',
      card(),
      '03-02 09:31 WRONG',
      [
        '再次回访：重新计次，在可拨打的时段安排回访',
        '进入处置流程：不再拨打，先发正式通知，等待期过后可提请单停',
      ],
    ],
    [
      'what the operator could not do may be proposed again at once',
      card(),
      `${APPROVED}
        03-05 11:30 not-done
      `,
      ['再次回访：重新计次，在可拨打的时段安排回访', '继续处置流程：等待期已过，可以提请单停'],
    ],
    [
      'what could not be taken back is asked for again, whatever else',
      card(),
      `${BARRED}
        03-06 10:00 verified
        03-06 10:30 not-done
      `,
      ['再次请求解除：请运营系统解除单停'],
    ],
    [
      'whose appeal was upheld is called once the measure is taken back at last',
      card(),
      `${BARRED}
        03-06 10:00 RN_APPEAL in
        03-06 10:10 uphold
        03-06 10:30 not-done
      `,
      ['再次请求解除：请运营系统解除单停，解除后重新回访用户'],
    ],
    [
      'a complaint leaves a measure where it stands',
      card(),
      `${BARRED}
        03-06 10:00 COMPLAIN in
      `,
      ['再次回访：重新计次，在可拨打的时段安排回访', '继续处置流程：单停继续，3月12日 11:30 再次提醒'],
    ],
    [
      'nobody is called about a report that nobody has looked into',
      undecidedReport(),
      '03-02 09:31 COMPLAIN in',
      [
        '再次回访：等待核查，有结论后再回访',
        '退回核查：回到核查，有新结论后再回访',
        '改发短信：等待核查，有结论后再回访',
      ],
    ],
    [
      'a dispute goes its usual ways',
      decidedReport(),
      '03-02 09:31 FB_DISPUTE',
      [
        '再次回访：重新计次，在可拨打的时段安排回访',
        '退回核查：回到核查，有新结论后再回访',
        '改发短信：不再拨打，短信反馈，送达后闭环',
      ],
    ],
  ])('of a review: %s', (_, subject, story, expected) => {
    expect(told(formAfter('review', subject, story))).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    [
      'during the waiting time',
      `${NOTIFIED}
        03-04 10:00 RN_APPEAL in
      `,
      ['申诉成立：重新计次，回访用户', '驳回申诉：等待期已过，可以提请单停'],
    ],
    [
      'against a measure that stands',
      `${BARRED}
        03-06 10:00 RN_APPEAL in
      `,
      ['申诉成立：请运营系统解除单停，解除后重新回访用户', '驳回申诉：单停继续，3月12日 11:30 再次提醒'],
    ],
  ])('of an appeal: %s', (_, story, expected) => {
    const form = formAfter('appeal', card(), story);
    expect(told(form)).toEqual(expected);
    expect(form.hint).toMatch(/^用户申诉，王敏 .* 10:00 记录：x$/);
  });
});
